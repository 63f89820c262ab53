#include <ember/train/progress.hpp>

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace ember::train {
namespace {

constexpr auto redraw_period = std::chrono::milliseconds(100);
constexpr const char* erase_line = "\r\033[K";

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value && *value;
}

// A closed pipe or terminal must not end the training.
void put(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t taken = write(descriptor, text.data(), text.size());
    if (taken <= 0) return;
    text.remove_prefix(static_cast<size_t>(taken));
  }
}

size_t terminal_width(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const int asked = columns ? std::atoi(columns) : 0;
  return asked > 0 ? static_cast<size_t>(asked) : 80;
}

bool shows_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* locale = std::getenv(name);
    if (locale && *locale) return std::strstr(locale, "UTF-8") || std::strstr(locale, "utf8");
  }
  return false;
}

// 61400 as "61 400".
std::string grouped(int64_t n) {
  std::string digits = fmt::format("{}", n);
  for (int64_t i = static_cast<int64_t>(digits.size()) - 3; i > (n < 0 ? 1 : 0); i -= 3)
    digits.insert(static_cast<size_t>(i), 1, ' ');
  return digits;
}

}  // namespace

ProgressStyle progress_style(const std::string& choice, int descriptor) {
  if (choice == "live") return ProgressStyle::live;
  if (choice == "plain") return ProgressStyle::plain;
  if (choice == "none") return ProgressStyle::none;
  const char* terminal = std::getenv("TERM");
  const bool redraws = terminal && *terminal && std::strcmp(terminal, "dumb") != 0;
  return isatty(descriptor) && redraws && !is_set("CI") ? ProgressStyle::live : ProgressStyle::plain;
}

std::string clock_text(double seconds) {
  const auto s = static_cast<int64_t>(std::clamp(std::round(seconds), 0.0, 1e9));
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

Progress::Progress(ProgressStyle style, int64_t steps, int64_t interval, int descriptor)
    : style_(style),
      steps_(steps),
      interval_(std::max<int64_t>(interval, 1)),
      next_step_(interval_),
      descriptor_(descriptor),
      start_(Clock::now()),
      shown_(start_) {}

Progress::~Progress() { erase(); }

bool Progress::due(int64_t step) {
  if (style_ == ProgressStyle::live) return Clock::now() - shown_ >= redraw_period;
  return style_ == ProgressStyle::plain && step >= next_step_;
}

void Progress::show(int64_t step, std::initializer_list<Field> fields) {
  if (style_ == ProgressStyle::none) return;
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - shown_).count();
  if (step > shown_step_ && seconds > 0) {
    const double speed = static_cast<double>(step - shown_step_) / seconds;
    // A live line would flicker with the speed of each tenth of a second.
    const double weight = style_ == ProgressStyle::live && steps_per_second_ > 0 ? 0.1 : 1.0;
    steps_per_second_ += weight * (speed - steps_per_second_);
  }
  shown_ = now;
  shown_step_ = step;
  if (style_ == ProgressStyle::live) {
    put(descriptor_, erase_line + live_line(step, fields));
    drawn_ = true;
  } else {
    put(descriptor_, plain_line(step, fields));
    next_step_ = (step / interval_ + 1) * interval_;
  }
}

std::string Progress::live_line(int64_t step, std::initializer_list<Field> fields) const {
  const size_t width = terminal_width(descriptor_);
  std::string bar, text;
  size_t bar_width = 0;
  if (steps_ > 0) {
    const double part = std::clamp(static_cast<double>(step) / static_cast<double>(steps_), 0.0, 1.0);
    constexpr int cells = 20;
    const int full = static_cast<int>(part * cells);
    const bool utf8 = shows_utf8();
    for (int i = 0; i < cells; ++i) bar += i < full ? (utf8 ? "█" : "#") : (utf8 ? "░" : ".");
    if (!is_set("NO_COLOR")) bar = "\033[33m" + bar + "\033[0m";
    bar_width = cells;
    text = fmt::format(" {:3.0f} %  step {}/{}", 100 * part, grouped(step), grouped(steps_));
  } else {
    text = "step " + grouped(step);
  }
  text += "  " + grouped(std::llround(steps_per_second_)) + " steps/s";
  if (steps_ > 0 && steps_per_second_ > 0)
    text += "  " + clock_text(static_cast<double>(steps_ - step) / steps_per_second_) + " left";
  for (const auto& field : fields) text += fmt::format("  {} {:.3g}", field.name, field.value);
  // A line that wraps cannot be redrawn, so a narrow terminal loses first the bar and then the end.
  if (bar_width + text.size() >= width) bar.clear(), bar_width = 0;
  return bar + text.substr(0, width > bar_width ? width - bar_width - 1 : 0);
}

std::string Progress::plain_line(int64_t step, std::initializer_list<Field> fields) const {
  std::string text = fmt::format("step={}", step);
  for (const auto& field : fields) text += fmt::format(" {}={:.6g}", field.name, field.value);
  const double seconds = std::chrono::duration<double>(shown_ - start_).count();
  return text + fmt::format(" steps_per_second={:.0f} seconds={:.1f}\n", steps_per_second_, seconds);
}

void Progress::print(const std::string& line) {
  erase();
  put(STDOUT_FILENO, line + "\n");
}

void Progress::erase() {
  if (drawn_) put(descriptor_, erase_line);
  drawn_ = false;
}

}  // namespace ember::train
