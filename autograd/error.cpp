#include <cstdio>
#include <ember/autograd/error.hpp>

namespace ember::text {

std::string of(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", value);
  return digits;
}

}  // namespace ember::text
