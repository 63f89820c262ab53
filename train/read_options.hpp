// What every training program does first.
#pragma once

#include <ember/train/options.hpp>
#include <ember/train/recipes.hpp>
#include <ember/train/run_options.hpp>
#include <iostream>
#include <optional>

namespace ember::train {

/// Reads the options of `ember train ALGORITHM`: those of every run, under `group` those of the algorithm,
/// and under "Observation" what the agent sees. None if help was asked for, which is then printed. Throws
/// UsageError.
template <class AlgorithmOptions, class... ObservationOptions>
std::optional<Options> read_options(const std::string& algorithm, std::span<const std::string> arguments,
                                    RunOptions& run_options, const std::string& group,
                                    AlgorithmOptions& algorithm_options,
                                    ObservationOptions&... observation_options) {
  Options options("train " + algorithm, recipes_of(algorithm));
  options.add("Run", run_options);
  options.add(group, algorithm_options);
  (options.add("Observation", observation_options), ...);
  const std::string answer = options.read(arguments);
  std::cout << answer;
  if (!answer.empty()) return std::nullopt;
  return options;
}

}  // namespace ember::train
