// The two plots of a training run: returns and loss per episode.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ember::train {

/// What the plots show. Element i of `returns` and `losses` belongs to episode i + 1.
struct TrainingCurves {
  /// Greedy returns measured after an episode.
  struct Evaluation {
    double episode, mean, std;

    template <class Archive> void serialize(Archive& archive) { archive(episode, mean, std); }
  };
  /// A return to compare with: `475: solved`.
  struct Mark {
    double value;
    std::string label;
  };

  std::string env;              ///< for the title
  std::vector<double> returns;  ///< sum of rewards of each training episode
  std::vector<double>
      losses;  ///< mean loss of the updates in each episode; not-a-number where there were none
  std::vector<Evaluation> evaluations;
  std::optional<double> threshold;  ///< return at which the environment counts as solved
  std::vector<Mark> marks;          ///< further horizontal lines
};

/// Mean of each `window` values in a row, the shape of NumPy's `convolve(x, ones(window) / window, "valid")`:
/// element i is the mean of x[i] to x[i + window - 1]. Values that are not finite do not count; a window
/// without any other gives not-a-number.
std::vector<double> smoothed(const std::vector<double>& x, size_t window);

/// Returns per episode: raw, mean of the last 20 episodes, evaluations, the threshold and the marks.
std::string returns_svg(const TrainingCurves& curves);

/// Training loss per episode: raw, and mean of the last 20 episodes.
std::string loss_svg(const TrainingCurves& curves);

}  // namespace ember::train
