#include <algorithm>

#include <ember/envs/toy_text/blackjack.hpp>
#include <ember/envs/toy_text/cliff_walking.hpp>
#include <ember/envs/toy_text/frozen_lake.hpp>
#include <ember/envs/toy_text/taxi.hpp>

namespace ember::envs {
namespace {

constexpr Colour black{20, 20, 20}, gold{230, 190, 40}, blue{40, 90, 200}, stone{90, 70, 60};
constexpr double cell = 60;

Picture grid(std::size_t rows, std::size_t columns, Colour background) {
  Picture picture(cell * static_cast<double>(columns), cell * static_cast<double>(rows), background);
  return picture;
}

void tile(Picture& picture, std::size_t row, std::size_t column, Colour fill) {
  picture.rectangle(cell * static_cast<double>(column) + 1, cell * static_cast<double>(row) + 1, cell - 2,
                    cell - 2, fill);
}

Point middle(std::int64_t row, std::int64_t column) {
  return {cell * (static_cast<double>(column) + 0.5), cell * (static_cast<double>(row) + 0.5)};
}

void flag(Picture& picture, Point at) {
  picture.line({{at[0] - 8, at[1] + 20}, {at[0] - 8, at[1] - 20}}, 3, black);
  picture.polygon({{at[0] - 8, at[1] - 20}, {at[0] + 18, at[1] - 10}, {at[0] - 8, at[1]}}, gold);
}

void walker(Picture& picture, Point at) {
  picture.polygon({{at[0] - 12, at[1] + 22}, {at[0] + 12, at[1] + 22}, {at[0], at[1] - 10}}, {200, 60, 60});
  picture.circle({at[0], at[1] - 12}, 9, {240, 200, 170});
}

void hand(Picture& picture, const std::vector<std::int64_t>& cards, double top, std::size_t open) {
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const double left = 20 + 60 * static_cast<double>(i);
    picture.rectangle(left, top, 50, 70, i < open ? Colour{250, 250, 250} : blue);
    if (i < open)
      picture.text({left + 12, top + 44}, 26, cards[i] == 1 ? "A" : std::to_string(cards[i]), black);
  }
}

}  // namespace

Picture FrozenLake::draw() const {
  Picture picture = grid(map_.size(), map_[0].size(), {170, 200, 220});
  for (std::size_t row = 0; row < map_.size(); ++row) {
    for (std::size_t column = 0; column < map_[row].size(); ++column) {
      const char letter = map_[row][column];
      tile(picture, row, column, letter == 'S' ? Colour{205, 225, 205} : Colour{225, 240, 250});
      const Point at = middle(static_cast<std::int64_t>(row), static_cast<std::int64_t>(column));
      if (letter == 'H') picture.circle(at, 22, {30, 60, 110});
      if (letter == 'G') flag(picture, at);
    }
  }
  const auto columns = static_cast<std::int64_t>(map_[0].size());
  walker(picture, middle(walk_.state() / columns, walk_.state() % columns));
  return picture;
}

Picture CliffWalking::draw() const {
  Picture picture = grid(4, 12, {110, 140, 90});
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 12; ++column) {
      const bool cliff = row == 3 && column > 0 && column < 11;
      tile(picture, row, column, cliff ? stone : Colour{170, 200, 140});
    }
  }
  flag(picture, middle(3, 11));
  walker(picture, middle(walk_.state() / 12, walk_.state() % 12));
  return picture;
}

Picture Taxi::draw() const {
  constexpr Colour colours[4] = {{220, 60, 60}, {60, 170, 60}, {220, 200, 50}, {60, 90, 220}};
  constexpr std::int64_t stop_rows[] = {0, 0, 4, 4}, stop_columns[] = {0, 4, 0, 3};
  Picture picture = grid(5, 5, {190, 190, 190});
  for (std::size_t row = 0; row < 5; ++row) {
    for (std::size_t column = 0; column < 5; ++column) tile(picture, row, column, {225, 225, 225});
  }
  const Place place = decode(walk_.state());
  for (std::size_t i = 0; i < 4; ++i) {
    tile(picture, static_cast<std::size_t>(stop_rows[i]), static_cast<std::size_t>(stop_columns[i]),
         colours[i]);
  }
  // A wall stands to the right of these cells.
  constexpr std::int64_t walls[][2] = {{0, 1}, {1, 1}, {3, 0}, {3, 2}, {4, 0}, {4, 2}};
  for (const auto& [row, column] : walls) {
    const double x = cell * static_cast<double>(column + 1), y = cell * static_cast<double>(row);
    picture.line({{x, y}, {x, y + cell}}, 5, black);
  }
  const auto destination = static_cast<std::size_t>(place.destination);
  flag(picture, middle(stop_rows[destination], stop_columns[destination]));
  const Point at = middle(place.row, place.column);
  picture.rectangle(at[0] - 22, at[1] - 6, 44, 20, gold);
  picture.rectangle(at[0] - 12, at[1] - 16, 24, 12, gold);
  for (const double side : {-12.0, 12.0}) picture.circle({at[0] + side, at[1] + 14}, 6, black);
  if (place.passenger < 4) {
    const auto i = static_cast<std::size_t>(place.passenger);
    const Point stop = middle(stop_rows[i], stop_columns[i]);
    walker(picture, {stop[0] + 14, stop[1]});
  } else {
    picture.circle({at[0], at[1] - 9}, 6, {200, 60, 60});
  }
  return picture;
}

Picture Blackjack::draw() const {
  const std::size_t most = std::max<std::size_t>({5, dealer_.size(), player_.size()});
  Picture picture(40 + 60 * static_cast<double>(most), 240, {20, 110, 60});
  picture.text({20, 28}, 18, "dealer", {240, 240, 240});
  hand(picture, dealer_, 38, dealer_.size() > 2 ? dealer_.size() : 1);
  picture.text({20, 146}, 18, "player", {240, 240, 240});
  hand(picture, player_, 156, player_.size());
  return picture;
}

}  // namespace ember::envs
