#include <algorithm>
#include <atomic>
#include <charconv>
#include <ember/autograd/array_ref.hpp>
#include <ember/autograd/options.hpp>

namespace ember {
namespace {

std::atomic<ScalarType> default_dtype{kFloat};

constexpr std::string_view device_names[] = {"cpu", "cuda", "mkldnn", "opengl", "opencl", "ideep", "hip"};

int category(ScalarType type) { return type == kBool ? 0 : is_integral(type) ? 1 : 2; }

}  // namespace

const char* to_string(ScalarType type) {
  constexpr const char* names[] = {"Byte",     "Int",          "Long",         "Float",     "Double",
                                   "Bool",     "Char",         "Short",        "Undefined", "Half",
                                   "BFloat16", "ComplexFloat", "ComplexDouble"};
  return names[static_cast<size_t>(type)];
}

ScalarType promote_types(ScalarType a, ScalarType b) {
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  if (a != b && element_size(a) == 1 && element_size(b) == 1) return kShort;
  return element_size(a) >= element_size(b) ? a : b;
}

ScalarType get_default_dtype() { return default_dtype.load(std::memory_order_relaxed); }

void set_default_dtype(ScalarType type) {
  require<TypeError>(element_size(type) > 0, "set_default_dtype: there are no tensors of it: ", type);
  default_dtype.store(type, std::memory_order_relaxed);
}

Device::Device(std::string_view text) {
  const size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon), number = text.substr(std::min(colon + 1, text.size()));
  const auto found = std::find(std::begin(device_names), std::end(device_names), kind);
  bool ok = found != std::end(device_names);
  int index = -1;
  if (colon != text.npos) {
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), index);
    ok = ok && error == std::errc() && end == number.data() + number.size() && index >= 0 && index < 128;
  }
  require<ValueError>(ok, "device: not the name of a device: ", std::string(text));
  *this = Device(static_cast<DeviceType>(found - std::begin(device_names)), index);
}

std::string Device::str() const {
  const std::string kind(device_names[static_cast<size_t>(type_)]);
  return has_index() ? joined_text(kind, ":", static_cast<int>(index_)) : kind;
}

std::string text_of(IntArrayRef sizes) {
  std::string joined = "[";
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (i > 0) joined += ", ";
    joined += std::to_string(sizes[i]);
  }
  return joined + "]";
}

}  // namespace ember
