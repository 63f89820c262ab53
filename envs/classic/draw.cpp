#include <cmath>
#include <numbers>

#include <ember/envs/classic/acrobot.hpp>
#include <ember/envs/classic/cart_pole.hpp>
#include <ember/envs/classic/mountain_car.hpp>
#include <ember/envs/classic/mountain_car_continuous.hpp>
#include <ember/envs/classic/pendulum.hpp>

namespace ember::envs {
namespace {

constexpr Colour black{20, 20, 20}, grey{120, 120, 125}, wood{202, 152, 101}, joint{129, 132, 203},
    teal{0, 160, 160}, red{204, 77, 77};

// The corners of a rod from `from`, `length` long in the direction `angle` (0 is up, clockwise).
std::vector<Point> rod(Point from, double angle, double length, double width) {
  const double ux = std::sin(angle), uy = -std::cos(angle), side = width / 2;
  const auto at = [&](double along, double across) {
    return Point{from[0] + along * ux - across * uy, from[1] + along * uy + across * ux};
  };
  return {at(0, -side), at(length, -side), at(length, side), at(0, side)};
}

Point end_of(Point from, double angle, double length) {
  return {from[0] + length * std::sin(angle), from[1] - length * std::cos(angle)};
}

// The valley sin(3 x) with the car on it and a flag at the goal.
Picture valley(double position, double goal) {
  constexpr double left = -1.2, right = 0.6, scale = 600 / (right - left);
  const auto pixel = [&](double x, double lift) {
    return Point{(x - left) * scale, 400 - (std::sin(3 * x) * 0.45 + 0.55) * scale - lift};
  };
  Picture picture(600, 400);
  std::vector<Point> hills = {{0, 400}};
  for (int i = 0; i <= 100; ++i) hills.push_back(pixel(left + (right - left) * i / 100, 0));
  hills.push_back({600, 400});
  picture.polygon(std::move(hills), {170, 200, 150});

  const Point foot = pixel(goal, 0), top = pixel(goal, 50);
  picture.line({foot, top}, 2, black);
  picture.polygon({top, {top[0] + 25, top[1] + 6}, {top[0], top[1] + 12}}, {230, 200, 30});

  const double slope = std::atan(3 * std::cos(3 * position) * 0.45);
  const Point at = pixel(position, 8);
  const auto on_car = [&](double along, double up) {
    return Point{at[0] + along * std::cos(slope) - up * std::sin(slope),
                 at[1] - along * std::sin(slope) - up * std::cos(slope)};
  };
  picture.polygon({on_car(-20, 0), on_car(-20, 16), on_car(20, 16), on_car(20, 0)}, black);
  for (const double along : {-10.0, 10.0}) picture.circle(on_car(along, 0), 7, grey);
  return picture;
}

}  // namespace

Picture CartPole::draw() const {
  constexpr double scale = 600 / 4.8, track = 300;
  Picture picture(600, 400);
  const double x = 300 + state_.x * scale;
  picture.line({{0, track}, {600, track}}, 1, black);
  picture.rectangle(x - 25, track - 15, 50, 30, black);
  const Point axle{x, track - 7};
  picture.polygon(rod(axle, state_.theta, scale, 10), wood);
  picture.circle(axle, 5, joint);
  return picture;
}

Picture Acrobot::draw() const {
  constexpr double scale = 500 / 4.4;
  Picture picture(500, 500);
  const Point hook{250, 250};
  const double first = std::numbers::pi - state_[0], second = first - state_[1];
  const Point elbow = end_of(hook, first, scale);
  picture.line({{0, 250 - scale}, {500, 250 - scale}}, 1, black);
  picture.polygon(rod(hook, first, scale, 0.2 * scale), teal);
  picture.polygon(rod(elbow, second, scale, 0.2 * scale), teal);
  picture.circle(hook, 0.1 * scale, {204, 204, 0});
  picture.circle(elbow, 0.1 * scale, {204, 204, 0});
  return picture;
}

Picture MountainCar::draw() const { return valley(position_, 0.5); }
Picture MountainCarContinuous::draw() const { return valley(position(), 0.45); }

Picture Pendulum::draw() const {
  constexpr double scale = 500 / 4.4;
  Picture picture(500, 500);
  const Point hook{250, 250};
  // Positive angles turn to the left in Gymnasium's picture.
  picture.circle(hook, 0.1 * scale, red);
  picture.polygon(rod(hook, -theta_, scale, 0.2 * scale), red);
  picture.circle(end_of(hook, -theta_, scale), 0.1 * scale, red);
  picture.circle(hook, 0.05 * scale, black);
  if (torque_ != 0) {
    const double size = std::abs(static_cast<double>(torque_)) / 2, turn = torque_ > 0 ? -1 : 1;
    std::vector<Point> arc;
    for (int i = 0; i <= 20; ++i) arc.push_back(end_of(hook, turn * (i / 20.0 * 2 * size), 0.35 * scale));
    picture.circle(arc.back(), 5, black);
    picture.line(std::move(arc), 3, black);
  }
  return picture;
}

}  // namespace ember::envs
