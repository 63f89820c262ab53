// Linear algebra beyond the op table: singular matrices, triangles, refusals, large float32 systems.
#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/linalg.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

// det [[a, b], [c, d]] = ad - bc: the gradient is [[d, -c], [-b, a]], its square's [[2a, 2b], [2c, 2d]].
TEST(Determinant, HasDerivativesWhereTheMatrixIsSingular) {
  const Tensor a = tensor({{1, 2}, {2, 4}}, kDouble).requires_grad_(), y = linalg_det(a);
  EXPECT_EQ(y.item<double>(), 0);
  const Tensor g = autograd::grad({y}, {a}, {}, true, true)[0];
  EXPECT_TRUE(equal(g.detach(), tensor({{4, -2}, {-2, 1}}, kDouble)));
  EXPECT_TRUE(equal(autograd::grad({square(g).sum()}, {a})[0], tensor({{2, 4}, {4, 8}}, kDouble)));
  EXPECT_EQ(linalg_det(zeros({0, 0})).item<float>(), 1);
}

TEST(Determinant, IsASignAndALogarithmWhereItOverflows) {
  const auto [sign, size] = linalg_slogdet(eye(3) * -2);
  EXPECT_EQ(sign.item<float>(), -1);
  EXPECT_FLOAT_EQ(size.item<float>(), static_cast<float>(std::log(8)));
  const auto [none, least] = linalg_slogdet(zeros({2, 2}));
  EXPECT_EQ(none.item<float>(), 0);
  EXPECT_EQ(least.item<float>(), -INFINITY);
  EXPECT_TRUE(std::isnan(logdet(eye(1) * -1).item<float>()));
}

TEST(Slogdet, HasNoFiniteGradientWhereTheMatrixIsSingular) {
  for (const Tensor& a : {zeros({2, 2}), tensor({{1.0, 2.0}, {2.0, 4.0}})}) {
    const Tensor x = a.clone().set_requires_grad(true);
    std::get<1>(linalg_slogdet(x)).backward();
    EXPECT_FALSE(isfinite(x.grad()).any().item<bool>());
  }
}

TEST(Solve, LeavesASmallRestInFloat32) {
  manual_seed(1);
  const Tensor a = randn({3, 60, 60}), b = randn({3, 60, 5});
  EXPECT_LT(abs(matmul(a, linalg_solve(a, b)) - b).max().item<float>(), 1e-3);
  EXPECT_LT(abs(matmul(a, linalg_inv(a)) - eye(60)).max().item<float>(), 1e-3);
  const Tensor covariance = matmul(a, transpose(a, -2, -1)) + eye(60), l = linalg_cholesky(covariance);
  EXPECT_TRUE(allclose(matmul(l, transpose(l, -2, -1)), covariance, 1e-4, 1e-4));
}

TEST(Solve, ReadsOneTriangleAlone) {
  const Tensor a = tensor({{2, 100}, {1, 4}}, kDouble);
  EXPECT_TRUE(equal(linalg_solve_triangular(a, tensor({{2}, {5}}, kDouble), false), ones({2, 1}, kDouble)));
  const Tensor covariance = tensor({{4.0, NAN}, {2.0, 5.0}}, kDouble), l = tensor({{2, 0}, {1, 2}}, kDouble);
  EXPECT_TRUE(equal(linalg_cholesky(covariance), l));
  EXPECT_TRUE(equal(linalg_cholesky(transpose(covariance, 0, 1), true), transpose(l, 0, 1)));
}

TEST(LinearAlgebra, RefusesWhatHasNoAnswer) {
  EXPECT_THROW(linalg_inv(ones({2, 2})), ValueError);
  EXPECT_THROW(linalg_solve(zeros({2, 2}), ones({2})), ValueError);
  EXPECT_THROW(linalg_solve(eye(2), ones({3, 1})), ShapeError);
  EXPECT_THROW(linalg_solve(eye(2), ones({2, 1}, kDouble)), TypeError);
  EXPECT_THROW(linalg_det(ones({2, 3})), ShapeError);
  EXPECT_THROW(linalg_det(ones({2, 2}, kLong)), TypeError);
  EXPECT_THROW(linalg_cholesky(eye(2) * -1), ValueError);
  EXPECT_THROW(linalg_norm(ones({2, 2}), 2), ValueError);
  EXPECT_THROW(linalg_norm(ones({2, 2, 2}), 1), ShapeError);
  EXPECT_THROW(linalg_matrix_norm(ones({2, 2}), 3), ValueError);
  EXPECT_THROW(linalg_matrix_norm(ones({2, 2}), 1, {0, 0}), ValueError);
  EXPECT_THROW(linalg_vector_norm(ones({2}, kLong)), TypeError);
}

TEST(Slogdet, OfFloatsHoldsWhereTheDeterminantIsBeyondThem) {
  const Tensor a = eye(60) * 10;
  EXPECT_TRUE(std::isinf(linalg_det(a).item<float>()));
  const auto [sign, log] = linalg_slogdet(a);
  EXPECT_EQ(sign.dtype(), kFloat);
  EXPECT_EQ(sign.item<float>(), 1);
  EXPECT_FLOAT_EQ(log.item<float>(), static_cast<float>(60 * std::log(10.0)));
  EXPECT_FLOAT_EQ(logdet(a).item<float>(), log.item<float>());
}

}  // namespace
}  // namespace ember
