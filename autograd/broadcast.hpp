// Running a kernel of two operands over their broadcast shape.
#pragma once

#include <ember/autograd/copy.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/strided_loop.hpp>

namespace ember::detail {

/// The strides of `t` seen in a shape that it broadcasts to: 0 along repeated dimensions.
inline Dims broadcast_strides(const Tensor& t, IntArrayRef sizes) {
  Dims strides;
  strides.resize(sizes.size());
  const auto rank = static_cast<size_t>(t.dim());
  for (size_t i = 0; i < rank; ++i) {
    strides[sizes.size() - rank + i] = t.sizes()[i] == 1 ? 0 : t.strides()[i];
  }
  return strides;
}

/// Calls run(out_offset, a, b, n, spread) so that together the calls cover a result of shape `sizes` and
/// `numel` elements, row-major. a and b have the element type T; along every row each of them is a run of n
/// elements or a single one.
template <class T, class Run>
void for_each_spread(IntArrayRef sizes, int64_t numel, const Tensor& a, const Tensor& b, const Run& run) {
  using kernels::Spread;
  if (numel == 0) return;
  const T* pa = static_cast<const T*>(a.impl().data);
  const T* pb = static_cast<const T*>(b.impl().data);
  if (a.is_contiguous() && b.is_contiguous()) {
    if (a.numel() == numel && b.numel() == numel) return run(int64_t{0}, pa, pb, numel, Spread::none);
    if (b.numel() == 1 && a.numel() == numel) return run(int64_t{0}, pa, pb, numel, Spread::b_is_scalar);
    if (a.numel() == 1 && b.numel() == numel) return run(int64_t{0}, pa, pb, numel, Spread::a_is_scalar);
  }
  const StridedLoop<3> loop(
      sizes, {contiguous_strides(sizes), broadcast_strides(a, sizes), broadcast_strides(b, sizes)});
  const int64_t step_a = loop.step(1), step_b = loop.step(2);
  // The kernels know runs and single elements; any other layout is written out first.
  if (step_a != 1 && (step_a != 0 || step_b == 0))
    return for_each_spread<T>(sizes, numel, contiguous_copy(alias(a, sizes, broadcast_strides(a, sizes), 0)),
                              b, run);
  if (step_b != 1 && step_b != 0)
    return for_each_spread<T>(sizes, numel, a,
                              contiguous_copy(alias(b, sizes, broadcast_strides(b, sizes), 0)), run);
  const Spread spread = step_a == 0 ? Spread::a_is_scalar : step_b == 0 ? Spread::b_is_scalar : Spread::none;
  loop.for_each_row(
      [&](const std::array<int64_t, 3>& at, int64_t n) { run(at[0], pa + at[1], pb + at[2], n, spread); });
}

template <class T, class Run>
void for_each_spread(IntArrayRef sizes, const Tensor& a, const Tensor& b, const Run& run) {
  int64_t numel = 1;
  for (int64_t size : sizes) numel *= size;
  for_each_spread<T>(sizes, numel, a, b, run);
}

}  // namespace ember::detail
