// What a program shows while it trains.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace ember::train {

/// live: one line on a terminal, redrawn ten times a second. plain: a line `step=... name=value ...` per
/// interval. none: nothing.
enum class ProgressStyle { live, plain, none };

/// The style for a choice `auto`, `live`, `plain` or `none`: `auto` is live if `descriptor` is a terminal
/// that can redraw a line (TERM is neither empty nor `dumb`) and CI is not set, else plain.
ProgressStyle progress_style(const std::string& choice, int descriptor = 2);

/// Shows how far a run is, how fast and how well it goes. Nothing here can fail: what cannot be written is
/// dropped.
///
///   Progress progress(progress_style(run.progress), run.steps, run.log_every);
///   ...
///   if (progress.due(step)) progress.show(step, {{"return", mean}, {"epsilon", epsilon}, {"loss", loss}});
class Progress {
 public:
  /// A named number, shown with three significant digits.
  struct Field {
    const char* name;
    double value;
  };

  /// `steps` is where the run ends, or 0 if that is not known; `interval` is the number of steps between
  /// plain lines.
  Progress(ProgressStyle style, int64_t steps, int64_t interval, int descriptor = 2);
  /// Removes the live line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether it is time to show this step. Cheap enough to ask in every step (a look at the clock).
  bool due(int64_t step);

  /// Shows the step, the steps per second, the time left and the fields in their order.
  void show(int64_t step, std::initializer_list<Field> fields);

  /// Prints a line of its own on standard output, above the live line.
  void print(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;

  std::string live_line(int64_t step, std::initializer_list<Field> fields) const;
  std::string plain_line(int64_t step, std::initializer_list<Field> fields) const;
  void erase();

  ProgressStyle style_;
  int64_t steps_, interval_, next_step_;
  int descriptor_;
  Clock::time_point start_, shown_;
  int64_t shown_step_ = 0;
  double steps_per_second_ = 0;
  bool drawn_ = false;
};

/// `0:07`, `12:34` or `1:02:03`.
std::string clock_text(double seconds);

}  // namespace ember::train
