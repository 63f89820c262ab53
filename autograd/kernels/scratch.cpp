#include <cstdlib>
#include <ember/autograd/kernels/scratch.hpp>
#include <memory>

namespace ember::kernels {
namespace {

struct Free {
  void operator()(void* p) const { std::free(p); }
};
struct Scratch {
  std::unique_ptr<void, Free> memory;
  size_t size = 0;
};
thread_local Scratch scratch;

}  // namespace

void* thread_scratch(size_t bytes) {
  if (bytes > scratch.size) {
    const size_t rounded = (bytes + 4095) / 4096 * 4096;
    scratch.memory.reset();
    scratch.size = 0;
    scratch.memory.reset(std::aligned_alloc(4096, rounded));
    if (scratch.memory) scratch.size = rounded;
  }
  return scratch.memory.get();
}

}  // namespace ember::kernels
