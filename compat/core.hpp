// c10:: and the macros that code for torch:: uses: errors, warnings, text, ranges
// (https://pytorch.org/cppdocs).
#pragma once

#include <ember/autograd/tensor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ember::compat {

template <class... Parts> std::string joined(const Parts&... parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

/// The numbers from `begin` up to, not including, `end`, for range-for loops (PyTorch: c10::irange).
template <class I> class Range {
 public:
  Range(I begin, I end) : begin_(begin), end_(end < begin ? begin : end) {}
  struct Iterator {
    I value;
    I operator*() const { return value; }
    Iterator& operator++() {
      ++value;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return value != other.value; }
  };
  Iterator begin() const { return {begin_}; }
  Iterator end() const { return {end_}; }

 private:
  I begin_, end_;
};

}  // namespace ember::compat

namespace c10 {

using ember::Error, ember::IndexError, ember::ValueError, ember::TypeError, ember::ArrayRef,
    ember::IntArrayRef, ember::Device, ember::DeviceType, ember::Layout, ember::MemoryFormat, ember::Scalar,
    ember::ScalarType;
using ember::kCPU, ember::kStrided, ember::kFloat, ember::kDouble, ember::kInt, ember::kLong, ember::kBool,
    ember::kByte, ember::kChar, ember::kShort;
using std::in_place, std::nullopt_t, std::string_view;
using std::optional, std::nullopt, std::make_optional, std::variant, std::visit, std::get_if,
    std::holds_alternative;
using NotImplementedError = ember::StateError;
using ember::to_string;
using std::to_string;

struct SourceLocation {
  const char* function;
  const char* file;
  uint32_t line;
};

/// The parts as operator<< writes them, joined.
template <class... Parts> std::string str(const Parts&... parts) { return ember::compat::joined(parts...); }

template <class Container> std::string Join(const std::string& delimiter, const Container& parts) {
  std::ostringstream stream;
  const char* between = "";
  for (const auto& part : parts) {
    stream << between << part;
    between = delimiter.c_str();
  }
  return stream.str();
}

template <class I> ember::compat::Range<I> irange(I end) { return {I(0), end}; }
template <class A, class B> ember::compat::Range<B> irange(A begin, B end) {
  return {static_cast<B>(begin), end};
}

/// Who gets the warnings of TORCH_WARN; the default writes them to std::cerr.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const SourceLocation& source_location, const std::string& msg, bool verbatim);
};

namespace Warning {
WarningHandler* get_warning_handler() noexcept;
void set_warning_handler(WarningHandler* handler) noexcept;
void warn(const SourceLocation& source_location, const std::string& msg, bool verbatim = false);
/// Whether TORCH_WARN_ONCE warns every time.
bool get_warnAlways() noexcept;
void set_warnAlways(bool on) noexcept;
}  // namespace Warning

namespace WarningUtils {
/// TORCH_WARN_ONCE warns every time, or not, in this scope.
struct WarnAlways {
  explicit WarnAlways(bool on = true) : before(Warning::get_warnAlways()) { Warning::set_warnAlways(on); }
  WarnAlways(const WarnAlways&) = delete;
  WarnAlways& operator=(const WarnAlways&) = delete;
  ~WarnAlways() { Warning::set_warnAlways(before); }
  bool before;
};
}  // namespace WarningUtils

/// Ember's warnings go there too.
inline const bool hears_warnings = (ember::set_warning_sink([](const std::string& text) {
                                      Warning::warn({"ember", "", 0}, text);
                                    }),
                                    true);

namespace guts {
/// The key of a parameter in Optimizer::state(): here its address, in PyTorch 1.13 the text of it.
template <class T> auto to_string(T value) {
  if constexpr (std::is_pointer_v<T>)
    return static_cast<void*>(value);
  else
    return std::to_string(value);
}
}  // namespace guts

/// A file that is removed with this object.
struct TempFile {
  explicit TempFile(std::string path) : name(std::move(path)) {}
  TempFile(TempFile&& other) noexcept : name(std::exchange(other.name, {})) {}
  TempFile& operator=(TempFile&&) = delete;
  ~TempFile();
  std::string name;
};
TempFile make_tempfile(const std::string& prefix = "torch-file-");

}  // namespace c10

namespace caffe2 {
/// PyTorch's name of a type at run time; here the dtype itself.
struct TypeMeta {
  template <class T> static ember::ScalarType Make() { return ember::type_of<T>; }
};
}  // namespace caffe2

// Names of what Ember has no tensors of, for code that asks whether a tensor is such.
namespace ember::compat::absent {
inline constexpr ScalarType kHalf = ScalarType::Half, kFloat16 = ScalarType::Half,
                            kBFloat16 = ScalarType::BFloat16, kComplexFloat = ScalarType::ComplexFloat,
                            kComplexDouble = ScalarType::ComplexDouble;
inline constexpr DeviceType kCUDA = DeviceType::CUDA;
inline constexpr Layout kSparse = Layout::Sparse;
}  // namespace ember::compat::absent
namespace c10 {
using namespace ember::compat::absent;
}

// What of c10 is in at and torch too.
#define EMBER_COMPAT_C10_NAMES                                                                               \
  using c10::optional, c10::nullopt, c10::make_optional, c10::str, c10::SourceLocation, c10::WarningHandler, \
      c10::irange;                                                                                           \
  using namespace ember::compat::absent;                                                                     \
  namespace Warning = c10::Warning;                                                                          \
  inline ember::ScalarType typeMetaToScalarType(ember::ScalarType type) { return type; }                     \
  inline ember::ScalarType scalarTypeToTypeMeta(ember::ScalarType type) { return type; }

namespace c10 {
inline ScalarType typeMetaToScalarType(ScalarType type) { return type; }
inline ScalarType scalarTypeToTypeMeta(ScalarType type) { return type; }
}  // namespace c10

#define TORCH_CHECK_WITH(Kind, condition, ...)                                      \
  do {                                                                              \
    if (!(condition)) throw ::c10::Kind(::c10::str("" __VA_OPT__(, ) __VA_ARGS__)); \
  } while (false)
#define TORCH_CHECK(condition, ...) TORCH_CHECK_WITH(Error, condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_INDEX(condition, ...) TORCH_CHECK_WITH(IndexError, condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_VALUE(condition, ...) TORCH_CHECK_WITH(ValueError, condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_TYPE(condition, ...) TORCH_CHECK_WITH(TypeError, condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(condition, ...) TORCH_CHECK(condition, #condition __VA_OPT__(, ) __VA_ARGS__)
#define AT_ASSERT(condition, ...) TORCH_CHECK(condition, #condition __VA_OPT__(, ) __VA_ARGS__)
#define AT_ERROR(...) TORCH_CHECK(false, __VA_ARGS__)
#define TORCH_WARN(...) \
  ::c10::Warning::warn({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, ::c10::str(__VA_ARGS__))
#define TORCH_WARN_ONCE(...)                           \
  do {                                                 \
    static bool warned = false;                        \
    if (!warned || ::c10::Warning::get_warnAlways()) { \
      warned = true;                                   \
      TORCH_WARN(__VA_ARGS__);                         \
    }                                                  \
  } while (false)
