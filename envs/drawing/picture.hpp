#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ember::envs {

/// A colour; 0 to 255 per channel.
struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
};

/// A point of a picture, in its units from the top left corner, y downwards.
using Point = std::array<double, 2>;

/// What pictures consist of; see shapes.hpp.
struct Shape;

/// What an environment looks like: shapes in the order they are painted. Every environment draws itself once,
/// with `Picture draw() const`; SVG, terminal and raster frames all come from it.
class Picture {
 public:
  Picture(double width, double height, Colour background = {255, 255, 255});
  Picture(const Picture& other);
  Picture(Picture&& other) noexcept;
  Picture& operator=(const Picture& other);
  Picture& operator=(Picture&& other) noexcept;
  ~Picture();

  double width() const { return width_; }
  double height() const { return height_; }
  Colour background() const { return background_; }
  const std::vector<Shape>& shapes() const { return shapes_; }

  /// Each adds a shape above the earlier ones.
  void polygon(std::vector<Point> corners, Colour fill);
  void rectangle(double left, double top, double width, double height, Colour fill);
  void circle(Point centre, double radius, Colour fill);
  void line(std::vector<Point> points, double width, Colour colour);
  void text(Point at, double size, std::string words, Colour colour);

 private:
  double width_, height_;
  Colour background_;
  std::vector<Shape> shapes_;
};

/// The picture as an SVG document.
std::string to_svg(const Picture& picture);

/// The picture as lines of text, `columns` wide: two pixels to a character, one above the other, in 24-bit
/// colour by ANSI sequences; without colour, the darkness of a character shows its difference from the
/// background. Throws ValueError if columns < 1.
std::string to_terminal(const Picture& picture, int columns = 72, bool colour = true);

}  // namespace ember::envs
