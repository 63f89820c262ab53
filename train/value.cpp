#include <ember/train/value.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace ember::train {
namespace {

// Shortest text that reads back as the same double, and is not taken for a whole number.
std::string shortest(double x) {
  const std::string text = fmt::format("{}", x);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

std::string quoted(const std::string& text) {
  std::string toml = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') toml += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      toml += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      toml += c;
  }
  return toml + '"';
}

template <class Number> std::optional<Number> number(std::string_view text) {
  Number x{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return x;
}

std::optional<int64_t> whole(double x) {
  if (!(std::abs(x) < 9.2e18) || x != std::floor(x)) return std::nullopt;
  return static_cast<int64_t>(x);
}

// Also reads 1e5.
std::optional<int64_t> whole(std::string_view text) {
  if (const auto x = number<int64_t>(text)) return x;
  const auto x = number<double>(text);
  return x ? whole(*x) : std::nullopt;
}

std::optional<bool> truth(const std::string& text) {
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  return std::nullopt;
}

std::optional<std::vector<int64_t>> whole_list(std::string text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  std::erase(text, ' ');
  std::vector<int64_t> list;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const auto x = whole(std::string_view(text).substr(begin, end - begin));
    if (!x || end + 1 == text.size()) return std::nullopt;
    list.push_back(*x);
    begin = end + 1;
  }
  return list;
}

}  // namespace

std::string kind_of(const Member& member) {
  constexpr const char* kinds[] = {"a number", "a whole number", "true or false", "a text",
                                   "a list of whole numbers"};
  return kinds[member.index()];
}

std::optional<Value> parse_value(const Member& member, const std::string& text) {
  const auto lift = [](auto x) { return x ? std::optional<Value>(*x) : std::nullopt; };
  if (std::holds_alternative<double*>(member)) return lift(number<double>(text));
  if (std::holds_alternative<int64_t*>(member)) return lift(whole(text));
  if (std::holds_alternative<bool*>(member)) return lift(truth(text));
  if (std::holds_alternative<std::string*>(member)) return text;
  return lift(whole_list(text));
}

bool set_member(const Member& member, const Value& value) {
  if (auto* const* x = std::get_if<double*>(&member)) {
    if (const auto* i = std::get_if<int64_t>(&value)) return **x = static_cast<double>(*i), true;
    const auto* d = std::get_if<double>(&value);
    return d && (**x = *d, true);
  }
  if (auto* const* x = std::get_if<int64_t*>(&member)) {
    if (const auto* d = std::get_if<double>(&value)) {
      const auto i = whole(*d);
      return i && (**x = *i, true);
    }
    const auto* i = std::get_if<int64_t>(&value);
    return i && (**x = *i, true);
  }
  return std::visit(
      [&](auto* x) {
        const auto* same = std::get_if<std::remove_reference_t<decltype(*x)>>(&value);
        return same && (*x = *same, true);
      },
      member);
}

Value value_of(const Member& member) {
  return std::visit([](auto* x) { return Value(*x); }, member);
}

bool allows(const Rule& rule, const Value& value) {
  if (std::holds_alternative<rl::Widths>(rule)) {
    const auto& widths = std::get<std::vector<int64_t>>(value);
    int64_t before = 1;
    return std::all_of(widths.begin(), widths.end(), [&](int64_t width) {
      return width >= 1 && width <= 65536 && std::exchange(before, width) * width <= rl::Widths::most_weights;
    });
  }
  const auto in_range = [&](double x) {
    const auto* range = std::get_if<rl::Range>(&rule);
    if (!std::isfinite(x)) return false;
    return !range || ((range->without_low ? x > range->low : x >= range->low) &&
                      (range->without_high ? x < range->high : x <= range->high));
  };
  if (const auto* x = std::get_if<double>(&value)) return in_range(*x);
  if (const auto* x = std::get_if<int64_t>(&value)) return in_range(static_cast<double>(*x));
  if (const auto* x = std::get_if<std::vector<int64_t>>(&value))
    return std::all_of(x->begin(), x->end(), [&](int64_t i) { return in_range(static_cast<double>(i)); });
  const auto* words = std::get_if<rl::OneOf>(&rule);
  const auto* text = std::get_if<std::string>(&value);
  return !words || !text || std::count(words->words.begin(), words->words.end(), *text) > 0;
}

std::string text_of(const Rule& rule) {
  if (const auto* words = std::get_if<rl::OneOf>(&rule)) {
    std::string list;
    for (const auto& word : words->words) list += (list.empty() ? "" : ", ") + word;
    return "one of: " + list;
  }
  if (std::holds_alternative<rl::Widths>(rule))
    return fmt::format("in [1, 65536], two in a row with a product of at most {}", rl::Widths::most_weights);
  const auto* range = std::get_if<rl::Range>(&rule);
  if (!range) return {};
  if (std::isinf(range->high))
    return fmt::format("{} {}", range->without_low ? "greater than" : "at least", range->low);
  return fmt::format("in {}{}, {}{}", range->without_low ? '(' : '[', range->low, range->high,
                     range->without_high ? ')' : ']');
}

std::string toml_of(const Value& value) {
  struct {
    std::string operator()(double x) const { return shortest(x); }
    std::string operator()(int64_t x) const { return fmt::format("{}", x); }
    std::string operator()(bool x) const { return x ? "true" : "false"; }
    std::string operator()(const std::string& x) const { return quoted(x); }
    std::string operator()(const std::vector<int64_t>& x) const {
      std::string list;
      for (const int64_t i : x) list += (list.empty() ? "" : ", ") + fmt::format("{}", i);
      return "[" + list + "]";
    }
  } write;
  return std::visit(write, value);
}

}  // namespace ember::train
