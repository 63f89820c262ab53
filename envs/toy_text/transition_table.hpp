#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// One possible outcome of an action.
struct Transition {
  double probability;
  std::int64_t next;
  double reward;
  bool terminated;
};

/// The whole model of a finite task, p(next state, reward | state, action), as Gymnasium's toy-text
/// environments keep it in `P`; what value iteration and policy iteration need.
class TransitionTable {
 public:
  TransitionTable(std::int64_t states, std::int64_t actions);

  std::int64_t states() const { return states_; }
  std::int64_t actions() const { return actions_; }

  void add(std::int64_t state, std::int64_t action, Transition outcome) {
    outcomes_[cell(state, action)].push_back(outcome);
  }

  /// The outcomes of an action, in the order they are drawn in.
  std::span<const Transition> at(std::int64_t state, std::int64_t action) const {
    return outcomes_[cell(state, action)];
  }

  /// The probability that an episode starts in each state: equal among the states given.
  void start_in(const std::vector<std::int64_t>& states);

  /// A start, by one uniform draw.
  std::int64_t start(double uniform) const;

 private:
  std::size_t cell(std::int64_t state, std::int64_t action) const {
    return static_cast<std::size_t>(state * actions_ + action);
  }

  std::int64_t states_;
  std::int64_t actions_;
  std::vector<std::vector<Transition>> outcomes_;
  std::vector<double> start_sums_;  // cumulative probabilities
};

/// A walk through a transition table: one uniform draw per reset and one per step, even where there is one
/// outcome.
class TableWalk {
 public:
  explicit TableWalk(std::shared_ptr<const TransitionTable> table) : table_(std::move(table)) {}

  const TransitionTable& table() const { return *table_; }
  std::int64_t state() const { return state_; }
  Generator& random() { return random_; }

  /// The probability of the outcome drawn last: `prob` of Gymnasium's info.
  double probability() const { return probability_; }

  void reset(Seed seed) {
    random_.seed(seed);
    state_ = table_->start(random_.uniform());
    probability_ = 1;
  }

  Step step(std::int64_t action);

  /// Moves to another state by a rule that is not in the table.
  void move_to(std::int64_t state) { state_ = state; }

  void serialize(Archive& archive) { archive(state_, probability_, random_); }

 private:
  std::shared_ptr<const TransitionTable> table_;
  std::int64_t state_ = 0;
  double probability_ = 1;
  Generator random_;
};

}  // namespace ember::envs
