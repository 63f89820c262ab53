// Functions of torch:: that are others under a second name or with positional arguments
// (https://pytorch.org/docs/1.13/torch.html).
#pragma once

#include <ember/autograd/kernels/parallel.hpp>
#include <ember/compat/tensor.hpp>
#include <ember/nn/functional.hpp>

namespace ember::compat {

inline nn::Reduction reduction_of(int64_t number) { return number == 0 ? kNone : number == 1 ? kMean : kSum; }

/// One size for all dimensions, or one for each.
template <size_t D> ExpandingArray<D> sizes_of(IntArrayRef list) {
  return list.size() == 1 ? ExpandingArray<D>(list[0]) : ExpandingArray<D>(list);
}
template <size_t D>
nn::functional::ConvTransposeFuncOptions<D> transposed_options(const Tensor& bias, IntArrayRef stride,
                                                               IntArrayRef padding,
                                                               IntArrayRef output_padding, int64_t groups,
                                                               IntArrayRef dilation) {
  return nn::functional::ConvTransposeFuncOptions<D>()
      .bias(bias)
      .stride(sizes_of<D>(stride))
      .padding(sizes_of<D>(padding))
      .output_padding(sizes_of<D>(output_padding))
      .groups(groups)
      .dilation(sizes_of<D>(dilation));
}

/// Without a stride windows lie side by side.
template <size_t D, class Options>
Options pool_options(IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding, bool ceil_mode) {
  Options options(sizes_of<D>(kernel));
  options.stride(sizes_of<D>(stride.empty() ? kernel : stride)).padding(sizes_of<D>(padding));
  return options.ceil_mode(ceil_mode);
}
}  // namespace ember::compat

namespace ember::compat::functions {

inline Tensor absolute(const Tensor& x) { return abs(x); }
inline Tensor negative(const Tensor& x) { return neg(x); }
inline Tensor positive(const Tensor& x) { return x; }
inline Tensor sgn(const Tensor& x) { return sign(x); }
inline Tensor fix(const Tensor& x) { return trunc(x); }
inline Tensor arccos(const Tensor& x) { return acos(x); }
inline Tensor arcsin(const Tensor& x) { return asin(x); }
inline Tensor arctan(const Tensor& x) { return atan(x); }
inline Tensor arccosh(const Tensor& x) { return acosh(x); }
inline Tensor arcsinh(const Tensor& x) { return asinh(x); }
inline Tensor arctanh(const Tensor& x) { return atanh(x); }
inline Tensor arctan2(const Tensor& a, const Tensor& b) { return atan2(a, b); }
inline Tensor deg2rad(const Tensor& x) { return x * 0.017453292519943295; }
inline Tensor rad2deg(const Tensor& x) { return x * 57.295779513082321; }
inline Tensor isposinf(const Tensor& x) { return isinf(x) & (x.detach() > 0); }
inline Tensor isneginf(const Tensor& x) { return isinf(x) & (x.detach() < 0); }
inline Tensor clip(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt) {
  return clamp(x, low, high);
}
template <class B> Tensor multiply(const Tensor& a, const B& b) { return mul(a, b); }
template <class B> Tensor divide(const Tensor& a, const B& b) { return div(a, b); }
template <class B> Tensor true_divide(const Tensor& a, const B& b) { return div(a, b); }
template <class B> Tensor subtract(const Tensor& a, const B& b, const Scalar& alpha = 1) {
  return sub(a, b, alpha);
}
template <class B> Tensor greater(const Tensor& a, const B& b) { return gt(a, b); }
template <class B> Tensor greater_equal(const Tensor& a, const B& b) { return ge(a, b); }
template <class B> Tensor less(const Tensor& a, const B& b) { return lt(a, b); }
template <class B> Tensor less_equal(const Tensor& a, const B& b) { return le(a, b); }
template <class B> Tensor not_equal(const Tensor& a, const B& b) { return ne(a, b); }
inline Tensor bitwise_and(const Tensor& a, const Tensor& b) { return a & b; }
inline Tensor bitwise_or(const Tensor& a, const Tensor& b) { return a | b; }
inline Tensor bitwise_xor(const Tensor& a, const Tensor& b) { return a ^ b; }

inline Tensor concat(TensorList tensors, int64_t dim = 0) { return cat(tensors, dim); }
inline Tensor concatenate(TensorList tensors, int64_t dim = 0) { return cat(tensors, dim); }
inline Tensor row_stack(TensorList tensors) { return vstack(tensors); }
inline Tensor swapaxes(const Tensor& x, int64_t a, int64_t b) { return transpose(x, a, b); }
inline Tensor swapdims(const Tensor& x, int64_t a, int64_t b) { return transpose(x, a, b); }
inline Tensor moveaxis(const Tensor& x, int64_t from, int64_t to) { return movedim(x, from, to); }
inline Tensor ravel(const Tensor& x) { return reshape(x, -1); }
inline Tensor ger(const Tensor& a, const Tensor& b) { return outer(a, b); }
inline Tensor vdot(const Tensor& a, const Tensor& b) { return dot(a, b); }
inline Tensor msort(const Tensor& x) { return std::get<0>(sort(x, 0)); }

inline Tensor inverse(const Tensor& a) { return linalg_inv(a); }
inline Tensor det(const Tensor& a) { return linalg_det(a); }
inline std::tuple<Tensor, Tensor> slogdet(const Tensor& a) { return linalg_slogdet(a); }
inline Tensor cholesky(const Tensor& a, bool upper = false) { return linalg_cholesky(a, upper); }
/// X of A X = B from the factor of A.
inline Tensor cholesky_solve(const Tensor& b, const Tensor& factor, bool upper = false) {
  const Tensor l = upper ? transpose(factor, -2, -1) : factor;
  return linalg_solve_triangular(transpose(l, -2, -1), linalg_solve_triangular(l, b, false), true);
}
using ember::linalg_matrix_norm, ember::linalg_norm;
/// "fro" is the one norm of matrices by name.
inline Tensor linalg_matrix_norm(const Tensor& x, std::string_view p = "fro", IntArrayRef dims = {-2, -1},
                                 bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) {
  ember::require<ValueError>(p == "fro" && dims.size() == 2 && x.dim() >= 2, "linalg_matrix_norm: norm ",
                             std::string(p), " over ", dims, " of ", x.sizes());
  return linalg_vector_norm(x, 2, dims, keepdim, dtype);
}
inline Tensor linalg_norm(const Tensor& x, std::string_view p, std::optional<IntArrayRef> dims = std::nullopt,
                          bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) {
  return linalg_matrix_norm(x, p, dims.value_or(IntArrayRef{-2, -1}), keepdim, dtype);
}

/// What was not asked for is empty.
inline std::tuple<Tensor, Tensor, Tensor> only_wanted(std::tuple<Tensor, Tensor, Tensor> made, bool inverse,
                                                      bool counts) {
  if (!inverse) std::get<1>(made) = empty({0}, ember::kLong);
  if (!counts) std::get<2>(made) = empty({0}, ember::kLong);
  return made;
}
inline std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& x, bool return_inverse = false,
                                                             bool return_counts = false,
                                                             std::optional<int64_t> dim = std::nullopt) {
  return only_wanted(ember::unique_consecutive(x, dim), return_inverse, return_counts);
}
inline std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& x, int64_t dim, bool = true,
                                                     bool return_inverse = false,
                                                     bool return_counts = false) {
  return only_wanted(ember::unique_dim(x, dim), return_inverse, return_counts);
}
inline std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& x, bool = true, bool return_inverse = false,
                                                   bool return_counts = false) {
  return only_wanted(ember::unique(x), return_inverse, return_counts);
}
/// The area under y at distances dx.
inline Tensor trapezoid(const Tensor& y, const Scalar& dx = 1, int64_t dim = -1) {
  const int64_t n = y.size(dim);
  return (narrow(y, dim, 1, n - 1) + narrow(y, dim, 0, n - 1)).sum(dim) * (dx.toDouble() / 2);
}

inline Tensor huber_loss(const Tensor& input, const Tensor& target, int64_t reduction = 1, double delta = 1) {
  return nn::functional::huber_loss(input, target,
                                    nn::HuberLossOptions(reduction_of(reduction)).delta(delta));
}
inline Tensor kl_div(const Tensor& input, const Tensor& target, int64_t reduction = 1,
                     bool log_target = false) {
  const Tensor loss =
      nn::functional::kl_div(input, target, nn::KLDivLossOptions(kNone).log_target(log_target));
  return reduction == 0 ? loss : reduction == 1 ? loss.mean() : loss.sum();
}
inline Tensor hardshrink(const Tensor& x, double lambd = 0.5) { return nn::functional::hardshrink(x, lambd); }
inline Tensor softshrink(const Tensor& x, double lambd = 0.5) { return nn::functional::softshrink(x, lambd); }
inline Tensor relu6(const Tensor& x) { return clamp(x, 0, 6); }

inline Tensor conv_transpose1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
                               IntArrayRef stride = 1, IntArrayRef padding = 0,
                               IntArrayRef output_padding = 0, int64_t groups = 1, IntArrayRef dilation = 1) {
  return nn::functional::conv_transpose1d(
      x, weight, transposed_options<1>(bias, stride, padding, output_padding, groups, dilation));
}
inline Tensor conv_transpose2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
                               IntArrayRef stride = 1, IntArrayRef padding = 0,
                               IntArrayRef output_padding = 0, int64_t groups = 1, IntArrayRef dilation = 1) {
  return nn::functional::conv_transpose2d(
      x, weight, transposed_options<2>(bias, stride, padding, output_padding, groups, dilation));
}

inline std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& x, IntArrayRef kernel,
                                                          IntArrayRef stride = {}, IntArrayRef padding = 0,
                                                          IntArrayRef dilation = 1, bool ceil_mode = false) {
  return nn::functional::max_pool1d_with_indices(
      x, pool_options<1, nn::MaxPool1dOptions>(kernel, stride, padding, ceil_mode).dilation(dilation[0]));
}
inline Tensor max_pool1d(const Tensor& x, IntArrayRef kernel, IntArrayRef stride = {},
                         IntArrayRef padding = 0, IntArrayRef dilation = 1, bool ceil_mode = false) {
  return std::get<0>(max_pool1d_with_indices(x, kernel, stride, padding, dilation, ceil_mode));
}
inline std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& x, IntArrayRef kernel,
                                                          IntArrayRef stride = {}, IntArrayRef padding = 0,
                                                          IntArrayRef dilation = 1, bool ceil_mode = false) {
  return nn::functional::max_pool2d_with_indices(
      x, pool_options<2, nn::MaxPool2dOptions>(kernel, stride, padding, ceil_mode)
             .dilation(sizes_of<2>(dilation)));
}
inline Tensor avg_pool1d(const Tensor& x, IntArrayRef kernel, IntArrayRef stride = {},
                         IntArrayRef padding = 0, bool ceil_mode = false, bool count_include_pad = true) {
  return nn::functional::avg_pool1d(x,
                                    pool_options<1, nn::AvgPool1dOptions>(kernel, stride, padding, ceil_mode)
                                        .count_include_pad(count_include_pad));
}
inline Tensor avg_pool2d(const Tensor& x, IntArrayRef kernel, IntArrayRef stride = {},
                         IntArrayRef padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                         std::optional<int64_t> divisor_override = std::nullopt) {
  return nn::functional::avg_pool2d(x,
                                    pool_options<2, nn::AvgPool2dOptions>(kernel, stride, padding, ceil_mode)
                                        .count_include_pad(count_include_pad)
                                        .divisor_override(divisor_override));
}
inline Tensor adaptive_avg_pool1d(const Tensor& x, IntArrayRef size) {
  return nn::functional::adaptive_avg_pool1d(x, nn::AdaptiveAvgPool1dOptions(size[0]));
}
inline Tensor adaptive_avg_pool2d(const Tensor& x, IntArrayRef size) {
  return nn::functional::adaptive_avg_pool2d(x,
                                             nn::AdaptiveAvgPool2dOptions({size[0], size[size.size() - 1]}));
}
inline Tensor constant_pad_nd(const Tensor& x, IntArrayRef pad, const Scalar& value = 0) {
  return nn::functional::pad(x, nn::functional::PadFuncOptions(pad.vec()).value(value.toDouble()));
}

inline void init_num_threads() {}
/// How many threads large products may use. Throws ValueError unless 1 to 1024.
inline void set_num_threads(int n) {
  require<ValueError>(n >= 1 && n <= 1024, "set_num_threads: needs 1 to 1024: ", n);
  ember::set_num_threads(n);
}
inline int get_num_threads() { return ember::get_num_threads(); }
/// Ops never run beside each other.
inline void set_num_interop_threads(int) {}
inline int get_num_interop_threads() { return 1; }

/// The view of `x` that a reshape to these sizes would give.
inline Tensor _reshape_alias(const Tensor& x, IntArrayRef sizes, IntArrayRef strides) {
  return as_strided(x, sizes, strides);
}

/// Gives `out` the shape and the values of `result`. Throws GraphError where a derivative would be lost.
inline Tensor& write_out(const char* op, Tensor& out, const Tensor& result) {
  require<GraphError>(!result.requires_grad() && !(out.requires_grad() && GradMode::is_enabled()), op,
                      ": a result that needs a derivative cannot be written to a given tensor");
  const NoGradGuard guard;
  return out.resize_(result.sizes()).copy_(result);
}
#define EMBER_COMPAT_OUT(op)                                                                   \
  template <class... Arguments> Tensor& op##_out(Tensor& out, const Arguments&... arguments) { \
    return write_out(#op "_out", out, op(arguments...));                                       \
  }
EMBER_COMPAT_OUT(add)
EMBER_COMPAT_OUT(sub)
EMBER_COMPAT_OUT(mul)
EMBER_COMPAT_OUT(div)
EMBER_COMPAT_OUT(pow)
EMBER_COMPAT_OUT(exp)
EMBER_COMPAT_OUT(log)
EMBER_COMPAT_OUT(sqrt)
EMBER_COMPAT_OUT(abs)
EMBER_COMPAT_OUT(neg)
EMBER_COMPAT_OUT(tanh)
EMBER_COMPAT_OUT(sigmoid)
EMBER_COMPAT_OUT(clamp)
EMBER_COMPAT_OUT(maximum)
EMBER_COMPAT_OUT(minimum)
EMBER_COMPAT_OUT(matmul)
EMBER_COMPAT_OUT(mm)
EMBER_COMPAT_OUT(bmm)
EMBER_COMPAT_OUT(mv)
EMBER_COMPAT_OUT(addmm)
EMBER_COMPAT_OUT(linear)
EMBER_COMPAT_OUT(sum)
EMBER_COMPAT_OUT(mean)
EMBER_COMPAT_OUT(argmax)
EMBER_COMPAT_OUT(cumsum)
EMBER_COMPAT_OUT(softmax)
EMBER_COMPAT_OUT(log_softmax)
EMBER_COMPAT_OUT(gather)
EMBER_COMPAT_OUT(index_select)
EMBER_COMPAT_OUT(where)
EMBER_COMPAT_OUT(cat)
EMBER_COMPAT_OUT(stack)
#undef EMBER_COMPAT_OUT

}  // namespace ember::compat::functions

namespace torch {
using namespace ember::compat::functions;
}
namespace at {
using namespace ember::compat::functions;
}
