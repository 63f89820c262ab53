// Whether ops record what their derivatives need. The mode belongs to a thread; a new thread starts with it
// on.
#pragma once

namespace ember {

class Profiler;

namespace detail {
struct ThreadModes {
  bool grad = true, inference = false, anomaly = false;
  Profiler* profiler = nullptr;
};
extern constinit thread_local ThreadModes modes;
}  // namespace detail

/// Whether zero_grad() drops gradients unless it is told otherwise: as in PyTorch 2. Set it to false to have
/// it fill them with 0, as in PyTorch 1.
inline bool& zero_grad_drops() {
  static bool drops = true;
  return drops;
}

/// torch::GradMode
struct GradMode {
  static bool is_enabled() { return detail::modes.grad; }
  static void set_enabled(bool enabled) { detail::modes.grad = enabled; }
};

/// Sets the mode for a scope and puts back what was (torch::AutoGradMode).
class AutoGradMode {
 public:
  explicit AutoGradMode(bool enabled) : before_(GradMode::is_enabled()) { GradMode::set_enabled(enabled); }
  ~AutoGradMode() { GradMode::set_enabled(before_); }
  AutoGradMode(const AutoGradMode&) = delete;
  AutoGradMode& operator=(const AutoGradMode&) = delete;

 private:
  bool before_;
};

/// A scope in which nothing is recorded (torch::NoGradGuard).
class NoGradGuard : public AutoGradMode {
 public:
  NoGradGuard() : AutoGradMode(false) {}
};

}  // namespace ember
