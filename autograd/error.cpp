#include <cstdio>
#include <ember/autograd/error.hpp>

namespace ember {

std::string text_of(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", value);
  return digits;
}

}  // namespace ember
