#include <ember/train/figure.hpp>
#include <ember/train/training_plots.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace ember::train {
namespace {

constexpr size_t window = 20;

std::vector<double> episodes(double first, size_t count) {
  std::vector<double> x(count);
  for (size_t i = 0; i < count; ++i) x[i] = first + static_cast<double>(i);
  return x;
}

// The raw values thin and pale, and their means over them.
std::vector<Series> raw_and_smoothed(const std::vector<double>& y, const std::string& label,
                                     const std::string& pale, const std::string& strong) {
  const auto mean = smoothed(y, window);
  return {{label, pale, episodes(1, y.size()), y, Series::Mark::line, 1.2, 1, {}},
          {fmt::format("mean of {} episodes", window),
           strong,
           episodes(window, mean.size()),
           mean,
           Series::Mark::line,
           2.4,
           1,
           {}}};
}

}  // namespace

std::vector<double> smoothed(const std::vector<double>& x, size_t width) {
  std::vector<double> means;
  for (size_t i = 0; i + width <= x.size(); ++i) {
    double sum = 0, count = 0;
    for (size_t j = i; j < i + width; ++j)
      if (std::isfinite(x[j])) sum += x[j], ++count;
    means.push_back(count > 0 ? sum / count : NAN);
  }
  return means;
}

std::string returns_svg(const TrainingCurves& curves) {
  Figure figure;
  figure.title = "Return per episode on " + curves.env;
  figure.x_label = "Episode";
  figure.y_label = "Return";
  figure.series = raw_and_smoothed(curves.returns, "training", "#a5c8ec", "#1864ab");
  Series evaluation{"greedy evaluation", "#e8590c", {}, {}, Series::Mark::line_and_dots, 2, 1, {}};
  for (const auto& e : curves.evaluations) {
    evaluation.x.push_back(e.episode);
    evaluation.y.push_back(e.mean);
    evaluation.spread.push_back(e.std);
  }
  if (!evaluation.x.empty()) figure.series.push_back(evaluation);
  if (curves.threshold)
    figure.levels.push_back(
        {fmt::format("{:g}: {} is solved", *curves.threshold, curves.env), "#2b8a3e", *curves.threshold});
  for (const auto& mark : curves.marks) figure.levels.push_back({mark.label, "#868e96", mark.value});
  return svg(figure);
}

std::string loss_svg(const TrainingCurves& curves) {
  Figure figure;
  figure.title = "Training loss on " + curves.env;
  figure.x_label = "Episode";
  figure.y_label = "Loss";
  figure.series = raw_and_smoothed(curves.losses, "mean of the episode", "#e0b8d8", "#862e9c");
  // A few early spikes must not press the rest flat: show what the smoothed line needs, and half as much
  // again.
  double highest = 0;
  for (const double y : figure.series[1].y)
    if (std::isfinite(y)) highest = std::max(highest, y);
  if (highest > 0) figure.y_limit = 1.5 * highest;
  return svg(figure);
}

}  // namespace ember::train
