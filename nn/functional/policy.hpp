// What policies compute for every action of a batch, each as one node beside the ops that it stands for.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <utility>

namespace ember::nn::functional {

/// log p(a) and the entropy -sum_i p_i log p_i (in nats; a choice of probability 0 adds 0) of each row of
/// logarithms of probabilities: [batch, n] and int64 actions [batch] -> [batch] and [batch]. The numbers are
/// those of gather() and of sum(exp(log_p) log_p), to the bit. Throws ShapeError, TypeError, and IndexError
/// for an action outside [0, n).
std::pair<Tensor, Tensor> categorical_log_prob_and_entropy(const Tensor& log_p, const Tensor& actions);

/// log N(x; mean, std^2) and the entropy (in nats) of rows of independent Gaussians: all [batch, n], where
/// std may be one row expanded -> [batch] and [batch]. The numbers are those of distributions::Normal, summed
/// over each row, to the bit. Throws ShapeError and TypeError unless all three have one shape [batch, n] and
/// floating dtype.
std::pair<Tensor, Tensor> gaussian_log_prob_and_entropy(const Tensor& x, const Tensor& mean,
                                                        const Tensor& std);

/// log of the density of tanh(u) where u ~ N(mean, e^(2 log_std)), element by element:
/// log N(u) - log(1 - tanh(u)^2), where the second is 2 (log 2 - u - softplus(-2 u)), which no u makes
/// infinite (Haarnoja et al. 2018, "Soft Actor-Critic Algorithms and Applications", appendix C). Throws
/// ShapeError and TypeError unless all three have one shape and floating dtype.
Tensor squashed_gaussian_log_density(const Tensor& u, const Tensor& mean, const Tensor& log_std);

}  // namespace ember::nn::functional
