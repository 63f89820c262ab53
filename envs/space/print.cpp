#include <ember/envs/space/print.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

namespace ember::envs {
namespace {

template <class T> std::string shortest(T value, std::chars_format format) {
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, value, format).ptr;
  return {text, end};
}

std::string shortest(double value, bool single, std::chars_format format) {
  return single ? shortest(static_cast<float>(value), format) : shortest(value, format);
}

// The digits of a fixed-point number after the point, zeros at the end taken off, at most eight kept, as
// NumPy prints.
struct Fixed {
  std::string whole, fraction;
};

Fixed split(double value, bool single) {
  std::string text = shortest(value, single, std::chars_format::fixed);
  if (const auto dot = text.find('.'); dot != std::string::npos && text.size() - dot - 1 > 8) {
    char rounded[400];
    text = {rounded,
            std::to_chars(rounded, rounded + sizeof rounded, value, std::chars_format::fixed, 8).ptr};
    text.erase(text.find_last_not_of('0') + 1);
  }
  const auto dot = text.find('.');
  if (dot == std::string::npos) return {text + (std::isfinite(value) ? "." : ""), ""};
  return {text.substr(0, dot + 1), text.substr(dot + 1)};
}

std::string pad_left(std::string text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::vector<std::string> print_floats(std::span<const double> values, bool single) {
  double least = HUGE_VAL, largest = 0;
  for (const double value : values) {
    if (!std::isfinite(value) || value == 0) continue;
    least = std::min(least, std::abs(value));
    largest = std::max(largest, std::abs(value));
  }
  const bool exponent = largest >= 1e8 || (largest > 0 && (least < 1e-4 || largest / least > 1e3));
  std::vector<std::string> out;
  if (exponent) {
    std::size_t digits = 1;
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      const std::string text = shortest(value, single, std::chars_format::scientific);
      const auto dot = text.find('.');
      if (dot != std::string::npos)
        digits = std::max(digits, std::min<std::size_t>(8, text.find('e') - dot - 1));
    }
    for (const double value : values) {
      char text[400];
      const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific,
                                     static_cast<int>(digits))
                           .ptr;
      out.emplace_back(text, end);
    }
  } else {
    std::size_t after = 0;
    std::vector<Fixed> parts;
    for (const double value : values) {
      parts.push_back(split(value, single));
      after = std::max(after, parts.back().fraction.size());
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Fixed& part = parts[i];
      if (!std::isfinite(values[i])) {
        out.push_back(part.whole);
        continue;
      }
      const std::size_t missing = after - part.fraction.size();
      const bool zeros = part.fraction.empty() && after == 0;
      out.push_back(part.whole + part.fraction + std::string(zeros ? 0 : missing, ' '));
    }
    // A whole number in an array with fractions shows one zero: "5. " becomes "5. ", as NumPy leaves it.
  }
  return out;
}

std::string nest(const std::vector<std::string>& items, std::span<const std::int64_t> shape,
                 std::size_t depth, std::size_t& next) {
  std::string out = "[";
  const bool inner = shape.size() == 1;
  const auto count = static_cast<std::size_t>(shape[0]);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += inner ? " " : std::string(shape.size() - 1, '\n') + std::string(depth + 1, ' ');
    out += inner ? items[next++] : nest(items, shape.subspan(1), depth + 1, next);
  }
  return out + "]";
}

}  // namespace

std::string print_number(double value) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string print_integer(double value) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 0).ptr};
}

std::string print_scalar(double value, bool single) {
  const double size = std::abs(value);
  if (!std::isfinite(value)) return print_number(value);
  const bool exponent = size >= 1e16 || (size > 0 && size < 1e-4);
  std::string text =
      shortest(value, single, exponent ? std::chars_format::scientific : std::chars_format::fixed);
  if (!exponent && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string print_array(const std::vector<double>& values, const std::vector<std::int64_t>& shape,
                        bool integer, bool single) {
  std::vector<std::string> items;
  if (integer) {
    for (const double value : values) items.push_back(print_integer(value));
  } else {
    items = print_floats(values, single);
  }
  std::size_t width = 0;
  for (const std::string& item : items) width = std::max(width, item.size());
  for (std::string& item : items) item = pad_left(item, width);
  std::size_t next = 0;
  return nest(items, shape, 0, next);
}

std::string print_shape(const std::vector<std::int64_t>& shape) {
  std::string out = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    out += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return out + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace ember::envs
