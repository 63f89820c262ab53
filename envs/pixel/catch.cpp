#include <ember/envs/pixel/catch.hpp>

#include <algorithm>

namespace ember::envs {

Catch::Catch(CatchOptions options) : options_(options), paddle_(options.columns / 2) {
  if (options.rows < 2 || options.columns < 1 || options.rows > 1000 || options.columns > 1000) {
    throw ValueError("Catch: the board needs 2 to 1000 rows and 1 to 1000 columns: " +
                     std::to_string(options.rows) + " x " + std::to_string(options.columns));
  }
}

void Catch::reset(Seed seed, std::span<float> observation) {
  require_size("Catch.reset: observation", observation.size(), size());
  random_.seed(seed);
  ball_row_ = 0;
  ball_column_ = random_.integers(options_.columns);
  paddle_ = options_.columns / 2;
  observe(observation);
}

Step Catch::step(Action action, std::span<float> observation) {
  require_choice("Catch.step", action, 3);
  require_size("Catch.step: observation", observation.size(), size());
  paddle_ = std::clamp<std::int64_t>(paddle_ + action - 1, 0, options_.columns - 1);
  ball_row_ = std::min(ball_row_ + 1, options_.rows - 1);
  observe(observation);
  if (ball_row_ < options_.rows - 1) return {};
  return {paddle_ == ball_column_ ? 1.0 : -1.0, true, false};
}

void Catch::observe(std::span<float> observation) const {
  std::fill(observation.begin(), observation.end(), 0.0f);
  observation[static_cast<std::size_t>(ball_row_ * options_.columns + ball_column_)] = 1;
  observation[static_cast<std::size_t>((options_.rows - 1) * options_.columns + paddle_)] = 1;
}

Picture Catch::draw() const {
  constexpr double cell = 40;
  const auto x = [](std::int64_t column) { return cell * static_cast<double>(column); };
  Picture picture(x(options_.columns), x(options_.rows), {15, 15, 20});
  picture.circle({x(ball_column_) + cell / 2, x(ball_row_) + cell / 2}, 0.4 * cell, {240, 200, 60});
  picture.rectangle(x(paddle_) + 2, x(options_.rows - 1) + 0.6 * cell, cell - 4, 0.35 * cell,
                    {235, 235, 240});
  return picture;
}

}  // namespace ember::envs
