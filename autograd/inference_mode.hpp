// Modes beside grad mode: inference without bookkeeping, and the search for NaN.
#pragma once

#include <ember/autograd/grad_mode.hpp>

namespace ember {

/// A scope in which nothing is recorded and new tensors are inference tensors: they can never enter a graph,
/// so saving one for backward, or writing to one outside such a scope, is refused (torch::InferenceMode).
class InferenceMode {
 public:
  explicit InferenceMode(bool enabled = true) : before_(detail::modes) {
    detail::modes.inference = enabled;
    detail::modes.grad = !enabled;
  }
  ~InferenceMode() {
    detail::modes.inference = before_.inference;
    detail::modes.grad = before_.grad;
  }
  InferenceMode(const InferenceMode&) = delete;
  InferenceMode& operator=(const InferenceMode&) = delete;
  static bool is_enabled() { return detail::modes.inference; }

 private:
  detail::ThreadModes before_;
};

namespace autograd {

/// Whether backward checks every gradient of this thread for NaN. Ops recorded meanwhile remember where they
/// were called, and a NaN throws NonFiniteError with the op's name and that place. Slow: for finding an
/// error.
inline void set_detect_anomaly(bool enabled) { detail::modes.anomaly = enabled; }

/// The same for a scope (torch::autograd::DetectAnomalyGuard).
class DetectAnomalyGuard {
 public:
  explicit DetectAnomalyGuard(bool enabled = true) : before_(detail::modes.anomaly) {
    set_detect_anomaly(enabled);
  }
  ~DetectAnomalyGuard() { set_detect_anomaly(before_); }
  DetectAnomalyGuard(const DetectAnomalyGuard&) = delete;
  DetectAnomalyGuard& operator=(const DetectAnomalyGuard&) = delete;

 private:
  bool before_;
};

}  // namespace autograd
}  // namespace ember
