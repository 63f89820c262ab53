// The fused forms of what policies compute, beside the ops that they stand for.
#include <gtest/gtest.h>

#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_check.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/distributions/categorical.hpp>
#include <ember/nn/distributions/independent.hpp>
#include <ember/nn/distributions/normal.hpp>
#include <ember/nn/functional/policy.hpp>
#include <numbers>

namespace ember::nn::functional {
namespace {

using autograd::variable_list;

bool same_bits(const Tensor& a, const Tensor& b) {
  const Tensor x = contiguous(a.detach()), y = contiguous(b.detach());
  return x.sizes() == y.sizes() && x.dtype() == y.dtype() &&
         (x.numel() == 0 || std::memcmp(x.data_ptr(), y.data_ptr(), x.nbytes()) == 0);
}

/// Runs `claim` on every instruction set of this processor.
template <class Claim> void on_every_isa(const Claim& claim) {
  const kernels::KernelTable& in_use = kernels::table();
  for (const auto isa : {kernels::Isa::baseline, kernels::Isa::avx2, kernels::Isa::avx512}) {
    const kernels::KernelTable* table = kernels::table_for(isa);
    if (table == nullptr) continue;
    SCOPED_TRACE(table->name);
    kernels::use_table(*table);
    claim();
  }
  kernels::use_table(in_use);
}

/// log p and entropy as losses of policies weigh them.
Tensor objective(const Tensor& log_p, const Tensor& entropy, const Tensor& advantages) {
  return mean(log_p * advantages) - 0.01 * mean(entropy);
}

TEST(CategoricalLogProbAndEntropy, HaveTheBitsOfTheirPlainFormAndSoHaveTheirGradients) {
  on_every_isa([] {
    for (const int64_t n : {1, 2, 3, 6, 8, 9, 18, 40}) {
      for (const int64_t rows : {1, 5, 64, 67}) {
        const Tensor x = 3 * randn({rows, n}), A = randn({rows}), a = randint(0, n, {rows}, kLong);
        const Tensor plain_x = x.clone().set_requires_grad(true), fused_x = x.clone().set_requires_grad(true);
        const auto plain = distributions::Categorical::from_logits(plain_x, false),
                   fused = distributions::Categorical::from_logits(fused_x, false);
        const Tensor log_p = plain.log_prob(a), H = plain.entropy();
        const auto [fused_log_p, fused_H] = fused.log_prob_and_entropy(a);
        EXPECT_TRUE(same_bits(log_p, fused_log_p) && same_bits(H, fused_H)) << rows << 'x' << n;
        objective(log_p, H, A).backward();
        objective(fused_log_p, fused_H, A).backward();
        EXPECT_TRUE(equal(plain_x.grad(), fused_x.grad())) << rows << 'x' << n;
      }
    }
  });
}

TEST(CategoricalLogProbAndEntropy, HaveFirstAndSecondDerivatives) {
  const Tensor x = randn({5, 3}, dtype(kDouble).requires_grad(true)), a = tensor({0, 2, 1, 1, 0}, kLong);
  const auto f = [&](const variable_list& in) {
    const auto [log_p, H] = categorical_log_prob_and_entropy(in[0], a);
    return variable_list{log_p, H};
  };
  EXPECT_TRUE(autograd::gradcheck(f, {x}));
  EXPECT_TRUE(autograd::gradgradcheck(f, {x}));
  const auto entropy_alone = [&](const variable_list& in) { return variable_list{f(in)[1]}; };
  EXPECT_TRUE(autograd::gradcheck(entropy_alone, {x}));
  EXPECT_TRUE(autograd::gradgradcheck(entropy_alone, {x}));
}

TEST(CategoricalLogProbAndEntropy, AreOneNode) {
  const Tensor x = randn({4, 2}, requires_grad());
  const auto [log_p, H] = categorical_log_prob_and_entropy(x, zeros({4}, kLong));
  EXPECT_TRUE(log_p.grad_fn() == H.grad_fn());
  EXPECT_EQ(log_p.grad_fn()->name(), "CategoricalBackward");
  const NoGradGuard guard;
  EXPECT_FALSE(categorical_log_prob_and_entropy(x, zeros({4}, kLong)).first.requires_grad());
}

TEST(CategoricalLogProbAndEntropy, RefuseActionsThatDoNotFit) {
  const Tensor x = zeros({2, 3});
  EXPECT_THROW(categorical_log_prob_and_entropy(x, tensor({0, 3}, kLong)), IndexError);
  EXPECT_THROW(categorical_log_prob_and_entropy(x, tensor({0, -1}, kLong)), IndexError);
  EXPECT_THROW(categorical_log_prob_and_entropy(x, zeros({3}, kLong)), ShapeError);
  EXPECT_THROW(categorical_log_prob_and_entropy(x, zeros({2})), TypeError);
  EXPECT_THROW(categorical_log_prob_and_entropy(zeros({3}), zeros({3}, kLong)), ShapeError);
}

/// The gradients of an objective of the log-probabilities and entropies of Gaussians, and the two.
variable_list gaussian_results(const Tensor& y, const Tensor& log_std, const Tensor& actions, const Tensor& A,
                               bool fused) {
  const Tensor mean = y.clone().set_requires_grad(true), own = log_std.clone().set_requires_grad(true);
  const auto [loc, scale] = distributions::broadcast_all("", mean, exp(own));
  const distributions::Independent pi(distributions::Normal(loc, scale, false), 1);
  const Tensor plain_log_p = pi.log_prob(actions), plain_H = pi.entropy();
  const auto [log_p, H] =
      fused ? gaussian_log_prob_and_entropy(actions, loc, scale) : std::pair(plain_log_p, plain_H);
  objective(log_p, H, A).backward();
  return {log_p, H, mean.grad(), own.grad()};
}

TEST(GaussianLogProbAndEntropy, HaveTheBitsOfTheirPlainFormAndSoHaveTheirGradients) {
  on_every_isa([] {
    for (const int64_t n : {1, 2, 3, 6, 8, 9, 17, 40}) {
      for (const int64_t rows : {1, 5, 64, 300}) {
        const Tensor y = randn({rows, n}), actions = y + randn({rows, n}), A = randn({rows});
        for (const Tensor& log_std : {randn({n}), randn({rows, n})}) {
          const variable_list plain = gaussian_results(y, log_std, actions, A, false),
                              fused = gaussian_results(y, log_std, actions, A, true);
          for (size_t i = 0; i < 2; ++i) EXPECT_TRUE(same_bits(plain[i], fused[i])) << rows << 'x' << n;
          for (size_t i = 2; i < 4; ++i) EXPECT_TRUE(equal(plain[i], fused[i])) << rows << 'x' << n;
        }
      }
    }
  });
}

TEST(GaussianLogProbAndEntropy, HaveFirstAndSecondDerivatives) {
  const auto own = dtype(kDouble).requires_grad(true);
  const Tensor x = randn({3, 2}, own), mean = randn({3, 2}, own),
               std = (rand({3, 2}, kDouble) + 0.5).set_requires_grad(true);
  const auto f = [](const variable_list& in) {
    const auto [log_p, H] = gaussian_log_prob_and_entropy(in[0], in[1], in[2]);
    return variable_list{log_p, H};
  };
  EXPECT_TRUE(autograd::gradcheck(f, {x, mean, std}));
  EXPECT_TRUE(autograd::gradgradcheck(f, {x, mean, std}));
  for (const size_t one : {size_t{0}, size_t{1}}) {
    const auto alone = [&](const variable_list& in) { return variable_list{f(in)[one]}; };
    EXPECT_TRUE(autograd::gradcheck(alone, {x, mean, std})) << one;
  }
}

TEST(GaussianLogProbAndEntropy, AreOneNodeOfAnyLayout) {
  const Tensor mean = randn({2, 4}, requires_grad()).t(), x = randn({2, 4}).t(), std = rand({2, 4}).t() + 0.5;
  const auto [log_p, H] = gaussian_log_prob_and_entropy(x, mean, std);
  EXPECT_TRUE(log_p.grad_fn() == H.grad_fn());
  EXPECT_EQ(log_p.grad_fn()->name(), "GaussianBackward");
  EXPECT_TRUE(same_bits(
      log_p, gaussian_log_prob_and_entropy(contiguous(x), contiguous(mean), contiguous(std)).first));
  EXPECT_EQ(
      gaussian_log_prob_and_entropy(zeros({0, 2}), zeros({0, 2}), ones({2}).expand({0, 2})).first.numel(), 0);
}

TEST(GaussianLogProbAndEntropy, RefuseShapesThatWouldBroadcast) {
  EXPECT_THROW(gaussian_log_prob_and_entropy(zeros({4, 2}), zeros({4, 2}), ones({2})), ShapeError);
  EXPECT_THROW(gaussian_log_prob_and_entropy(zeros({4}), zeros({4}), ones({4})), ShapeError);
  EXPECT_THROW(gaussian_log_prob_and_entropy(zeros({4, 1}), zeros({4, 1}), ones({4, 1}, kDouble)), TypeError);
}

Tensor plain_log_density(const Tensor& u, const Tensor& mean, const Tensor& log_std) {
  const Tensor gaussian =
      -0.5 * square((u - mean) * exp(-log_std)) - log_std - 0.5 * std::log(2 * std::numbers::pi);
  return gaussian - 2 * (std::numbers::ln2 - u - softplus(-2 * u));
}

TEST(SquashedGaussianLogDensity, HasTheBitsOfItsPlainFormAndSoHaveItsGradients) {
  on_every_isa([] {
    for (const int64_t rows : {1, 7, 64, 100}) {
      for (const int64_t n : {1, 2, 6}) {
        const Tensor y = randn({rows, 2 * n}), noise = 2 * randn({rows, n}), A = randn({rows});
        variable_list results[2];
        for (const bool fused : {false, true}) {
          const Tensor x = y.clone().set_requires_grad(true);
          const Tensor mean = narrow(x, 1, 0, n), log_std = clamp(narrow(x, 1, n, n), -20, 2);
          const Tensor u = mean + exp(log_std) * noise, action = tanh(u);
          const Tensor density =
              fused ? squashed_gaussian_log_density(u, mean, log_std) : plain_log_density(u, mean, log_std);
          (ember::mean(0.2 * sum(density, {-1}) * A) + ember::mean(action)).backward();
          results[fused ? 1 : 0] = {density, x.grad()};
        }
        EXPECT_TRUE(same_bits(results[0][0], results[1][0])) << rows << 'x' << n;
        EXPECT_TRUE(equal(results[0][1], results[1][1])) << rows << 'x' << n;
      }
    }
  });
}

TEST(SquashedGaussianLogDensity, HasFirstAndSecondDerivatives) {
  const auto own = dtype(kDouble).requires_grad(true);
  const Tensor u = randn({3, 2}, own), mean = randn({3, 2}, own), log_std = randn({3, 2}, own);
  const auto f = [](const variable_list& in) {
    return variable_list{squashed_gaussian_log_density(in[0], in[1], in[2])};
  };
  EXPECT_TRUE(autograd::gradcheck(f, {u, mean, log_std}));
  EXPECT_TRUE(autograd::gradgradcheck(f, {u, mean, log_std}));
}

TEST(SquashedGaussianLogDensity, IsFiniteWhereTanhIsOne) {
  const Tensor u = tensor({-60.0, 60.0}), zero = zeros({2});
  EXPECT_TRUE(isfinite(squashed_gaussian_log_density(u, u, zero)).all().item<bool>());
}

TEST(SquashedGaussianLogDensity, RefusesShapesThatWouldBroadcast) {
  EXPECT_THROW(squashed_gaussian_log_density(zeros({4, 1}), zeros({4}), zeros({4, 1})), ShapeError);
  EXPECT_THROW(squashed_gaussian_log_density(zeros({4}), zeros({4}, kDouble), zeros({4})), TypeError);
}

}  // namespace
}  // namespace ember::nn::functional
