#pragma once

#include <string>
#include <variant>
#include <vector>

#include <ember/envs/drawing/picture.hpp>

namespace ember::envs {

struct Polygon {
  std::vector<Point> corners;
  Colour fill;
};
struct Circle {
  Point centre;
  double radius;
  Colour fill;
};
struct Line {
  std::vector<Point> points;
  double width;
  Colour colour;
};
struct Text {
  Point at;  ///< left end of the base line
  double size;
  std::string words;
  Colour colour;
};
struct Shape : std::variant<Polygon, Circle, Line, Text> {
  using variant::variant;
};

}  // namespace ember::envs
