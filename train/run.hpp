// What every training program does beside learning: counting, logging, evaluating, keeping the best,
// finishing.
#pragma once

#include <ember/autograd/dtype.hpp>
#include <ember/envs/env.hpp>
#include <ember/envs/vector_rows.hpp>
#include <ember/nn/module.hpp>
#include <ember/train/progress.hpp>
#include <ember/train/run_options.hpp>
#include <ember/train/run_record.hpp>
#include <ember/train/training_plots.hpp>
#include <functional>
#include <memory>

namespace ember::train {

class CsvFile;
class Options;
class RunFolder;

/// What everything random and every number of a run start from.
struct Start {
  uint64_t seed;
  ScalarType dtype;
};

/// Sets threads, precision and the seed of the initial weights for the whole process, before an agent is
/// made.
Start prepare(const RunOptions& options);

/// One training run: made before the loop, told of every step, asked whether to go on.
class Run {
 public:
  using Policy = std::function<envs::Action(std::span<const float>)>;
  /// A number of an update that metrics.csv and the progress line show.
  using Field = Progress::Field;

  /// Makes the run folder with config.toml. `network` is what best and last checkpoints hold: a table is a
  /// module with a buffer. `policy` acts greedily, on a copy of `env`; a row that it returns must live until
  /// the next call. `num_envs` environments are trained on.
  Run(const RunOptions& options, const Options& all, const std::string& algorithm, const envs::Env& env,
      const std::shared_ptr<nn::Module>& network, Policy policy, int64_t num_envs = 1);
  ~Run();

  /// Names all that the rest of the run depends on beside what Run itself knows: agent, environments, the
  /// observations before the next step. They live as long as this. From then on checkpoints are written, and
  /// if this run goes on with an earlier one, `parts` and Run are now as they were in its last checkpoint.
  /// Throws UsageError when that is missing, damaged or of another run.
  template <class... Parts> void keep(Parts&... parts) {
    state_ = [&parts...](envs::Archive& archive) { archive(parts...); };
    if (resumes_) resume();
  }

  /// Whether another step is to be taken: no limit reached, not solved, no signal to stop. Writes a
  /// checkpoint when it is time.
  bool goes_on();
  /// The number of the next step, 1, 2, ...
  int64_t step() const { return record_.steps + 1; }

  /// After an update.
  void count_update(double loss);
  /// After every step of environment `env`; `fields`, always the same ones, are shown beside return and loss,
  /// the first of them while it trains, all in metrics.csv. Evaluates when it is time.
  void count_step(const envs::Step& step, std::initializer_list<Field> fields, int64_t env = 0);
  /// After a step of all environments, which counts as one step of each.
  void count_steps(const envs::VectorRows& rows, std::initializer_list<Field> fields);

  /// Evaluates the best weights on fresh seeds, writes what is left and says where it is. The exit status: 0,
  /// or 128 and the signal that stopped the run.
  int finish();
  /// After a number of the training was not finite: writes what is left, says so in the record and throws
  /// Diverged, which names the last good weights.
  [[noreturn]] void abandon(const std::string& why);

 private:
  /// An episode that goes on.
  struct Running {
    double total = 0;
    int64_t length = 0;

    void serialize(envs::Archive& archive) { archive(total, length); }
  };

  double seconds() const;
  double recent_loss() const;
  void end_episode(Running& episode, const envs::Step& step, std::initializer_list<Field> fields);
  void log(std::initializer_list<Field> fields);
  void flush();
  void evaluate();
  void save(const std::string& file) const;
  void load(const std::string& file);
  void write_record();
  void open_episodes();
  void serialize(envs::Archive& archive);
  void write_checkpoint();
  void resume();

  RunOptions options_;
  envs::Env env_;
  std::shared_ptr<nn::Module> network_;
  Policy policy_;
  bool resumes_;
  std::unique_ptr<RunFolder> folder_;
  Progress progress_;
  std::unique_ptr<CsvFile> episodes_;
  std::unique_ptr<CsvFile> metrics_;  // from the first step on, when its columns are known
  RunRecord record_;
  std::string config_;
  TrainingCurves curves_;
  std::chrono::steady_clock::time_point start_, checkpoint_time_;
  std::function<void(envs::Archive&)> state_;
  std::vector<Running> running_;  // one for each environment
  double loss_sum_ = 0, recent_loss_ = 0;
  int64_t losses_ = 0, recent_losses_ = 0;
  double best_ = 0;
  uint64_t episodes_bytes_ = 0, metrics_bytes_ = 0;  // of the files, at the checkpoint
  uint32_t looks_ = 0;                               // at the clock, in goes_on
  bool solved_ = false;
};

}  // namespace ember::train
