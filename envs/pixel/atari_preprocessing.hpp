#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <ember/envs/environment.hpp>
#include <ember/envs/pixel/resize.hpp>

namespace ember::envs {

/// What the preprocessing needs of a game beside the frames, which are its observation: RGB, [height, width,
/// 3], 0 to 255. `lives()` counts down as lives are lost; `random()` is the game's generator, from which the
/// number of no-operation steps at the start is drawn.
template <class E>
concept ScreenGame = Environment<E> && requires(E env, const E& view) {
  { view.lives() } -> std::convertible_to<std::int64_t>;
  { env.random() } -> std::same_as<Generator&>;
};

struct AtariOptions {
  std::int64_t noop_max = 30;          ///< up to this many steps of action 0 after a reset; 0 for none
  std::int64_t frame_skip = 4;         ///< frames per action
  std::int64_t screen_size = 84;       ///< height and width of the result
  bool terminal_on_life_loss = false;  ///< end the episode with a life
  bool grayscale = true;               ///< luminance instead of RGB
  bool scale_obs = false;              ///< values 0 to 1 instead of 0 to 255
};

/// The standard preprocessing of Atari games (gymnasium.wrappers.AtariPreprocessing): each action lasts
/// several frames, the last two are merged by their larger value, against flicker, and shrunk by averaging
/// over areas. Machado et al., "Revisiting the Arcade Learning Environment" (2018). Observation: [size,
/// size], or [size, size, 3] in colour.
template <ScreenGame E> class AtariPreprocessing {
 public:
  using Action = typename E::Action;

  /// Throws ValueError unless observations are a Box of shape [height, width, 3] and the options make sense.
  explicit AtariPreprocessing(E env, AtariOptions options = {}) : env_(std::move(env)), options_(options) {
    const std::vector<std::int64_t> shape = Space(env_.observation_space()).box().shape();
    if (shape.size() != 3 || shape[2] != 3)
      throw ValueError("AtariPreprocessing: frames are not [height, width, 3]");
    if (options.noop_max < 0 || options.frame_skip < 1 || options.screen_size < 1 ||
        options.screen_size > std::min(shape[0], shape[1])) {
      throw ValueError(
          "AtariPreprocessing: needs noop_max >= 0, frame_skip >= 1, screen_size within the frame: " +
          std::to_string(options.noop_max) + ", " + std::to_string(options.frame_skip) + ", " +
          std::to_string(options.screen_size));
    }
    height_ = shape[0];
    width_ = shape[1];
    frame_.resize(static_cast<std::size_t>(height_ * width_ * 3));
    newest_.resize(static_cast<std::size_t>(height_ * width_ * channels()));
    before_.resize(newest_.size());
  }

  Box observation_space() const {
    std::vector<std::int64_t> shape = {options_.screen_size, options_.screen_size};
    if (!options_.grayscale) shape.push_back(3);
    return options_.scale_obs ? Box(0, 1, shape) : Box(0, 255, shape, DType::uint8);
  }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    require_size("AtariPreprocessing.reset: observation", observation.size(), observation_space().size());
    env_.reset(seed, frame_);
    const std::int64_t noops = options_.noop_max > 0 ? env_.random().integers(1, options_.noop_max + 1) : 0;
    for (std::int64_t i = 0; i < noops; ++i) {
      if (env_.step(typename E::Action{}, frame_).done()) env_.reset(seed, frame_);
    }
    lives_ = env_.lives();
    take(newest_);
    std::fill(before_.begin(), before_.end(), std::uint8_t{0});
    observe(observation);
  }

  Step step(Action action, std::span<float> observation) {
    require_size("AtariPreprocessing.step: observation", observation.size(), observation_space().size());
    Step sum;
    for (std::int64_t t = 0; t < options_.frame_skip; ++t) {
      const Step one = env_.step(action, frame_);
      sum = {sum.reward + one.reward, one.terminated, one.truncated};
      if (options_.terminal_on_life_loss) {
        const std::int64_t lives = env_.lives();
        sum.terminated = sum.terminated || lives < lives_;
        lives_ = lives;
      }
      if (sum.done()) break;
      if (t == options_.frame_skip - 2) {
        take(before_);
      } else if (t == options_.frame_skip - 1) {
        take(newest_);
      }
    }
    observe(observation);
    return sum;
  }

  void serialize(Archive& archive) { archive(env_, lives_, newest_, before_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  std::int64_t channels() const { return options_.grayscale ? 1 : 3; }

  void take(std::vector<std::uint8_t>& screen) const {
    if (!options_.grayscale) {
      std::transform(frame_.begin(), frame_.end(), screen.begin(),
                     [](float v) { return static_cast<std::uint8_t>(v); });
      return;
    }
    for (std::size_t i = 0; i < screen.size(); ++i) {
      const float* rgb = frame_.data() + 3 * i;
      const double grey = 0.2989 * static_cast<double>(rgb[0]) + 0.5870 * static_cast<double>(rgb[1]) +
                          0.1140 * static_cast<double>(rgb[2]);
      screen[i] = static_cast<std::uint8_t>(std::round(grey));
    }
  }

  void observe(std::span<float> observation) {
    if (options_.frame_skip > 1) {
      std::transform(newest_.begin(), newest_.end(), before_.begin(), newest_.begin(),
                     [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); });
    }
    const auto small =
        resize_area(newest_, height_, width_, channels(), options_.screen_size, options_.screen_size);
    const float scale = options_.scale_obs ? 255.0f : 1.0f;
    std::transform(small.begin(), small.end(), observation.begin(),
                   [scale](std::uint8_t v) { return static_cast<float>(v) / scale; });
  }

  E env_;
  AtariOptions options_;
  std::int64_t height_ = 0, width_ = 0, lives_ = 0;
  std::vector<float> frame_;
  std::vector<std::uint8_t> newest_, before_;
};

}  // namespace ember::envs
