#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/schedule.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/rl/tabular.hpp>
#include <functional>
#include <numeric>

namespace ember::rl {

std::optional<StateNumbers> StateNumbers::of(const envs::Space& space) {
  StateNumbers numbers;
  const auto add = [&](const envs::Space& part) {
    if (!part.is_discrete()) return false;
    numbers.sizes_.push_back(part.discrete().n());
    numbers.starts_.push_back(part.discrete().start());
    return true;
  };
  if (add(space)) return numbers;
  if (space.is_box()) return std::nullopt;
  try {
    for (const envs::Space& part : space.as<envs::Tuple>().spaces())
      if (!add(part)) return std::nullopt;
  } catch (const envs::ValueError&) {  // neither a choice, nor choices side by side
    return std::nullopt;
  }
  return numbers;
}

int64_t StateNumbers::count() const {
  return std::accumulate(sizes_.begin(), sizes_.end(), int64_t{1}, std::multiplies<>());
}

int64_t StateNumbers::operator()(std::span<const float> observation) const {
  int64_t number = 0;
  for (size_t i = 0; i < sizes_.size(); ++i)
    number = number * sizes_[i] + static_cast<int64_t>(observation[i]) - starts_[i];
  return number;
}

QTableImpl::QTableImpl(int64_t states, int64_t actions, double initial_value) : Module("QTable") {
  require<ValueError>(states >= 1 && actions >= 1, "QTable: sizes must be at least 1: ", states, " states, ",
                      actions, " actions");
  q = register_buffer("q", full({states, actions}, initial_value, kDouble));
}

TabularAgent::TabularAgent(const TabularOptions& chosen, int64_t states, int64_t action_count, uint64_t seed)
    : options(chosen),
      actions(action_count),
      table(states, action_count, options.initial_value),
      epsilon(options.epsilon_start),
      alpha(options.alpha),
      exploration(stream_seed(seed, "exploration")) {}

std::span<double> TabularAgent::values(int64_t s) const {
  return {table->q.data_ptr<double>() + s * actions, static_cast<size_t>(actions)};
}

int64_t TabularAgent::greedy_action(int64_t s) const {
  const auto q = values(s);
  return std::max_element(q.begin(), q.end()) - q.begin();
}

int64_t TabularAgent::select_action(int64_t s) {
  const auto any_of = [&](int64_t n) {
    return static_cast<int64_t>(exploration.uniform() * static_cast<double>(n));
  };
  if (exploration.uniform() < epsilon) return any_of(actions);
  const auto q = values(s);
  const double best = *std::max_element(q.begin(), q.end());
  int64_t skip = any_of(std::count(q.begin(), q.end(), best)), a = 0;
  while (q[static_cast<size_t>(a)] != best || skip-- > 0) ++a;
  return a;
}

double TabularAgent::q_learning(int64_t s, int64_t a, double r, int64_t next_s, bool terminated) {
  const auto next_q = values(next_s);
  return learn(s, a, r + (terminated ? 0 : options.gamma * *std::max_element(next_q.begin(), next_q.end())));
}

double TabularAgent::sarsa(int64_t s, int64_t a, double r, int64_t next_s, int64_t next_a, bool terminated) {
  return learn(s, a, r + (terminated ? 0 : options.gamma * values(next_s)[static_cast<size_t>(next_a)]));
}

double TabularAgent::learn(int64_t s, int64_t a, double target) {
  double& q = values(s)[static_cast<size_t>(a)];
  const double delta = target - q;
  require<NonFiniteError>(std::isfinite(delta), "TabularAgent: the error is not finite: ", delta);
  q += alpha * delta;
  return delta;
}

void TabularAgent::serialize(envs::Archive& archive) { archive(*table, exploration); }

void TabularAgent::explore_at(int64_t step) {
  epsilon = linear_schedule(options.epsilon_start, options.epsilon_end, options.decay_steps, step);
  alpha = linear_schedule(options.alpha, options.alpha_end, options.decay_steps, step);
}

}  // namespace ember::rl
