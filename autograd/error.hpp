// The errors of Ember. Every message reads `op: rule broken: values`; everything is thrown before any change.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ember {

/// Base of all errors that Ember throws (PyTorch: c10::Error).
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  /// what(), which has no backtrace.
  const char* what_without_backtrace() const noexcept { return what(); }
};

class ShapeError : public Error {
  using Error::Error;
};  ///< sizes that do not fit together
class IndexError : public Error {
  using Error::Error;
};  ///< an index or dimension outside its range
class TypeError : public Error {
  using Error::Error;
};  ///< a dtype that the op does not take
class ValueError : public Error {
  using Error::Error;
};  ///< an argument outside its range
class GraphError : public Error {
  using Error::Error;
};  ///< misuse of the graph of derivatives
class StateError : public Error {
  using Error::Error;
};  ///< an object that is not ready for the call
class FormatError : public Error {
  using Error::Error;
};  ///< a file that breaks its format
class ChecksumError : public FormatError {
  using FormatError::FormatError;
};  ///< a file that was damaged
class IoError : public Error {
  using Error::Error;
};  ///< the operating system refused
class NonFiniteError : public Error {
  using Error::Error;
};  ///< a NaN or an infinity where none may be
class OutOfMemoryError : public Error {
  using Error::Error;
};  ///< a request that no memory answers

/// Who hears what deserves a warning but no error; nobody at the start, and the library itself writes
/// nothing.
using WarningSink = void (*)(const std::string& text);
void set_warning_sink(WarningSink sink);
void warn(const std::string& text);

// The parts of a message; other types bring their own text_of.
inline const std::string& text_of(const std::string& value) { return value; }
inline const char* text_of(const char* value) { return value; }
inline std::string text_of(bool value) { return value ? "true" : "false"; }
inline std::string text_of(int value) { return std::to_string(value); }
inline std::string text_of(long value) { return std::to_string(value); }
inline std::string text_of(long long value) { return std::to_string(value); }
inline std::string text_of(unsigned value) { return std::to_string(value); }
inline std::string text_of(unsigned long value) { return std::to_string(value); }
std::string text_of(double value);

template <class... Parts> std::string joined_text(const Parts&... parts) {
  std::string joined;
  ((joined += text_of(parts)), ...);
  return joined;
}

/// Throws Kind with the parts joined to one message; kept out of line so that checks stay small.
template <class Kind, class... Parts>
[[noreturn, gnu::cold, gnu::noinline]] void raise(const Parts&... parts) {
  throw Kind(joined_text(parts...));
}

/// Throws Kind with the parts joined to one message unless `ok`; nothing is formatted when it is.
template <class Kind, class... Parts> inline void require(bool ok, const Parts&... parts) {
  if (!ok) [[unlikely]]
    raise<Kind>(parts...);
}

}  // namespace ember
