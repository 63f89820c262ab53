// Line charts as SVG, which any browser shows without a program behind it.
#pragma once

#include <cmath>
#include <string>
#include <vector>

namespace ember::train {

/// A line, or dots, through points. A point whose y is not finite is left out and interrupts the line.
struct Series {
  enum class Mark { line, dots, line_and_dots };

  std::string label;  ///< in the legend; empty: not listed there
  std::string color;  ///< as in SVG: `#1c7ed6`
  std::vector<double> x, y;
  Mark mark = Mark::line;
  double width = 1.5;          ///< of the line, in pixels
  double opacity = 1;          ///< of line and dots
  std::vector<double> spread;  ///< if given, a band from y - spread to y + spread
};

/// A dashed horizontal line with its label written on it.
struct Level {
  std::string label;
  std::string color;
  double y;
};

/// One chart. The y axis starts at zero unless something lies below.
struct Figure {
  std::string title, x_label, y_label;
  std::vector<Series> series;
  std::vector<Level> levels;
  double y_limit = NAN;  ///< highest y that is shown; what is above is cut off
  int width = 720, height = 400;
};

/// The figure as one SVG file. Series with many more points than pixels are thinned to their extremes per
/// pixel, so that the file stays small. Throws `std::invalid_argument` if the sizes of x, y and spread
/// differ.
std::string svg(const Figure& figure);

/// About `wanted` round numbers that cover [low, high], such as 0, 100, 200.
std::vector<double> ticks(double low, double high, int wanted);

}  // namespace ember::train
