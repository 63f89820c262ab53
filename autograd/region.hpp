// A region of a tensor: part of its memory under another geometry, and the way back.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// Sizes and strides, and the distance of the first element from the first element of the tensor it is part
/// of.
struct Region {
  const char* backward_name = "";
  Dims sizes, strides;
  int64_t offset = 0;

  std::string name() const { return backward_name; }
  /// Whether some element of memory may be reached by two indices.
  bool overlaps() const;
};

/// The region of `self` as a view.
Tensor take_region(const Tensor& self, const Region& region);
/// Zeros of the given sizes, except for the region, which holds `self`; where the region overlaps itself,
/// sums. `strides` are those of the tensor that the region was taken from.
Tensor embed(const Tensor& self, IntArrayRef sizes, IntArrayRef strides, const Region& region);
/// The values of `self` laid out with the given strides.
Tensor with_strides(const Tensor& self, IntArrayRef strides);

/// Records that `output` holds the values of `input` unchanged.
void record_identity(const Tensor& output, const Tensor& input);

namespace detail {
/// self[...] += source outside the graph, element after element.
void write_sum(const Tensor& self, const Tensor& source);
}  // namespace detail

}  // namespace ember
