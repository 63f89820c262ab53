#include <ember/envs/toy_text/blackjack.hpp>

#include <algorithm>
#include <numeric>

namespace ember::envs {
namespace {

using Hand = std::vector<std::int64_t>;

std::int64_t plain_sum(const Hand& hand) {
  return std::accumulate(hand.begin(), hand.end(), std::int64_t{0});
}

bool usable_ace(const Hand& hand) {
  return std::find(hand.begin(), hand.end(), 1) != hand.end() && plain_sum(hand) + 10 <= 21;
}

std::int64_t sum(const Hand& hand) { return plain_sum(hand) + (usable_ace(hand) ? 10 : 0); }

std::int64_t score(const Hand& hand) { return sum(hand) > 21 ? 0 : sum(hand); }

bool natural(const Hand& hand) { return hand.size() == 2 && sum(hand) == 21; }

}  // namespace

std::int64_t Blackjack::draw() { return std::min<std::int64_t>(random_.integers(13) + 1, 10); }

void Blackjack::reset(Seed seed, std::span<float> observation) {
  require_size("Blackjack.reset: observation", observation.size(), 3);
  random_.seed(seed);
  for (Hand* hand : {&dealer_, &player_}) {
    const std::int64_t first = draw();
    *hand = {first, draw()};
  }
  // Gymnasium draws the look of the dealer's card here: its suit, and which of the court cards a ten is.
  random_.integers(4);
  if (dealer_[0] == 10) random_.integers(3);
  observe(observation);
}

Step Blackjack::step(Action action, std::span<float> observation) {
  require_choice("Blackjack.step", action, 2);
  require_size("Blackjack.step: observation", observation.size(), 3);
  Step step;
  if (action == 1) {
    player_.push_back(draw());
    step.terminated = sum(player_) > 21;
    step.reward = step.terminated ? -1 : 0;
  } else {
    step.terminated = true;
    while (sum(dealer_) < 17) dealer_.push_back(draw());
    const std::int64_t own = score(player_), other = score(dealer_);
    step.reward = own > other ? 1 : own < other ? -1 : 0;
    if (options_.sab && natural(player_) && !natural(dealer_)) {
      step.reward = 1;
    } else if (!options_.sab && options_.natural && natural(player_) && step.reward == 1) {
      step.reward = 1.5;
    }
  }
  observe(observation);
  return step;
}

void Blackjack::observe(std::span<float> observation) const {
  observation[0] = static_cast<float>(sum(player_));
  observation[1] = static_cast<float>(dealer_[0]);
  observation[2] = usable_ace(player_);
}

}  // namespace ember::envs
