#include <ember/envs/toy_text/transition_table.hpp>

#include <algorithm>

namespace ember::envs {

TransitionTable::TransitionTable(std::int64_t states, std::int64_t actions)
    : states_(states), actions_(actions), outcomes_(static_cast<std::size_t>(states * actions)) {}

void TransitionTable::start_in(const std::vector<std::int64_t>& states) {
  std::vector<double> probability(static_cast<std::size_t>(states_), 0.0);
  for (const std::int64_t state : states) {
    probability[static_cast<std::size_t>(state)] = 1 / static_cast<double>(states.size());
  }
  start_sums_.clear();
  double sum = 0;
  for (const double p : probability) start_sums_.push_back(sum += p);
}

// The first state whose cumulative probability is above the draw. Rounding may leave the last sum below 1; a
// draw above it takes state 0, as NumPy's argmax of nothing does.
std::int64_t TransitionTable::start(double uniform) const {
  const auto found = std::upper_bound(start_sums_.begin(), start_sums_.end(), uniform);
  return found == start_sums_.end() ? 0 : found - start_sums_.begin();
}

Step TableWalk::step(std::int64_t action) {
  const auto outcomes = table_->at(state_, action);
  const double draw = random_.uniform();
  const Transition* chosen = &outcomes[0];
  double sum = 0;
  for (const Transition& outcome : outcomes) {
    sum += outcome.probability;
    if (sum > draw) {
      chosen = &outcome;
      break;
    }
  }
  state_ = chosen->next;
  probability_ = chosen->probability;
  return {chosen->reward, chosen->terminated, false};
}

}  // namespace ember::envs
