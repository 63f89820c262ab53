// Sizes and strides of up to 10 dimensions, and every rule by which shapes combine.
#pragma once

#include <array>
#include <ember/autograd/array_ref.hpp>

namespace ember {

inline constexpr size_t max_rank = 10;

/// A list of up to 10 sizes, strides or dimensions, kept inline.
class Dims {
 public:
  Dims() = default;
  Dims(IntArrayRef values) {
    require<ShapeError>(values.size() <= max_rank, "shape: more than 10 dimensions: ", values);
    for (int64_t v : values) push_back(v);
  }
  Dims(std::initializer_list<int64_t> values) : Dims(IntArrayRef(values)) {}

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  int64_t* begin() { return values_.data(); }
  int64_t* end() { return values_.data() + size_; }
  const int64_t* begin() const { return values_.data(); }
  const int64_t* end() const { return values_.data() + size_; }
  int64_t& operator[](size_t i) { return values_[i]; }
  int64_t operator[](size_t i) const { return values_[i]; }
  int64_t back() const { return values_[size_ - 1]; }
  void push_back(int64_t value) {
    require<ShapeError>(size_ < max_rank, "shape: more than 10 dimensions");
    values_[size_++] = value;
  }
  void insert(size_t at, int64_t value);
  void erase(size_t at);
  void resize(size_t size, int64_t fill = 0);
  operator IntArrayRef() const { return {values_.data(), size_}; }
  friend bool operator==(const Dims& a, const Dims& b) { return IntArrayRef(a) == IntArrayRef(b); }

 private:
  std::array<int64_t, max_rank> values_;
  uint32_t size_ = 0;
};

inline std::string text_of(const Dims& dims) { return text_of(IntArrayRef(dims)); }

/// Product of the sizes. Throws ShapeError for a negative size or a product over 2^63 - 1.
int64_t checked_numel(const char* op, IntArrayRef sizes);

/// Strides of a row-major array of these sizes.
Dims contiguous_strides(IntArrayRef sizes);

/// Whether an array of these sizes and strides is row-major without gaps; dimensions of size 1 do not matter.
bool is_contiguous(IntArrayRef sizes, IntArrayRef strides);

/// A dimension in [-rank, rank) as one in [0, rank); rank 0 counts as 1. Throws IndexError.
int64_t wrap_dim(const char* op, int64_t dim, int64_t rank);

/// The shape of a pointwise result: dimensions aligned at the end, size 1 repeated. Throws ShapeError.
Dims broadcast_shapes(const char* op, IntArrayRef a, IntArrayRef b);

/// Sizes with a -1 replaced so that the count is numel. Throws ShapeError when that cannot be.
Dims infer_shape(const char* op, IntArrayRef wanted, int64_t numel);

/// Strides under which an array seen with `sizes` and `strides` can be seen with `wanted` sizes without a
/// copy; false when there are none.
bool view_strides(IntArrayRef sizes, IntArrayRef strides, IntArrayRef wanted, Dims& result);

}  // namespace ember
