#include <fmt/format.h>
#include <cmath>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/nn/io/tensors.hpp>
#include <ember/rl/evaluate.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/run.hpp>
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
  return {mean, std::sqrt(squares / n), static_cast<int64_t>(returns.size())};
}

double mean_of_last(const std::vector<double>& values, size_t count) {
  const size_t n = std::min(count, values.size());
  return n == 0 ? std::nan("")
                : std::accumulate(values.end() - static_cast<std::ptrdiff_t>(n), values.end(), 0.0) /
                      static_cast<double>(n);
}

}  // namespace

Run::Run(const RunOptions& options, const Options& all, const std::string& algorithm, const envs::Env& env,
         const std::shared_ptr<nn::Module>& network, Policy policy)
    : options_(options),
      env_(env),
      network_(network),
      policy_(std::move(policy)),
      folder_(options.out, env.spec().id, algorithm, static_cast<unsigned long long>(options.seed),
              options.name),
      progress_(progress_style(options.progress), options.steps, options.log_every),
      episodes_(folder_ / "episodes.csv",
                {"episode", "step", "return", "length", "seconds", "terminated", "truncated"}),
      metrics_(folder_ / "metrics.csv",
               {"step", "seconds", "return", "loss", "epsilon", "evaluation_mean", "evaluation_std"}),
      start_(std::chrono::steady_clock::now()) {
  folder_.write("config.toml", all.toml());
  record_.algorithm = algorithm;
  record_.env = env.spec().id;
  record_.recipe = all.recipe();
  record_.seed = static_cast<uint64_t>(options.seed);
  record_.isa = kernels::table().name;
  record_.threads = options.threads;
  curves_.env = env.spec().id;
  curves_.threshold = env.spec().reward_threshold;
  if (curves_.env == "CartPole-v1") curves_.marks.push_back({195, "195: threshold of CartPole-v0"});
  write_record();
}

bool Run::goes_on() const {
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

void Run::count_step(const envs::Step& step, std::initializer_list<Field> fields) {
  ++record_.steps;
  return_ += step.reward;
  ++length_;
  if (step.done()) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    episodes_.append({static_cast<double>(record_.episodes + 1), static_cast<double>(record_.steps), return_,
                      static_cast<double>(length_), seconds, step.terminated ? 1.0 : 0.0,
                      step.truncated ? 1.0 : 0.0});
    end_episode(fields);
  }
  if (progress_.due(record_.steps)) {
    const double mean = mean_of_last(curves_.returns, 50),
                 loss =
                     recent_losses_ > 0 ? recent_loss_ / static_cast<double>(recent_losses_) : std::nan("");
    const Field extra =
        fields.size() > 0 ? *fields.begin() : Field{"updates", static_cast<double>(record_.updates)};
    progress_.show(record_.steps, {{"return", mean}, extra, {"loss", loss}});
  }
  if (record_.steps % options_.log_every == 0) log(fields);
  if (options_.eval_every > 0 && record_.steps % options_.eval_every == 0 && record_.updates > 0) evaluate();
}

void Run::end_episode(std::initializer_list<Field> fields) {
  ++record_.episodes;
  curves_.returns.push_back(return_);
  curves_.losses.push_back(losses_ > 0 ? loss_sum_ / static_cast<double>(losses_) : std::nan(""));
  return_ = loss_sum_ = 0;
  length_ = losses_ = 0;
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
  double epsilon = std::nan("");
  for (const Field& field : fields) {
    if (std::string_view(field.name) == "epsilon") epsilon = field.value;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double loss = recent_losses_ > 0 ? recent_loss_ / static_cast<double>(recent_losses_) : std::nan("");
  metrics_.append({static_cast<double>(record_.steps), seconds, mean_of_last(curves_.returns, 50), loss,
                   epsilon, curves_.evaluations.empty() ? std::nan("") : curves_.evaluations.back().mean,
                   curves_.evaluations.empty() ? std::nan("") : curves_.evaluations.back().std});
  recent_loss_ = 0;
  recent_losses_ = 0;
  episodes_.flush();
  metrics_.flush();
}

void Run::evaluate() {
  const Evaluation result = summary(rl::evaluate(env_, policy_, choosing_seeds, options_.eval_episodes));
  curves_.evaluations.push_back({static_cast<double>(record_.episodes), result.mean, result.std});
  const std::optional<double> threshold = env_.spec().reward_threshold;
  if (threshold && result.mean >= *threshold && !record_.solved_at_step)
    record_.solved_at_step = record_.steps;
  if (curves_.evaluations.size() > 1 && result.mean <= best_) return;
  best_ = result.mean;
  save("best.safetensors");
  // Solved with room to spare: an episode cannot return more than its limit where each step gives 1.
  const double enough =
      threshold ? *threshold + 0.9 * (static_cast<double>(env_.spec().max_episode_steps) - *threshold) : 0;
  solved_ = threshold && result.mean >= (enough > *threshold ? enough : *threshold);
}

void Run::save(const std::string& file) const {
  io::NamedTensors weights;
  for (const auto& entry : network_->state_dict()) weights.emplace_back(entry.key(), entry.value());
  io::save_tensors((folder_ / file).string(), weights);
}

void Run::load(const std::string& file) {
  nn::Module::StateDict weights;
  for (auto& [name, tensor] : io::load_tensors((folder_ / file).string()).tensors)
    weights.insert(name, tensor);
  network_->load_state_dict(weights);
}

void Run::write_record() {
  record_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  folder_.write("run.json", json(record_));
}

int Run::finish() {
  record_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double training_seconds = record_.seconds;
  episodes_.flush();
  metrics_.flush();
  save("last.safetensors");
  if (curves_.evaluations.empty()) save("best.safetensors");
  const int signal = stop_signal();
  record_.status = signal != 0 ? "interrupted" : "finished";
  if (signal == 0) {
    load("best.safetensors");
    record_.evaluation = summary(rl::evaluate(env_, policy_, judging_seeds, options_.final_episodes));
    const std::optional<double> threshold = env_.spec().reward_threshold;
    record_.solved = threshold && record_.evaluation->mean >= *threshold;
  }
  folder_.write("returns.svg", returns_svg(curves_));
  folder_.write("loss.svg", loss_svg(curves_));
  write_record();
  record_.seconds = training_seconds;
  folder_.write("run.json", json(record_));

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
    progress_.print(fmt::format("  {}", (folder_ / file).string()));
  }
  return signal != 0 ? 128 + signal : 0;
}

void Run::abandon(const std::string& why) {
  record_.status = "diverged";
  episodes_.flush();
  metrics_.flush();
  write_record();
  throw Diverged(why, "step " + std::to_string(record_.steps + 1),
                 curves_.evaluations.empty()
                     ? "no weights were saved yet; a smaller --lr is the usual remedy"
                     : "last good weights: " + (folder_ / "best.safetensors").string());
}

}  // namespace ember::train
