#include "roofline.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "race.hpp"

namespace ember::bench {
namespace {

constexpr double left = 70, top = 40, width = 720, height = 420;
constexpr double low_x = 1.0 / 16, high_x = 1024, low_y = 0.1;
constexpr const char* colours[] = {"#d62728", "#1f77b4", "#2ca02c", "#9467bd",
                                   "#8c564b", "#e377c2", "#7f7f7f", "#ff7f0e"};

struct Plane {
  double high_y;
  double x(double intensity) const {
    return left + width * std::log(intensity / low_x) / std::log(high_x / low_x);
  }
  double y(double gflops) const {
    return top + height * (1 - std::log(std::max(gflops, low_y) / low_y) / std::log(high_y / low_y));
  }
};

/// The contestant's name in "gemm/nn/8x8x8/ember/iterations:1/manual_time".
std::string contestant_of(const std::string& row) {
  const size_t end = row.find("/iterations"), start = row.rfind('/', end - 1);
  return row.substr(start + 1, end - start - 1);
}

void text(std::ostream& svg, double x, double y, const std::string& what, const char* more = "") {
  svg << "<text x='" << x << "' y='" << y << "' font-size='12' font-family='sans-serif' " << more << '>'
      << what << "</text>\n";
}

}  // namespace

void draw_roofline(const std::string& path, const std::vector<Measured>& rows, double peak) {
  const Plane plane{2 * peak * 1e-9};
  std::ostringstream svg;
  svg.precision(4);
  svg << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 520'>\n<rect width='960' height='520' "
         "fill='white'/>\n";
  for (double x = low_x; x <= high_x; x *= 4) {
    svg << "<path stroke='#ddd' d='M" << plane.x(x) << ' ' << top << 'V' << top + height << "'/>\n";
    text(svg, plane.x(x) - 8, top + height + 18,
         x < 1 ? "1/" + std::to_string(std::lround(1 / x)) : std::to_string(std::lround(x)));
  }
  for (double y = low_y; y < plane.high_y; y *= 10) {
    svg << "<path stroke='#ddd' d='M" << left << ' ' << plane.y(y) << 'H' << left + width << "'/>\n";
    text(svg, 20, plane.y(y) + 4, y < 1 ? "0.1" : std::to_string(std::lround(y)));
  }
  text(svg, left + width / 2 - 130, top + height + 40, "FLOP per byte of operands and result");
  text(svg, 20, top - 14, "GFLOP/s");

  const std::pair<const char*, int64_t> memories[] = {
      {"L1", 16 << 10}, {"L2", 512 << 10}, {"memory", 256 << 20}};
  for (const auto& [name, bytes] : memories) {
    const double rate = read_rate(bytes), ridge = peak / rate;
    svg << "<path fill='none' stroke='#444' stroke-dasharray='5 3' d='M" << plane.x(low_x) << ' '
        << plane.y(low_x * rate * 1e-9) << 'L' << plane.x(ridge) << ' ' << plane.y(peak * 1e-9) << "'/>\n";
    std::ostringstream label;
    label.precision(3);
    label << name << ' ' << rate * 1e-9 << " GB/s";
    const double below = name == memories[1].first ? 18 : 0;  // L1 and L2 are often equally fast
    text(svg, plane.x(low_x) + 4, plane.y(low_x * rate * 1e-9) - 4 + below, label.str(), "fill='#444'");
  }
  std::ostringstream roof;
  roof.precision(4);
  roof << "peak " << peak * 1e-9 << " GFLOP/s";
  svg << "<path stroke='#444' d='M" << left << ' ' << plane.y(peak * 1e-9) << 'H' << left + width << "'/>\n";
  text(svg, left + width - 150, plane.y(peak * 1e-9) - 5, roof.str(), "fill='#444'");

  std::vector<std::string> names;
  for (const Measured& row : rows) {
    if (row.intensity <= 0) continue;
    const std::string name = contestant_of(row.name);
    if (name.ends_with("_bias_relu")) continue;  // a layer, beside the product alone
    size_t place = 0;
    while (place < names.size() && names[place] != name) ++place;
    const char* colour = colours[place % std::size(colours)];
    if (place == names.size()) {
      names.push_back(name);
      text(svg, left + width + 16, top + 18 * static_cast<double>(names.size()), name,
           (std::string("fill='") + colour + "'").c_str());
    }
    svg << "<circle cx='" << plane.x(row.intensity) << "' cy='" << plane.y(row.gflops) << "' r='3' fill='"
        << colour << "' fill-opacity='0.6'><title>" << row.name.substr(0, row.name.find("/iterations"))
        << "</title></circle>\n";
  }
  svg << "</svg>\n";
  std::ofstream file(path);
  if (!(file << svg.str() << std::flush)) throw std::runtime_error("roofline: cannot write " + path);
}

}  // namespace ember::bench
