// A number of any dtype, as it stands in an expression beside tensors.
#pragma once

#include <cstdint>
#include <ember/autograd/dtype.hpp>
#include <type_traits>

namespace ember {

/// A bool, whole number or floating number (PyTorch: c10::Scalar). In type promotion it counts by category
/// only.
class Scalar {
 public:
  Scalar() : Scalar(int64_t{0}) {}
  template <class T>
  requires std::is_arithmetic_v<T> Scalar(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      type_ = kBool;
      whole_ = value;
    } else if constexpr (std::is_integral_v<T>) {
      type_ = kLong;
      whole_ = static_cast<int64_t>(value);
    } else {
      type_ = kDouble;
      real_ = static_cast<double>(value);
    }
  }

  bool isFloatingPoint() const { return type_ == kDouble; }
  bool isIntegral(bool include_bool) const { return type_ == kLong || (include_bool && type_ == kBool); }
  bool isBoolean() const { return type_ == kBool; }
  ScalarType type() const { return type_; }

  template <class T> T to() const {
    if constexpr (std::is_same_v<T, bool>)
      return type_ == kDouble ? real_ != 0 : whole_ != 0;
    else
      return type_ == kDouble ? static_cast<T>(real_) : static_cast<T>(whole_);
  }
  double toDouble() const { return to<double>(); }
  float toFloat() const { return to<float>(); }
  int64_t toLong() const { return to<int64_t>(); }
  int toInt() const { return to<int>(); }
  bool toBool() const { return to<bool>(); }
  bool equal(double value) const { return toDouble() == value; }

 private:
  union {
    int64_t whole_;
    double real_;
  };
  ScalarType type_;
};

}  // namespace ember
