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

/// A list of numbers, or none; valid only while the numbers live.
class OptionalIntArrayRef : public std::optional<IntArrayRef> {
 public:
  using std::optional<IntArrayRef>::optional;
  OptionalIntArrayRef(const int64_t& one) : optional(IntArrayRef(one)) {}
  OptionalIntArrayRef(const std::vector<int64_t>& list) : optional(IntArrayRef(list)) {}
  OptionalIntArrayRef(const std::initializer_list<int64_t>& list) : optional(IntArrayRef(list)) {}
};

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

class WarningHandler;

namespace WarningUtils {
WarningHandler* get_warning_handler() noexcept;
void set_warning_handler(WarningHandler* handler) noexcept;
/// Whether TORCH_WARN_ONCE warns every time.
bool get_warnAlways() noexcept;
void set_warnAlways(bool on) noexcept;
/// TORCH_WARN_ONCE warns every time, or not, in this scope.
struct WarnAlways {
  explicit WarnAlways(bool on = true) : before(get_warnAlways()) { set_warnAlways(on); }
  WarnAlways(const WarnAlways&) = delete;
  WarnAlways& operator=(const WarnAlways&) = delete;
  ~WarnAlways() { set_warnAlways(before); }
  bool before;
};
}  // namespace WarningUtils

/// A warning on its way to its handler. The static functions are PyTorch 1's names of those of WarningUtils.
class Warning {
 public:
  Warning(const SourceLocation& location, std::string text, bool verbatim = false)
      : location_(location), text_(std::move(text)), verbatim_(verbatim) {}
  const SourceLocation& source_location() const { return location_; }
  const std::string& msg() const { return text_; }
  bool verbatim() const { return verbatim_; }

  using WarnAlways = WarningUtils::WarnAlways;
  static WarningHandler* get_warning_handler() noexcept { return WarningUtils::get_warning_handler(); }
  static void set_warning_handler(WarningHandler* handler) noexcept {
    WarningUtils::set_warning_handler(handler);
  }
  static bool get_warnAlways() noexcept { return WarningUtils::get_warnAlways(); }
  static void set_warnAlways(bool on) noexcept { WarningUtils::set_warnAlways(on); }
  static void warn(const SourceLocation& location, const std::string& text, bool verbatim = false);

 private:
  SourceLocation location_;
  std::string text_;
  bool verbatim_;
};

/// Hands a warning to the handler of this thread.
void warn(const Warning& warning);

/// Who gets the warnings of TORCH_WARN; the default writes them to std::cerr. A class of one's own overrides
/// one of the two: the first as in PyTorch 2, the second as in PyTorch 1.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const Warning& warning);
  virtual void process(const SourceLocation& source_location, const std::string& msg, bool verbatim);
};

/// Ember's warnings go there too; the one of create_graph once, unless all are asked for.
void hear(const std::string& text);
inline const bool hears_warnings = (ember::set_warning_sink(&hear), true);

namespace utils {
/// Variables of the environment.
void set_env(const char* name, const char* value, bool overwrite = true);
std::optional<std::string> get_env(const char* name) noexcept;
}  // namespace utils

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
  using c10::Warning;                                                                                        \
  namespace WarningUtils = c10::WarningUtils;                                                                \
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
