#pragma once

#include <stdexcept>

namespace ember {

/// Base of every exception of the library.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A value is outside what the function accepts.
class ValueError : public Error {
 public:
  using Error::Error;
};

/// Bytes do not have the form they should have.
class FormatError : public Error {
 public:
  using Error::Error;
};

}  // namespace ember
