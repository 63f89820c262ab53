// What run.json says of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ember::train {

/// Greedy returns over some episodes.
struct Evaluation {
  double mean = 0;
  double std = 0;  ///< standard deviation over the episodes
  int64_t episodes = 0;
  std::vector<double> returns = {};  ///< all of them, of the last evaluation
};

/// An evaluation while it trained.
struct EvaluationRecord {
  int64_t step;
  double seconds, mean, std;

  template <class Archive> void serialize(Archive& archive) { archive(step, seconds, mean, std); }
};

/// The facts of one run, in the order in which run.json lists them.
struct RunRecord {
  std::string status = "running";  ///< running, finished, interrupted or diverged
  std::string algorithm;
  std::string env;
  std::string recipe;
  uint64_t seed = 0;
  int64_t steps = 0;                      ///< environment steps
  int64_t episodes = 0;                   ///< episodes that ended
  int64_t updates = 0;                    ///< optimizer steps
  double seconds = 0;                     ///< wall time of the training loop
  std::optional<Evaluation> evaluation;   ///< of the best checkpoint, on seeds of its own
  bool solved = false;                    ///< whether that reaches the environment's threshold
  std::optional<int64_t> solved_at_step;  ///< first step at which an evaluation reached it
  std::vector<EvaluationRecord> evaluations;
  std::string isa;  ///< instruction set of the kernels
  int64_t threads = 1;

  /// What a run that goes on takes over.
  template <class Archive> void serialize(Archive& archive) {
    archive(steps, episodes, updates, seconds, solved_at_step, evaluations);
  }
};

/// The record as JSON, with `us_per_step` and the version and commit of this build. Numbers that are not
/// finite become null.
std::string json(const RunRecord& record);

}  // namespace ember::train
