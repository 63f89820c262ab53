#include <ember/envs/drawing/shapes.hpp>

#include <algorithm>
#include <cmath>

#include <ember/envs/error.hpp>

namespace ember::envs {
namespace {

double distance_to_segment(Point p, Point a, Point b) {
  const double dx = b[0] - a[0], dy = b[1] - a[1];
  const double length = dx * dx + dy * dy;
  const double t = length == 0 ? 0 : std::clamp(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length, 0.0, 1.0);
  return std::hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

// `reach` widens thin shapes to the size of a pixel, so that they do not fall between the points that are
// tested.
bool covers(const Polygon& s, Point p, double) {
  bool inside = false;
  for (std::size_t i = 0, j = s.corners.size() - 1; i < s.corners.size(); j = i++) {
    const auto [xi, yi] = s.corners[i];
    const auto [xj, yj] = s.corners[j];
    if ((yi > p[1]) != (yj > p[1]) && p[0] < (xj - xi) * (p[1] - yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
bool covers(const Circle& s, Point p, double reach) {
  return std::hypot(p[0] - s.centre[0], p[1] - s.centre[1]) <= std::max(s.radius, reach);
}
bool covers(const Line& s, Point p, double reach) {
  for (std::size_t i = 0; i + 1 < s.points.size(); ++i) {
    if (distance_to_segment(p, s.points[i], s.points[i + 1]) <= std::max(s.width / 2, reach)) return true;
  }
  return false;
}
bool covers(const Text&, Point, double) { return false; }

Colour fill_of(const Polygon& s) { return s.fill; }
Colour fill_of(const Circle& s) { return s.fill; }
Colour fill_of(const Line& s) { return s.colour; }
Colour fill_of(const Text& s) { return s.colour; }

Colour colour_at(const Picture& picture, Point p, double reach) {
  for (auto shape = picture.shapes().rbegin(); shape != picture.shapes().rend(); ++shape) {
    if (std::visit([&](const auto& s) { return covers(s, p, reach); }, *shape)) {
      return std::visit([](const auto& s) { return fill_of(s); }, *shape);
    }
  }
  return picture.background();
}

std::string code(const char* kind, Colour c) {
  return std::string("\x1b[").append(kind).append(";2;") + std::to_string(c.red) + ";" +
         std::to_string(c.green) + ";" + std::to_string(c.blue) + "m";
}

double difference(Colour a, Colour b) {
  return (std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue)) / 765.0;
}

}  // namespace

std::string to_terminal(const Picture& picture, int columns, bool colour) {
  if (columns < 1) throw ValueError("to_terminal: columns must be positive: " + std::to_string(columns));
  const double pixel = picture.width() / columns;
  const int rows = std::max(1, static_cast<int>(std::lround(picture.height() / pixel / 2)));
  const double high = picture.height() / rows / 2;
  std::string out;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const double x = (column + 0.5) * pixel;
      const Colour upper = colour_at(picture, {x, (2 * row + 0.5) * high}, pixel / 2);
      const Colour lower = colour_at(picture, {x, (2 * row + 1.5) * high}, pixel / 2);
      if (colour) {
        out += code("38", upper) + code("48", lower) + "\u2580";
      } else {
        constexpr const char* shades = " .:-=+*#%@";
        const double contrast =
            (difference(upper, picture.background()) + difference(lower, picture.background())) / 2;
        out += shades[static_cast<std::size_t>(std::min(9.0, std::ceil(contrast * 9)))];
      }
    }
    out += colour ? "\x1b[0m\n" : "\n";
  }
  return out;
}

}  // namespace ember::envs
