#include <atomic>
#include <ember/autograd/array_ref.hpp>
#include <ember/autograd/dtype.hpp>

namespace ember {
namespace {

std::atomic<ScalarType> default_dtype{kFloat};

int category(ScalarType type) { return type == kBool ? 0 : is_integral(type) ? 1 : 2; }

}  // namespace

const char* to_string(ScalarType type) {
  constexpr const char* names[] = {"Byte", "Int", "Long", "Float", "Double", "Bool", "Undefined"};
  return names[static_cast<size_t>(type)];
}

ScalarType promote_types(ScalarType a, ScalarType b) {
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  return element_size(a) >= element_size(b) ? a : b;
}

ScalarType get_default_dtype() { return default_dtype.load(std::memory_order_relaxed); }

void set_default_dtype(ScalarType type) {
  require<TypeError>(is_floating_point(type), "set_default_dtype: needs a floating dtype: got ", type);
  default_dtype.store(type, std::memory_order_relaxed);
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
