#include <ember/train/stop_signal.hpp>

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace ember::train {
namespace {

std::atomic<int> remembered = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait");

void remember(int signal) {
  if (remembered.exchange(signal) != 0) _exit(128 + signal);
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int stop_signal() { return remembered.load(std::memory_order_relaxed); }

}  // namespace ember::train
