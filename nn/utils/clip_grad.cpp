#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <limits>

namespace ember::nn::utils {
namespace {

/// Rounds as PyTorch, which holds norms in the dtype of the gradients.
double rounded(double value, ScalarType dtype) {
  return dtype == kFloat ? static_cast<double>(static_cast<float>(value)) : value;
}

double norm_of(const Tensor& gradient, double p) {
  if (p != 2) {
    if (std::isinf(p)) return gradient.numel() == 0 ? 0 : gradient.abs().max().item<double>();
    return norm(gradient, p).item<double>();
  }
  const Tensor dense = detail::contiguous_copy(gradient);
  return dispatch_floating("clip_grad_norm_", dense.dtype(), [&](auto zero) {
    using T = decltype(zero);
    return std::sqrt(kernels::kernels_for<T>().sum_of_squares(dense.data_ptr<T>(), dense.numel()));
  });
}

}  // namespace

double clip_grad_norm_(TensorList parameters, double max_norm, double norm_type, bool error_if_nonfinite) {
  const NoGradGuard guard;
  const bool infinite = std::isinf(norm_type), square = norm_type == 2;
  ScalarType dtype = kFloat;
  double total = 0;
  for (const Tensor& p : parameters) {
    if (!p.grad().defined()) continue;
    if (p.grad().dtype() == kDouble) dtype = kDouble;
    const double norm = norm_of(p.grad(), norm_type);
    if (infinite)
      total = norm > total || std::isnan(norm) ? norm : total;
    else if (norm_type == 0)
      total += norm != 0 ? 1 : 0;
    else
      total += square ? norm * norm : std::pow(norm, norm_type);
  }
  if (!infinite && norm_type != 0) total = square ? std::sqrt(total) : std::pow(total, 1 / norm_type);
  total = rounded(total, dtype);
  require<NonFiniteError>(!error_if_nonfinite || std::isfinite(total),
                          "clip_grad_norm_: the norm of the gradients is not finite: ", total);
  const double factor = dtype == kFloat ? static_cast<float>(max_norm) / (static_cast<float>(total) + 1e-6F)
                                        : max_norm / (total + 1e-6);
  if (factor >= 1) return total;
  for (const Tensor& p : parameters) {
    if (!p.grad().defined()) continue;
    Tensor& gradient = p.mutable_grad();
    if (!gradient.is_contiguous()) {
      gradient.mul_(factor);
      continue;
    }
    dispatch_floating("clip_grad_norm_", gradient.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().scale(gradient.data_ptr<T>(), static_cast<T>(factor), gradient.numel());
    });
    bump_version(gradient);
  }
  return total;
}

void clip_grad_value_(TensorList parameters, double clip_value) {
  const NoGradGuard guard;
  for (const Tensor& p : parameters) {
    if (p.grad().defined()) p.mutable_grad().clamp_(-clip_value, clip_value);
  }
}

}  // namespace ember::nn::utils
