// Random tensors, equal to PyTorch's for the same seed
// (https://pytorch.org/docs/1.13/torch.html#random-sampling).
//
// Every function draws from the process's generator (seeded by manual_seed) unless it is given one. In-place
// functions cut the tensor's past out of the graph: the gradient of what was there before is 0.
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/autograd/tensor.hpp>

namespace ember {

/// Uniform on [0, 1).
Tensor rand(IntArrayRef sizes, const TensorOptions& options = {}, RandomSource source = {});
Tensor rand_like(const Tensor& like, const TensorOptions& options = {}, RandomSource source = {});
/// Normal with mean 0 and variance 1.
Tensor randn(IntArrayRef sizes, const TensorOptions& options = {}, RandomSource source = {});
Tensor randn_like(const Tensor& like, const TensorOptions& options = {}, RandomSource source = {});
inline Tensor rand(IntArrayRef sizes, RandomSource source, const TensorOptions& options = {}) {
  return rand(sizes, options, source);
}
inline Tensor randn(IntArrayRef sizes, RandomSource source, const TensorOptions& options = {}) {
  return randn(sizes, options, source);
}
/// Whole numbers, uniform on [low, high); int64 unless the options say otherwise. Throws ValueError unless
/// low < high.
Tensor randint(int64_t low, int64_t high, IntArrayRef sizes, const TensorOptions& options = {},
               RandomSource source = {});
Tensor randint(int64_t high, IntArrayRef sizes, const TensorOptions& options = {}, RandomSource source = {});
Tensor randint_like(const Tensor& like, int64_t low, int64_t high, const TensorOptions& options = {},
                    RandomSource source = {});
/// 0 ... n - 1 in random order, int64 unless the options say otherwise. Throws ValueError for negative n.
Tensor randperm(int64_t n, const TensorOptions& options = {}, RandomSource source = {});

/// Normal numbers with the given means and standard deviations, which broadcast. Throws ValueError for a
/// negative standard deviation.
Tensor normal(double mean, double std, IntArrayRef sizes, RandomSource source = {},
              const TensorOptions& options = {});
Tensor normal(const Tensor& mean, const Tensor& std, RandomSource source = {});
Tensor normal(const Tensor& mean, double std = 1, RandomSource source = {});
Tensor normal(double mean, const Tensor& std, RandomSource source = {});

/// 1 with the probability that the element states, or with `p`, else 0; the dtype of `self`. Throws
/// ValueError for a probability outside [0, 1].
Tensor bernoulli(const Tensor& self, RandomSource source = {});
Tensor bernoulli(const Tensor& self, double p, RandomSource source = {});

/// `num_samples` categories per row, with probabilities proportional to the weights: [n] -> [num_samples] or
/// [rows, n] -> [rows, num_samples], int64. Without replacement all categories of a row differ. Throws
/// ValueError for negative or non-finite weights, a row of zeros, and more draws than (non-zero) weights
/// without replacement.
Tensor multinomial(const Tensor& self, int64_t num_samples, bool replacement = false,
                   RandomSource source = {});

// -- in place: parameters as in PyTorch; ValueError for those out of range, errors as every in-place op
Tensor& uniform_(Tensor& self, double from = 0, double to = 1, RandomSource source = {});
Tensor& normal_(Tensor& self, double mean = 0, double std = 1, RandomSource source = {});
Tensor& log_normal_(Tensor& self, double mean = 1, double std = 2, RandomSource source = {});
Tensor& exponential_(Tensor& self, double lambd = 1, RandomSource source = {});
Tensor& cauchy_(Tensor& self, double median = 0, double sigma = 1, RandomSource source = {});
Tensor& geometric_(Tensor& self, double p, RandomSource source = {});
Tensor& bernoulli_(Tensor& self, double p = 0.5, RandomSource source = {});
Tensor& bernoulli_(Tensor& self, const Tensor& p, RandomSource source = {});
/// Whole numbers, uniform on [from, to), on [0, to), or on all that the dtype holds exactly.
Tensor& random_(Tensor& self, int64_t from, int64_t to, RandomSource source = {});
Tensor& random_(Tensor& self, int64_t to, RandomSource source = {});
Tensor& random_(Tensor& self, RandomSource source = {});

}  // namespace ember
