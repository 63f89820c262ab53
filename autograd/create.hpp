// New tensors (https://pytorch.org/docs/stable/torch.html#creation-ops).
//
// Sizes are non-negative, at most 10 of them; ShapeError otherwise. The dtype is that of the options, by
// default get_default_dtype() (float32), except where a function says otherwise.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <functional>
#include <initializer_list>

namespace ember {

/// Elements of any value.
Tensor empty(IntArrayRef sizes, const TensorOptions& options = {});
Tensor empty_like(const Tensor& like, const TensorOptions& options = {});
Tensor zeros(IntArrayRef sizes, const TensorOptions& options = {});
Tensor zeros_like(const Tensor& like, const TensorOptions& options = {});
Tensor ones(IntArrayRef sizes, const TensorOptions& options = {});
Tensor ones_like(const Tensor& like, const TensorOptions& options = {});
/// Every element is `value`; the dtype follows the value when the options leave it open (int64, bool or
/// default).
Tensor full(IntArrayRef sizes, const Scalar& value, const TensorOptions& options = {});
Tensor full_like(const Tensor& like, const Scalar& value, const TensorOptions& options = {});

/// start, start + step, ... below end; int64 when all three are whole. Throws ValueError for step 0 or the
/// wrong sign.
Tensor arange(const Scalar& end, const TensorOptions& options = {});
Tensor arange(const Scalar& start, const Scalar& end, const TensorOptions& options = {});
Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, const TensorOptions& options = {});
/// `steps` values from start to end inclusive. Throws ValueError for negative steps.
Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, const TensorOptions& options = {});
/// base^start to base^end, evenly spaced in the exponent.
Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps, double base = 10,
                const TensorOptions& options = {});
/// Rows and columns of the elements of a triangle of a matrix, row by row: [2, count], int64.
Tensor tril_indices(int64_t rows, int64_t columns, int64_t offset = 0);
Tensor triu_indices(int64_t rows, int64_t columns, int64_t offset = 0);
/// The identity matrix [n, m].
Tensor eye(int64_t n, const TensorOptions& options = {});
Tensor eye(int64_t n, int64_t m, const TensorOptions& options = {});
/// A 0-d tensor.
Tensor scalar_tensor(const Scalar& value, const TensorOptions& options = {});

/// A tensor over memory that somebody else owns, with row-major or given strides. `deleter(data)` runs once
/// when the last tensor on it is gone.
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter,
                 const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, std::function<void(void*)> deleter,
                 const TensorOptions& options = {});

/// Nested lists and numbers of one C++ type, as tensor({{1, 2}, {3, 4}}).
class TensorLiteral {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> TensorLiteral(T value)
      : dtype_(type_of_number<T>()), values_{Scalar(value)} {}
  /// Throws ShapeError when the parts differ in shape.
  TensorLiteral(std::initializer_list<TensorLiteral> parts);
  template <class T>
  requires std::is_arithmetic_v<T> TensorLiteral(ArrayRef<T> values)
      : TensorLiteral(values.data(), values.size()) {}
  template <class T>
  requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) TensorLiteral(const std::vector<T>& values)
      : TensorLiteral(values.data(), values.size()) {}
  TensorLiteral(const std::vector<bool>& values);

  Tensor make(const TensorOptions& options) const;

 private:
  template <class T>
  TensorLiteral(const T* values, size_t count)
      : sizes_{static_cast<int64_t>(count)}, dtype_(type_of_number<T>()) {
    values_.reserve(count);
    for (size_t i = 0; i < count; ++i) values_.emplace_back(values[i]);
  }
  // A plain C++ number takes the default dtype, int64 or bool, as a Python number does.
  template <class T> static ScalarType type_of_number() {
    if constexpr (std::is_same_v<T, bool>)
      return kBool;
    else if constexpr (std::is_integral_v<T>)
      return kLong;
    else
      return ScalarType::Undefined;
  }

  Dims sizes_;
  ScalarType dtype_ = ScalarType::Undefined;
  std::vector<Scalar> values_;
};

/// A tensor of the given values: floating values in the default dtype, whole values int64, truth values bool,
/// unless the options say otherwise. PyTorch: torch::tensor.
Tensor tensor(const TensorLiteral& values, const TensorOptions& options = {});
inline Tensor tensor(std::initializer_list<TensorLiteral> values, const TensorOptions& options = {}) {
  return tensor(TensorLiteral(values), options);
}

}  // namespace ember
