#pragma once

#include <atomic>

namespace ember::rl {

/// Calls of operator new in this program so far.
extern std::atomic<long> heap_calls;

}  // namespace ember::rl
