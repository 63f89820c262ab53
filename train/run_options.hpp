// The options that every training program has beside those of its algorithm.
#pragma once

#include <cstdint>
#include <ember/rl/options.hpp>
#include <string>

namespace ember::train {

/// What to train on, for how long, and what to write down.
struct RunOptions {
  std::string env = "CartPole-v1";
  int64_t seed = 1;
  int64_t steps = 50'000;
  int64_t episodes = 0;
  int64_t eval_every = 2'500;
  int64_t eval_episodes = 20;
  int64_t final_episodes = 100;
  int64_t log_every = 1'000;
  double checkpoint_seconds = 60;
  int64_t threads = 1;
  bool float64 = false;
  bool stop_when_solved = true;
  bool notebook_lines = false;
  std::string out = "runs";
  std::string name;
  std::string progress = "auto";

  template <class Visitor> void describe(Visitor&& visit) {
    using rl::Any, rl::AtLeast, rl::OneOf, rl::Range;
    visit("env", env, "environment, see `ember envs`", Any{});
    visit("seed", seed, "seed of everything random in the run", Range{0, 4294967295.0});
    visit("steps", steps, "environment steps after which training ends", AtLeast(1));
    visit("episodes", episodes, "episodes after which training ends; 0: only the steps count", AtLeast(0));
    visit("eval_every", eval_every, "steps between greedy evaluations; 0: none before the end", AtLeast(0));
    visit("eval_episodes", eval_episodes, "episodes of each of these evaluations", AtLeast(1));
    visit("final_episodes", final_episodes, "episodes of the last evaluation", AtLeast(1));
    visit("log_every", log_every, "steps between rows of metrics.csv and plain progress lines", AtLeast(1));
    visit("checkpoint_seconds", checkpoint_seconds,
          "time between checkpoints, from which --resume goes on; 0: only at the end", AtLeast(0));
    visit("threads", threads, "threads for large operations and for many environments", Range{1, 1024});
    visit("float64", float64, "compute in double precision", Any{});
    visit("stop_when_solved", stop_when_solved,
          "end training once an evaluation's mean, less three standard errors, reaches the threshold of the "
          "environment",
          Any{});
    visit("notebook_lines", notebook_lines, "print mean return and epsilon every 50 episodes", Any{});
    visit("out", out, "folder for the folders of runs", Any{});
    visit("name", name, "name of the run's folder; empty: seed and time", Any{});
    visit("progress", progress, "what is shown while it trains", OneOf{"auto", "live", "plain", "none"});
  }
};

}  // namespace ember::train
