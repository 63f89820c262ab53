// Sizes per dimension that one number may stand for (PyTorch: torch::ExpandingArray).
#pragma once

#include <array>
#include <ember/autograd/array_ref.hpp>
#include <optional>

namespace ember {

/// D numbers, made of D numbers or of one that is repeated. Throws ValueError for another count.
template <size_t D, class T = int64_t> class ExpandingArray {
 public:
  ExpandingArray(T one) { values_.fill(one); }
  template <class One>
  requires(std::is_arithmetic_v<One> && !std::is_arithmetic_v<T>) ExpandingArray(One one)
      : ExpandingArray(T(one)) {}
  ExpandingArray(const std::array<T, D>& values) : values_(values) {}
  ExpandingArray(std::initializer_list<T> values)
      : ExpandingArray(ArrayRef<T>(values.begin(), values.size())) {}
  ExpandingArray(const std::vector<T>& values) : ExpandingArray(ArrayRef<T>(values)) {}
  ExpandingArray(ArrayRef<T> values) {
    require<ValueError>(values.size() == D, "ExpandingArray: needs ", D, " numbers: got ", values.size());
    for (size_t i = 0; i < D; ++i) values_[i] = values[i];
  }
  std::array<T, D>& operator*() { return values_; }
  const std::array<T, D>& operator*() const { return values_; }
  std::array<T, D>* operator->() { return &values_; }
  const std::array<T, D>* operator->() const { return &values_; }
  operator ArrayRef<T>() const { return {values_.data(), D}; }
  T operator[](size_t i) const { return values_[i]; }
  constexpr size_t size() const { return D; }

 private:
  std::array<T, D> values_;
};

inline std::string text_of(std::optional<int64_t> size) { return size ? std::to_string(*size) : "None"; }

/// "5", or "[3, 2]" for several dimensions.
template <size_t D, class T> std::string text_of(const ExpandingArray<D, T>& sizes) {
  if (D == 1) return text_of(sizes[0]);
  std::string text = "[";
  for (size_t i = 0; i < D; ++i) text += (i == 0 ? "" : ", ") + std::string(text_of(sizes[i]));
  return text + "]";
}

}  // namespace ember
