// Memory that a kernel keeps per thread between calls.
#pragma once

#include <cstddef>

namespace ember::kernels {

/// At least `bytes` bytes of this thread's scratch memory, aligned to 64, valid until the next call on this
/// thread. It grows to the largest request and is freed with the thread; null when memory has run out.
void* thread_scratch(size_t bytes);

}  // namespace ember::kernels
