// Running a kernel of two operands over their broadcast shape.
#pragma once

#include <ember/autograd/copy.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/strided_loop.hpp>

namespace ember::detail {

/// Calls run(out_offset, a, b, n, spread) so that together the calls cover a result of shape `sizes`,
/// row-major. a and b have the element type T; along every row each of them is a run of n elements or a
/// single one.
template <class T, class Run>
void for_each_spread(IntArrayRef sizes, const Tensor& a, const Tensor& b, const Run& run) {
  using kernels::Spread;
  const int64_t numel = [&] {
    int64_t n = 1;
    for (int64_t size : sizes) n *= size;
    return n;
  }();
  if (numel == 0) return;
  const Tensor dense_a = contiguous_copy(a), dense_b = contiguous_copy(b);
  const T* pa = static_cast<const T*>(dense_a.impl().data);
  const T* pb = static_cast<const T*>(dense_b.impl().data);
  if (a.numel() == numel && b.numel() == numel) return run(int64_t{0}, pa, pb, numel, Spread::none);
  if (b.numel() == 1 && a.numel() == numel) return run(int64_t{0}, pa, pb, numel, Spread::b_is_scalar);
  if (a.numel() == 1 && b.numel() == numel) return run(int64_t{0}, pa, pb, numel, Spread::a_is_scalar);

  const auto strides_in = [&](const Tensor& t) {
    Dims strides;
    strides.resize(sizes.size());
    const auto rank = static_cast<size_t>(t.dim());
    for (size_t i = 0; i < rank; ++i) {
      const size_t d = sizes.size() - rank + i;
      strides[d] = t.sizes()[i] == 1 ? 0 : t.strides()[i];
    }
    return strides;
  };
  const Dims steps_a = strides_in(dense_a), steps_b = strides_in(dense_b),
             steps_out = contiguous_strides(sizes);
  const StridedLoop<3> loop(sizes, {steps_out, steps_a, steps_b});
  const Spread spread = loop.step(1) == 0   ? Spread::a_is_scalar
                        : loop.step(2) == 0 ? Spread::b_is_scalar
                                            : Spread::none;
  loop.for_each_row(
      [&](const std::array<int64_t, 3>& at, int64_t n) { run(at[0], pa + at[1], pb + at[2], n, spread); });
}

}  // namespace ember::detail
