#include <atomic>
#include <cstdio>
#include <ember/autograd/error.hpp>

namespace ember {
namespace {

std::atomic<WarningSink> warning_sink{nullptr};

}  // namespace

void set_warning_sink(WarningSink sink) { warning_sink = sink; }
void warn(const std::string& text) {
  if (const WarningSink sink = warning_sink) sink(text);
}

std::string text_of(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", value);
  return digits;
}

}  // namespace ember
