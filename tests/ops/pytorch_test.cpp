// Every op against PyTorch: values, gradients and second gradients of tests/oracle/ops/cases.py, each with
// inputs that are contiguous, transposed and strided.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <iostream>
#include <limits>

#include "functions.hpp"

namespace ember::oracle {
namespace {

enum class Layout { contiguous, transposed, strided };

Tensor laid_out(const Tensor& values, Layout layout) {
  Tensor result = values.clone();
  const int64_t rank = values.dim();
  if (layout == Layout::transposed && rank >= 2) {
    result = transpose(transpose(values, 0, rank - 1).clone(), 0, rank - 1);
  } else if (layout == Layout::strided && rank >= 1) {
    auto sizes = values.sizes().vec();
    sizes.back() *= 2;
    result = slice(zeros(sizes, values.dtype()), rank - 1, 0, sizes.back(), 2);
    result.copy_(values);
  }
  return result.detach();
}

std::vector<double> numbers(const Tensor& tensor) {
  const Tensor all = tensor.detach().to(kDouble).contiguous();
  return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
}

// The distance of two floats in units of the last place of `want`.
double ulps(double got, double want, ScalarType dtype) {
  if (got == want || (std::isnan(got) && std::isnan(want))) return 0;
  if (!std::isfinite(got) || !std::isfinite(want)) return std::numeric_limits<double>::infinity();
  const int digits = dtype == kFloat ? 24 : 53, smallest = dtype == kFloat ? -149 : -1074;
  const int exponent = want == 0 ? smallest : std::max(std::ilogb(want) - digits + 1, smallest);
  return std::ldexp(std::abs(got - want), -exponent);
}

double largest(const Tensor& tensor) {
  double most = 1;
  for (const double x : numbers(tensor)) most = std::isfinite(x) ? std::max(most, std::abs(x)) : most;
  return most;
}

// `scale` has one number per element, or one for all.
void expect_close(const Tensor& got, const Tensor& want, Bound bound, const std::vector<double>& scale,
                  const std::string& what) {
  ASSERT_TRUE(got.defined()) << what;
  ASSERT_EQ(got.dtype(), want.dtype()) << what;
  ASSERT_EQ(got.sizes().vec(), want.sizes().vec()) << what;
  const auto a = numbers(got), b = numbers(want);
  const bool single = want.dtype() == kFloat;
  const double part = bound == Bound::product ? (single ? 2e-6 : 1e-14) : (single ? 1e-6 : 1e-12);
  for (size_t i = 0; i < a.size(); ++i) {
    if (bound == Bound::exact || bound == Bound::ulp || !std::isfinite(b[i]))
      ASSERT_LE(ulps(a[i], b[i], want.dtype()), bound == Bound::exact ? 0 : 4)
          << what << " at " << i << ": " << a[i] << " instead of " << b[i];
    else
      ASSERT_LE(std::abs(a[i] - b[i]), part * scale[scale.size() == 1 ? 0 : i])
          << what << " at " << i << ": " << a[i] << " instead of " << b[i];
  }
}

std::vector<double> scale_of(const Case& c, const Op& op) {
  if (op.bound == Bound::largest) return {largest(c.out)};
  if (op.bound != Bound::sum && op.bound != Bound::product) return {};
  std::vector<Tensor> magnitudes;
  for (const Tensor& input : c.inputs) magnitudes.push_back(input.is_floating_point() ? abs(input) : input);
  return numbers(op.function(magnitudes, c.arguments));
}

// A gradient passes several roundings: it is held to a part of the largest number involved.
void expect_gradient(const Case& c, const Tensor& got, const Tensor& want, const std::string& what) {
  double scale = std::max(largest(c.out), largest(want));
  for (const Tensor& input : c.inputs)
    scale = std::max(scale, input.is_floating_point() ? largest(input) : 0);
  expect_close(got, want, Bound::largest, {want.dtype() == kFloat ? 2 * scale : 0.1 * scale}, what);
}

Tensor or_zeros(const std::map<size_t, Tensor>& gradients, size_t k, const Tensor& like) {
  const auto found = gradients.find(k);
  return found == gradients.end() ? zeros(like.sizes(), like.dtype()) : found->second;
}

Tensor defined_or_zeros(const Tensor& gradient, const Tensor& like) {
  return gradient.defined() ? gradient : zeros(like.sizes(), like.dtype());
}

void check(const Case& c, const Op& op, Layout layout) {
  const std::string what = c.name + (layout == Layout::transposed ? " transposed"
                                     : layout == Layout::strided  ? " strided"
                                                                  : "");
  std::vector<Tensor> inputs, leaves;
  std::vector<size_t> places;
  for (size_t k = 0; k < c.inputs.size(); ++k) {
    inputs.push_back(laid_out(c.inputs[k], layout));
    if (c.gradients.empty() || !c.inputs[k].is_floating_point()) continue;
    inputs.back().requires_grad_();
    leaves.push_back(inputs.back());
    places.push_back(k);
  }
  const Tensor out = op.function(inputs, c.arguments);
  expect_close(out, c.out, op.bound, scale_of(c, op), what);
  if (c.gradients.empty() || testing::Test::HasFatalFailure()) return;

  const auto gradients = autograd::grad({out}, leaves, {fixed(out, 0)}, std::nullopt, true, true);
  Tensor total;
  for (size_t i = 0; i < leaves.size(); ++i) {
    const Tensor got = defined_or_zeros(gradients[i], leaves[i]);
    expect_gradient(c, got, or_zeros(c.gradients, places[i], leaves[i]),
                    what + " gradient " + std::to_string(places[i]));
    if (testing::Test::HasFatalFailure()) return;
    if (!gradients[i].defined()) continue;
    const Tensor part = sum(gradients[i] * fixed(got, static_cast<int64_t>(places[i]) + 1));
    total = total.defined() ? total + part : part;
  }
  std::vector<Tensor> second(leaves.size());
  if (total.defined() && total.requires_grad())
    second = autograd::grad({total}, leaves, {}, std::nullopt, false, true);
  for (size_t i = 0; i < leaves.size(); ++i)
    expect_gradient(c, defined_or_zeros(second[i], leaves[i]),
                    or_zeros(c.second_gradients, places[i], leaves[i]),
                    what + " second gradient " + std::to_string(places[i]));
}

class PyTorch : public testing::TestWithParam<std::string> {};

TEST_P(PyTorch, GivesTheSameValuesAndGradients) {
  static const auto cases = read_cases("ops/cases.safetensors");
  size_t met = 0;
  for (const Case& c : cases) {
    if (c.op != GetParam()) continue;
    ++met;
    for (const Layout layout : {Layout::contiguous, Layout::transposed, Layout::strided})
      check(c, ops().at(c.op), layout);
  }
  EXPECT_GE(met, 2u);
}

TEST(PyTorchCases, AreAllOfKnownOps) {
  for (const Case& c : read_cases("ops/cases.safetensors")) EXPECT_TRUE(ops().contains(c.op)) << c.op;
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& [name, op] : ops()) all.push_back(name);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Op, PyTorch, testing::ValuesIn(names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace ember::oracle
