// Whose random numbers a call draws.
#pragma once

#include <optional>

namespace ember {

class Generator;

/// Where random numbers come from: the generator given, which must outlive the call, or the process's own
/// (PyTorch: the argument `generator`).
class RandomSource {
 public:
  RandomSource() = default;
  RandomSource(std::nullopt_t) {}
  RandomSource(Generator& generator) : generator_(&generator) {}
  Generator* get() const { return generator_; }

 private:
  Generator* generator_ = nullptr;
};

}  // namespace ember
