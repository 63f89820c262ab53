// Q-learning (Watkins 1989) and SARSA (Rummery and Niranjan 1994), as in Sutton and Barto (2018),
// sections 6.4 and 6.5: a value for every pair of a state and an action.
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/envs/archive.hpp>
#include <ember/envs/space/space.hpp>
#include <ember/nn/module_holder.hpp>
#include <ember/rl/options.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ember::rl {

struct TabularOptions {
  double alpha = 0.1;
  double alpha_end = 0.1;
  double gamma = 0.99;
  double epsilon_start = 1.0;
  double epsilon_end = 0.05;
  int64_t decay_steps = 50'000;
  double initial_value = 0;

  template <class Visitor> void describe(Visitor&& visit) {
    visit("alpha", alpha, "step size at the start", Range{0, 1, true});
    visit("alpha_end", alpha_end, "step size at the end", Range{0, 1, true});
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("epsilon_start", epsilon_start, "exploration rate at the start", Range{0, 1});
    visit("epsilon_end", epsilon_end, "exploration rate at the end", Range{0, 1});
    visit("decay_steps", decay_steps, "environment steps over which both fall in a straight line",
          AtLeast(1));
    visit("initial_value", initial_value, "of every action value; above what can be had it makes curious",
          Any{});
  }

  void check() const {
    if (epsilon_end > epsilon_start) throw std::invalid_argument("epsilon_end exceeds epsilon_start");
    if (alpha_end > alpha) throw std::invalid_argument("alpha_end exceeds alpha");
  }
};

/// Numbers 0, 1, ... for the members of a space of choices: Discrete, or a Tuple of them.
class StateNumbers {
 public:
  /// The numbers of a space; none if its members cannot be counted.
  static std::optional<StateNumbers> of(const envs::Space& space);

  int64_t count() const;
  /// The number of an observation.
  int64_t operator()(std::span<const float> observation) const;

 private:
  std::vector<int64_t> sizes_, starts_;  // of the parts, the last of which counts fastest
};

/// The table as a module, so that it is saved as networks are: a buffer q [states, actions], float64.
struct QTableImpl : nn::Module {
  QTableImpl(int64_t states, int64_t actions, double initial_value);
  Tensor q;
};
using QTable = nn::ModuleHolder<QTableImpl>;

class TabularAgent {
 public:
  /// Throws ValueError for sizes below 1.
  TabularAgent(const TabularOptions& options, int64_t states, int64_t actions, uint64_t seed);

  /// With probability epsilon any action, else the best one; equal ones equally likely.
  int64_t select_action(int64_t s);
  /// argmax_a Q(s, a), the first of equal ones.
  int64_t greedy_action(int64_t s) const;

  /// Q(s, a) <- Q(s, a) + alpha delta, delta = r + gamma (1 - terminated) max_a' Q(s', a') - Q(s, a); returns
  /// delta. Throws NonFiniteError for a reward that is not finite.
  double q_learning(int64_t s, int64_t a, double r, int64_t next_s, bool terminated);
  /// The same with the action that is taken next: delta = r + gamma (1 - terminated) Q(s', a') - Q(s, a).
  double sarsa(int64_t s, int64_t a, double r, int64_t next_s, int64_t next_a, bool terminated);

  /// Sets epsilon and alpha for an environment step.
  void explore_at(int64_t step);

  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  /// Q(s, .), a row of `actions` numbers.
  std::span<double> values(int64_t s) const;

  TabularOptions options;
  int64_t actions;
  QTable table;
  double epsilon, alpha;
  Generator exploration;

 private:
  double learn(int64_t s, int64_t a, double target);
};

}  // namespace ember::rl
