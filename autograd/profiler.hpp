// Where time and memory go: every op and every node of the reverse sweep, timed
// (https://pytorch.org/docs/stable/profiler.html).
//
//   Profiler profiler;          // from here on, in this thread
//   train_step();
//   for (const OpTime& op : profiler.table()) ...
//   std::string json = profiler.trace();  // chrome://tracing, ui.perfetto.dev and browsers' own tools open
//   it
#pragma once

#include <chrono>
#include <cstdint>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pool.hpp>
#include <initializer_list>
#include <string>
#include <vector>

namespace ember {

class Tensor;

/// All calls of one op, or of one op with operands of the same shapes.
struct OpTime {
  std::string name;
  std::string shapes;  ///< "[64, 4] [3, 4]" where the table tells them apart
  uint64_t calls = 0;
  double total_us = 0;  ///< with the ops that it called
  double self_us = 0;   ///< without them
};

/// Times the ops of the thread that made it, as long as it lives, and counts the memory that they ask for.
/// Profilers nest: the inner one takes over. Costs about 100 ns an op while one is there, a test else.
class Profiler {
 public:
  Profiler();
  ~Profiler();
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  /// By the time in the op itself, the largest first.
  std::vector<OpTime> table(bool by_shapes = false) const;
  /// Memory asked for and given back since the start; `alive` may be negative when older tensors died.
  const pool::Usage& memory() const { return memory_; }
  /// All calls in the Trace Event Format, with the bytes alive after each as a counter.
  std::string trace() const;

 private:
  friend class OpTimer;
  using Clock = std::chrono::steady_clock;
  struct Call {
    std::string name, shapes;
    double start_us, total_us, self_us;
    int64_t bytes_alive;
  };
  double now() const { return std::chrono::duration<double, std::micro>(Clock::now() - begin_).count(); }

  Clock::time_point begin_ = Clock::now();
  std::vector<Call> calls_;
  pool::Usage memory_;
  Profiler* before_;
  pool::Usage* counted_before_;
};

/// One call, from here to the end of the scope, for the profiler of this thread if there is one.
class OpTimer {
 public:
  template <class... Operands> explicit OpTimer(const char* name, const Operands&... operands) {
    if (detail::modes.profiler != nullptr) [[unlikely]]
      start(name, {&operands...});
  }
  /// A name that is only made when needed.
  template <class Name>
  requires std::is_invocable_r_v<std::string, Name>
  explicit OpTimer(const Name& name, const Tensor& operand) {
    if (detail::modes.profiler != nullptr) [[unlikely]]
      start(name(), {&operand});
  }
  ~OpTimer() {
    if (profiler_ != nullptr) [[unlikely]]
      stop();
  }
  OpTimer(const OpTimer&) = delete;
  OpTimer& operator=(const OpTimer&) = delete;

 private:
  void start(std::string name, std::initializer_list<const Tensor*> operands);
  void stop();

  Profiler* profiler_ = nullptr;
  // Set by start().
  size_t call_;
  OpTimer* outer_;
  double inner_us_;
};

}  // namespace ember
