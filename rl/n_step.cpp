#include <algorithm>
#include <ember/rl/n_step.hpp>

namespace ember::rl {

NStep::NStep(int64_t n, double gamma, int64_t observation_size)
    : n_(n), gamma_(gamma), observation_size_(static_cast<size_t>(observation_size)) {
  require<ValueError>(n >= 1 && observation_size >= 1,
                      "NStep: n and the observation size must be at least 1: ", n, ", ", observation_size);
  const auto places = static_cast<size_t>(n);
  observations_.resize(places * observation_size_);
  actions_.resize(places);
  returns_.resize(places);
}

void NStep::add(const Transition& step) {
  require<ShapeError>(step.observation.size() == observation_size_, "NStep::push: the observation has ",
                      step.observation.size(), " values, needs ", observation_size_);
  const size_t last = (first_ + static_cast<size_t>(waiting_)) % actions_.size();
  std::copy(step.observation.begin(), step.observation.end(),
            observations_.begin() + static_cast<std::ptrdiff_t>(last * observation_size_));
  actions_[last] = step.action.as<int64_t>();
  returns_[last] = 0;
  ++waiting_;
  double discount = 1;  // the newest step first: its reward, then gamma of it, ...
  for (int64_t age = 0; age < waiting_; ++age, discount *= gamma_) {
    const size_t place = (first_ + static_cast<size_t>(waiting_ - 1 - age)) % actions_.size();
    returns_[place] += discount * step.reward;
  }
}

}  // namespace ember::rl
