#include <ember/envs/drawing/shapes.hpp>

#include <charconv>

namespace ember::envs {
namespace {

std::string number(double value) {
  char text[64];
  std::string out(text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 2).ptr);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string hex(Colour c) {
  constexpr const char* digits = "0123456789abcdef";
  std::string out = "#";
  for (const unsigned channel : {c.red, c.green, c.blue}) {
    out += digits[channel >> 4];
    out += digits[channel & 15];
  }
  return out;
}

std::string points(const std::vector<Point>& list) {
  std::string out;
  for (const Point& p : list) {
    if (!out.empty()) out += ' ';
    out.append(number(p[0])).append(",").append(number(p[1]));
  }
  return out;
}

std::string escaped(const std::string& words) {
  std::string out;
  for (const char c : words) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ").append(name).append("=\"").append(value).append("\"");
}

std::string element(const Polygon& s) {
  return "<polygon" + attribute("points", points(s.corners)) + attribute("fill", hex(s.fill)) + "/>\n";
}
std::string element(const Circle& s) {
  return "<circle" + attribute("cx", number(s.centre[0])) + attribute("cy", number(s.centre[1])) +
         attribute("r", number(s.radius)) + attribute("fill", hex(s.fill)) + "/>\n";
}
std::string element(const Line& s) {
  return "<polyline" + attribute("points", points(s.points)) + attribute("fill", "none") +
         attribute("stroke", hex(s.colour)) + attribute("stroke-width", number(s.width)) + "/>\n";
}
std::string element(const Text& s) {
  return "<text" + attribute("x", number(s.at[0])) + attribute("y", number(s.at[1])) +
         attribute("font-size", number(s.size)) + attribute("font-family", "monospace") +
         attribute("fill", hex(s.colour)) + ">" + escaped(s.words) + "</text>\n";
}

}  // namespace

std::string to_svg(const Picture& picture) {
  const std::string width = number(picture.width()), height = number(picture.height());
  std::string out = "<svg" + attribute("xmlns", "http://www.w3.org/2000/svg") + attribute("width", width) +
                    attribute("height", height) + attribute("viewBox", "0 0 " + width + " " + height) + ">\n";
  out += "<rect" + attribute("width", "100%") + attribute("height", "100%") +
         attribute("fill", hex(picture.background())) + "/>\n";
  for (const Shape& shape : picture.shapes()) {
    out += std::visit([](const auto& s) { return element(s); }, shape);
  }
  return out + "</svg>\n";
}

}  // namespace ember::envs
