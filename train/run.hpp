// What every training program does beside learning: counting, logging, evaluating, keeping the best,
// finishing.
#pragma once

#include <ember/envs/env.hpp>
#include <ember/nn/module.hpp>
#include <ember/train/csv_file.hpp>
#include <ember/train/options.hpp>
#include <ember/train/progress.hpp>
#include <ember/train/run_folder.hpp>
#include <ember/train/run_options.hpp>
#include <ember/train/run_record.hpp>
#include <ember/train/training_plots.hpp>
#include <functional>
#include <optional>

namespace ember::train {

/// One training run: made before the loop, told of every step, asked whether to go on.
class Run {
 public:
  using Policy = std::function<envs::Action(std::span<const float>)>;
  /// A number of an update that metrics.csv and the progress line show.
  using Field = Progress::Field;

  /// Makes the run folder with config.toml. `network` is what best and last checkpoints hold; `policy` acts
  /// greedily.
  Run(const RunOptions& options, const Options& all, const std::string& algorithm, const envs::Env& env,
      const std::shared_ptr<nn::Module>& network, Policy policy);

  /// Whether another step is to be taken: no limit reached, not solved, no signal to stop.
  bool goes_on() const;
  /// The number of the next step, 1, 2, ...
  int64_t step() const { return record_.steps + 1; }

  /// After an update.
  void count_update(double loss);
  /// After every step; `fields` are shown beside return and loss. Evaluates when it is time.
  void count_step(const envs::Step& step, std::initializer_list<Field> fields);

  /// Evaluates the best weights on fresh seeds, writes what is left and says where it is. The exit status: 0,
  /// or 128 and the signal that stopped the run.
  int finish();
  /// After a number of the training was not finite: writes what is left, says so in the record and throws
  /// Diverged, which names the last good weights.
  [[noreturn]] void abandon(const std::string& why);

 private:
  void end_episode(std::initializer_list<Field> fields);
  void log(std::initializer_list<Field> fields);
  void evaluate();
  void save(const std::string& file) const;
  void load(const std::string& file);
  void write_record();

  RunOptions options_;
  envs::Env env_;
  std::shared_ptr<nn::Module> network_;
  Policy policy_;
  RunFolder folder_;
  Progress progress_;
  CsvFile episodes_, metrics_;
  RunRecord record_;
  TrainingCurves curves_;
  std::chrono::steady_clock::time_point start_;
  double return_ = 0, loss_sum_ = 0, recent_loss_ = 0;
  int64_t length_ = 0, losses_ = 0, recent_losses_ = 0;
  double best_ = 0;
  bool solved_ = false;
};

}  // namespace ember::train
