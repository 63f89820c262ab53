#include <fmt/format.h>
#include <cmath>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/nn/io/tensors.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/evaluate.hpp>
#include <ember/train/checkpoint.hpp>
#include <ember/train/csv_file.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/options.hpp>
#include <ember/train/run.hpp>
#include <ember/train/run_folder.hpp>
#include <ember/train/stop_signal.hpp>
#include <numeric>

namespace ember::train {
namespace {

// Seeds that training never uses: one range for choosing the best weights, one for judging them.
constexpr uint64_t choosing_seeds = 1'000'000'000, judging_seeds = 2'000'000'000;

Evaluation summary(const std::vector<double>& returns) {
  const auto n = static_cast<double>(returns.size());
  const double mean = std::accumulate(returns.begin(), returns.end(), 0.0) / n;
  double squares = 0;
  for (const double r : returns) squares += (r - mean) * (r - mean);
  return {mean, std::sqrt(squares / n), static_cast<int64_t>(returns.size()), returns};
}

double mean_of_last(const std::vector<double>& values, size_t count) {
  const size_t n = std::min(count, values.size());
  return n == 0 ? std::nan("")
                : std::accumulate(values.end() - static_cast<std::ptrdiff_t>(n), values.end(), 0.0) /
                      static_cast<double>(n);
}

}  // namespace

Start prepare(const RunOptions& options) {
  const Start start{static_cast<uint64_t>(options.seed), options.float64 ? kDouble : kFloat};
  set_num_threads(static_cast<int>(options.threads));
  set_default_dtype(start.dtype);
  manual_seed(start.seed);
  return start;
}

Run::Run(const RunOptions& options, const Options& all, const std::string& algorithm, const envs::Env& env,
         const std::shared_ptr<nn::Module>& network, Policy policy, int64_t num_envs)
    : options_(options),
      env_(env),
      network_(network),
      policy_(std::move(policy)),
      resumes_(!all.resume().empty()),
      folder_(resumes_
                  ? std::make_unique<RunFolder>(all.resume())
                  : std::make_unique<RunFolder>(options.out, env.spec().id, algorithm,
                                                static_cast<unsigned long long>(options.seed), options.name)),
      progress_(progress_style(options.progress), options.steps, options.log_every),
      start_(std::chrono::steady_clock::now()),
      checkpoint_time_(start_),
      running_(static_cast<size_t>(num_envs)) {
  record_.algorithm = algorithm;
  record_.env = env.spec().id;
  record_.recipe = all.recipe();
  record_.seed = static_cast<uint64_t>(options.seed);
  record_.isa = kernels::table().name;
  record_.threads = options.threads;
  curves_.env = env.spec().id;
  curves_.threshold = env.spec().reward_threshold;
  if (curves_.env == "CartPole-v1") curves_.marks.push_back({195, "195: threshold of CartPole-v0"});
  config_ = all.toml();
  if (resumes_) return;  // keep() goes on from here
  folder_->write("config.toml", config_);
  open_episodes();
  write_record();
}

Run::~Run() = default;

void Run::open_episodes() {
  episodes_ = std::make_unique<CsvFile>(
      *folder_ / "episodes.csv",
      std::vector<std::string>{"episode", "step", "return", "length", "seconds", "terminated", "truncated"},
      episodes_bytes_);
}

bool Run::goes_on() {
  if (resumes_ && !state_)
    throw UsageError("a run of " + record_.algorithm + " cannot go on", folder_->path().string(),
                     "start a new one");
  if (state_ && options_.checkpoint_seconds > 0 && ++looks_ % 256 == 0 &&
      std::chrono::duration<double>(std::chrono::steady_clock::now() - checkpoint_time_).count() >=
          options_.checkpoint_seconds)
    write_checkpoint();
  if (stop_signal() != 0 || (solved_ && options_.stop_when_solved)) return false;
  if (options_.steps > 0 && record_.steps >= options_.steps) return false;
  return options_.episodes == 0 || record_.episodes < options_.episodes;
}

void Run::count_update(double loss) {
  ++record_.updates;
  loss_sum_ += loss;
  recent_loss_ += loss;
  ++losses_;
  ++recent_losses_;
}

double Run::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double Run::recent_loss() const {
  return recent_losses_ > 0 ? recent_loss_ / static_cast<double>(recent_losses_) : std::nan("");
}

void Run::count_step(const envs::Step& step, std::initializer_list<Field> fields, int64_t env) {
  ++record_.steps;
  Running& episode = running_.at(static_cast<size_t>(env));
  episode.total += step.reward;
  ++episode.length;
  if (step.done()) end_episode(episode, step, fields);
  if (progress_.due(record_.steps)) {
    const Field extra =
        fields.size() > 0 ? *fields.begin() : Field{"updates", static_cast<double>(record_.updates)};
    progress_.show(record_.steps,
                   {{"return", mean_of_last(curves_.returns, 50)}, extra, {"loss", recent_loss()}});
  }
  if (!metrics_ || record_.steps % options_.log_every == 0) log(fields);
  if (options_.eval_every > 0 && record_.steps % options_.eval_every == 0 && record_.updates > 0) evaluate();
}

void Run::count_steps(const envs::VectorRows& rows, std::initializer_list<Field> fields) {
  for (size_t i = 0; i < rows.rewards.size(); ++i)
    count_step({rows.rewards[i], rows.terminated[i] != 0, rows.truncated[i] != 0}, fields,
               static_cast<int64_t>(i));
}

void Run::end_episode(Running& episode, const envs::Step& step, std::initializer_list<Field> fields) {
  ++record_.episodes;
  episodes_->append({static_cast<double>(record_.episodes), static_cast<double>(record_.steps), episode.total,
                     static_cast<double>(episode.length), seconds(), step.terminated ? 1.0 : 0.0,
                     step.truncated ? 1.0 : 0.0});
  curves_.returns.push_back(episode.total);
  curves_.losses.push_back(losses_ > 0 ? loss_sum_ / static_cast<double>(losses_) : std::nan(""));
  episode = {};
  loss_sum_ = 0;
  losses_ = 0;
  if (options_.notebook_lines && record_.episodes % 50 == 0) {
    std::string line =
        fmt::format("Episode {}, Avg Reward: {:.2f}", record_.episodes, mean_of_last(curves_.returns, 50));
    for (const Field& field : fields) {
      if (std::string_view(field.name) == "epsilon") line += fmt::format(", Epsilon: {:.3f}", field.value);
    }
    progress_.print(line);
  }
}

void Run::log(std::initializer_list<Field> fields) {
  if (!metrics_) {
    std::vector<std::string> columns = {"step", "seconds", "return", "loss"};
    for (const Field& field : fields) columns.push_back(field.name);
    columns.insert(columns.end(), {"evaluation_mean", "evaluation_std"});
    metrics_ = std::make_unique<CsvFile>(*folder_ / "metrics.csv", columns, metrics_bytes_);
    if (record_.steps % options_.log_every != 0) return;
  }
  std::vector<double> row = {static_cast<double>(record_.steps), seconds(), mean_of_last(curves_.returns, 50),
                             recent_loss()};
  for (const Field& field : fields) row.push_back(field.value);
  const bool evaluated = !curves_.evaluations.empty();
  row.push_back(evaluated ? curves_.evaluations.back().mean : std::nan(""));
  row.push_back(evaluated ? curves_.evaluations.back().std : std::nan(""));
  metrics_->append(row);
  recent_loss_ = 0;
  recent_losses_ = 0;
  flush();
}

void Run::flush() {
  episodes_->flush();
  if (metrics_) metrics_->flush();
}

void Run::evaluate() {
  const Evaluation result = summary(rl::evaluate(env_, policy_, choosing_seeds, options_.eval_episodes));
  curves_.evaluations.push_back({static_cast<double>(record_.episodes), result.mean, result.std});
  record_.evaluations.push_back({record_.steps, seconds(), result.mean, result.std});
  const std::optional<double> threshold = env_.spec().reward_threshold;
  if (threshold && result.mean >= *threshold && !record_.solved_at_step)
    record_.solved_at_step = record_.steps;
  if (curves_.evaluations.size() > 1 && result.mean <= best_) return;
  best_ = result.mean;
  save("best.safetensors");
  // Three standard errors of the mean leave little to chance.
  const double error = result.std / std::sqrt(static_cast<double>(result.episodes));
  solved_ = threshold && result.mean - 3 * error >= *threshold;
}

void Run::save(const std::string& file) const {
  io::NamedTensors weights;
  for (const auto& entry : network_->state_dict()) weights.emplace_back(entry.key(), entry.value());
  io::save_tensors((*folder_ / file).string(), weights);
}

void Run::load(const std::string& file) {
  nn::Module::StateDict weights;
  for (auto& [name, tensor] : io::load_tensors((*folder_ / file).string()).tensors)
    weights.insert(name, tensor);
  network_->load_state_dict(weights);
}

void Run::write_record() {
  record_.seconds = seconds();
  folder_->write("run.json", json(record_));
}

void Run::serialize(envs::Archive& archive) {
  archive(record_, curves_.returns, curves_.losses, curves_.evaluations, running_, loss_sum_, recent_loss_,
          losses_, recent_losses_, best_, solved_, episodes_bytes_, metrics_bytes_);
  const DefaultGenerator generator;
  archive(*generator);
  state_(archive);
}

void Run::write_checkpoint() {
  flush();
  record_.seconds = seconds();
  episodes_bytes_ = episodes_->bytes();
  if (metrics_) metrics_bytes_ = metrics_->bytes();
  envs::Archive archive;
  serialize(archive);
  train::write_checkpoint((*folder_ / "checkpoint").string(), {record_.algorithm, record_.env},
                          archive.bytes());
  checkpoint_time_ = std::chrono::steady_clock::now();
}

void Run::resume() {
  const auto bytes = read_checkpoint((*folder_ / "checkpoint").string(), {record_.algorithm, record_.env});
  envs::Archive archive(bytes);
  try {
    serialize(archive);
    if (!archive.finished()) throw StateError("the checkpoint holds more than this run keeps");
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what(), (*folder_ / "checkpoint").string(),
                     "go on with the options of the run, or start a new one");
  }
  start_ -= std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(record_.seconds));
  folder_->write("config.toml", config_);
  open_episodes();
  write_record();
}

int Run::finish() {
  record_.seconds = seconds();
  const double training_seconds = record_.seconds;
  flush();
  save("last.safetensors");
  if (state_) write_checkpoint();
  if (curves_.evaluations.empty()) save("best.safetensors");
  const int signal = stop_signal();
  record_.status = signal != 0 ? "interrupted" : "finished";
  if (signal == 0) {
    load("best.safetensors");
    record_.evaluation = summary(rl::evaluate(env_, policy_, judging_seeds, options_.final_episodes));
    const std::optional<double> threshold = env_.spec().reward_threshold;
    record_.solved = threshold && record_.evaluation->mean >= *threshold;
  }
  folder_->write("returns.svg", returns_svg(curves_));
  folder_->write("loss.svg", loss_svg(curves_));
  write_record();
  record_.seconds = training_seconds;
  folder_->write("run.json", json(record_));

  if (record_.evaluation) {
    progress_.print(fmt::format(
        "{} steps, {} episodes in {:.2f} s; best weights: return {:.1f} +- {:.1f} over {} greedy episodes{}",
        record_.steps, record_.episodes, training_seconds, record_.evaluation->mean, record_.evaluation->std,
        record_.evaluation->episodes, record_.solved ? ", solved" : ""));
  } else {
    progress_.print(fmt::format("stopped after step {}", record_.steps));
  }
  for (const char* file :
       {"returns.svg", "loss.svg", "best.safetensors", "last.safetensors", "run.json", "config.toml"}) {
    progress_.print(fmt::format("  {}", (*folder_ / file).string()));
  }
  return signal != 0 ? 128 + signal : 0;
}

void Run::abandon(const std::string& why) {
  record_.status = "diverged";
  flush();
  write_record();
  throw Diverged(why, "step " + std::to_string(record_.steps + 1),
                 curves_.evaluations.empty()
                     ? "no weights were saved yet; a smaller --lr is the usual remedy"
                     : "last good weights: " + (*folder_ / "best.safetensors").string());
}

}  // namespace ember::train
