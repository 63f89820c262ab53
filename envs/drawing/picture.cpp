#include <ember/envs/drawing/shapes.hpp>

#include <utility>

namespace ember::envs {

Picture::Picture(double width, double height, Colour background)
    : width_(width), height_(height), background_(background) {}
Picture::Picture(const Picture& other) = default;
Picture::Picture(Picture&& other) noexcept = default;
Picture& Picture::operator=(const Picture& other) = default;
Picture& Picture::operator=(Picture&& other) noexcept = default;
Picture::~Picture() = default;

void Picture::polygon(std::vector<Point> corners, Colour fill) {
  shapes_.emplace_back(std::in_place_type<Polygon>, Polygon{std::move(corners), fill});
}

void Picture::rectangle(double left, double top, double width, double height, Colour fill) {
  polygon({{left, top}, {left + width, top}, {left + width, top + height}, {left, top + height}}, fill);
}

void Picture::circle(Point centre, double radius, Colour fill) {
  shapes_.emplace_back(std::in_place_type<Circle>, Circle{centre, radius, fill});
}

void Picture::line(std::vector<Point> points, double width, Colour colour) {
  shapes_.emplace_back(std::in_place_type<Line>, Line{std::move(points), width, colour});
}

void Picture::text(Point at, double size, std::string words, Colour colour) {
  shapes_.emplace_back(std::in_place_type<Text>, Text{at, size, std::move(words), colour});
}

}  // namespace ember::envs
