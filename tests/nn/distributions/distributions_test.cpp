// torch.distributions' values, gradients and samples, which tests/oracle/distributions/distributions.py
// writes down.
#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/distributions/kl.hpp>
#include <ember/nn/distributions/transformed_distribution.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>

namespace ember::distributions {
namespace {

using Numbers = std::vector<double>;

std::map<std::string, Numbers> recorded() {
  std::map<std::string, Numbers> all;
  std::ifstream file(EMBER_TEST_DATA "/distributions/distributions.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name, word;
    words >> name;
    while (words >> word) all[name].push_back(std::strtod(word.c_str(), nullptr));
  }
  return all;
}

Numbers numbers(const Tensor& x) {
  const Tensor values = detail::converted(detail::contiguous_copy(x.detach()), kDouble);
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

void expect_close(const std::string& name, const Numbers& got, const Numbers& want, double relative) {
  ASSERT_EQ(got.size(), want.size()) << name;
  for (size_t i = 0; i < got.size(); ++i) {
    const bool same = std::isnan(want[i]) ? std::isnan(got[i]) : got[i] == want[i];
    const double allowed = relative * std::max(1.0, std::abs(want[i]));
    EXPECT_TRUE(same || std::abs(got[i] - want[i]) <= allowed)
        << name << "[" << i << "]: " << got[i] << ", want " << want[i];
  }
}

struct Case {
  std::vector<Tensor> parameters;
  Tensor value;
  std::function<std::unique_ptr<Distribution>(const std::vector<Tensor>&)> make;
};

template <class D> auto of_one() {
  return [](const std::vector<Tensor>& p) { return std::make_unique<D>(p[0]); };
}
template <class D> auto of_two() {
  return [](const std::vector<Tensor>& p) { return std::make_unique<D>(p[0], p[1]); };
}
Tensor t(const TensorLiteral& values) { return tensor(values, kDouble); }

std::map<std::string, Case> cases() {
  using List = std::vector<Tensor>;
  const auto squashed = [](const List& p) {
    TransformedDistribution made(Normal(p[0], p[1]), TanhTransform(),
                                 AffineTransform(full({}, 0.5, p[0].dtype()), full({}, 2.0, p[0].dtype())));
    return std::make_unique<decltype(made)>(made);
  };
  const auto squashed_rows = [](const List& p) {
    TransformedDistribution made(Independent(Normal(p[0], p[1]), 1), TanhTransform());
    return std::make_unique<decltype(made)>(made);
  };
  const auto rows = [](const List& p) {
    return std::make_unique<Independent<Normal>>(Normal(p[0], p[1]), 1);
  };
  const auto categorical_logits = [](const List& p) { return std::make_unique<Categorical>(Tensor(), p[0]); };
  const auto bernoulli_logits = [](const List& p) { return std::make_unique<Bernoulli>(Tensor(), p[0]); };
  return {
      {"categorical", {{t({{0.2, 1.3, 0.5}, {0.0, 2.0, 1.0}})}, tensor({1, 2}), of_one<Categorical>()}},
      {"categorical_logits",
       {{t({{0.2, -1.3, 0.5}, {30.0, -20.0, 1.0}})}, tensor({{0, 1}, {2, 2}}), categorical_logits}},
      {"bernoulli", {{t({0.0, 0.3, 0.5, 1.0})}, t({0.0, 1.0, 0.0, 1.0}), of_one<Bernoulli>()}},
      {"bernoulli_logits", {{t({-2.0, 0.3, 40.0})}, t({1.0, 1.0, 0.0}), bernoulli_logits}},
      {"normal", {{t({0.3, -1.0, 2.0}), t({0.5, 1.5, 0.01})}, t({0.1, -4.0, 2.05}), of_two<Normal>()}},
      {"normal_broadcast",
       {{t({{0.3}, {-1.0}}), t({0.5, 1.5, 2.0})}, t({0.1, -4.0, 2.05}), of_two<Normal>()}},
      {"independent",
       {{t({{0.3, -1.0}, {1.0, 2.0}}), t({{0.5, 1.5}, {0.7, 0.1}})}, t({{0.1, -4.0}, {1.0, 2.2}}), rows}},
      {"uniform", {{t({0.0, -2.0}), t({1.0, 3.5})}, t({0.25, -2.0}), of_two<Uniform>()}},
      {"exponential", {{t({0.5, 3.0})}, t({0.0, 1.7}), of_one<Exponential>()}},
      {"laplace", {{t({0.5, 3.0}), t({0.2, 2.0})}, t({1.0, -1.7}), of_two<Laplace>()}},
      {"log_normal", {{t({0.5, -0.3}), t({0.2, 1.1})}, t({1.0, 2.7}), of_two<LogNormal>()}},
      {"beta",
       {{t({0.5, 3.0, 1.0, 0.6, 12.0}), t({0.2, 2.0, 1.0, 4.0, 150.0})},
        t({0.3, 0.9, 0.5, 0.01, 0.1}),
        of_two<Beta>()}},
      {"squashed", {{t({0.3, -1.0}), t({0.6, 1.2})}, t({0.9, -1.3}), squashed}},
      {"squashed_rows", {{t({{0.3, -1.0}}), t({{0.6, 1.2}})}, t({{0.9, -0.3}}), squashed_rows}},
  };
}

TEST(Distributions, GivePyTorchsValuesGradientsAndSamples) {
  const auto want = recorded();
  ASSERT_GT(want.size(), 100U);
  size_t compared = 0;
  const auto compare = [&](const std::string& name, const std::function<Tensor()>& value, double relative) {
    const auto line = want.find(name);
    if (line == want.end()) {
      EXPECT_THROW(value(), StateError) << name;
      return;
    }
    expect_close(name, numbers(value()), line->second, relative);
    ++compared;
  };
  for (const auto& entry : cases()) {
    const std::string& name = entry.first;
    const Case& given = entry.second;
    for (const Tensor& p : given.parameters) p.requires_grad_();
    const auto dist = given.make(given.parameters);
    const Tensor log_prob = dist->log_prob(given.value);
    compare(
        name + ".log_prob", [&] { return log_prob; }, 1e-12);
    log_prob.sum().backward();
    for (size_t k = 0; k < given.parameters.size(); ++k)
      compare(
          name + ".grad." + std::to_string(k), [&] { return given.parameters[k].grad(); }, 1e-10);
    compare(
        name + ".mean", [&] { return dist->mean(); }, 1e-14);
    compare(
        name + ".variance", [&] { return dist->variance(); }, 1e-14);
    compare(
        name + ".mode", [&] { return dist->mode(); }, 1e-14);
    compare(
        name + ".entropy", [&] { return dist->entropy(); }, 1e-12);
    manual_seed(11);
    compare(
        name + ".sample", [&] { return dist->sample({3}); }, 1e-14);
    if (dist->has_rsample()) {
      manual_seed(11);
      compare(
          name + ".rsample", [&] { return dist->rsample({3}); }, 1e-14);
    } else {
      EXPECT_THROW(dist->rsample({3}), StateError) << name;
    }
    std::vector<Tensor> single;
    for (const Tensor& p : given.parameters) single.push_back(to(p.detach(), kFloat));
    manual_seed(11);
    compare(
        name + ".sample32", [&] { return given.make(single)->sample({3}); }, 1e-6);
  }
  EXPECT_GE(compared, 110U);
}

TEST(KlDivergence, IsPyTorchs) {
  const auto want = recorded();
  const auto check = [&](const std::string& name, const Tensor& kl) {
    ASSERT_TRUE(want.contains("kl." + name)) << name;
    expect_close(name, numbers(kl), want.at("kl." + name), 1e-12);
  };
  check("categorical", kl_divergence(Categorical(t({{0.2, 0.3, 0.5}, {0.0, 0.5, 0.5}})),
                                     Categorical(t({{0.4, 0.4, 0.2}, {0.5, 0.0, 0.5}}))));
  check("bernoulli", kl_divergence(Bernoulli(t({0.2, 0.0, 1.0, 0.4})), Bernoulli(t({0.7, 0.3, 0.9, 0.0}))));
  check("exponential", kl_divergence(Exponential(t({0.2, 3.0})), Exponential(t({0.7, 1.3}))));
  const Tensor a = t({0.3, -1.0}), b = t({0.5, 2.0}), c = t({0.1, 4.0}), d = t({1.5, 0.3});
  check("normal", kl_divergence(Normal(a, b), Normal(c, d)));
  check("laplace", kl_divergence(Laplace(a, b), Laplace(c, d)));
  check("log_normal", kl_divergence(LogNormal(a, b), LogNormal(c, d)));
  check("uniform", kl_divergence(Uniform(a, b), Uniform(t({0.1, 0.0}), t({1.5, 3.0}))));
  check("beta", kl_divergence(Beta(t({0.3, 1.0}), b), Beta(c, d)));
  const Tensor rows = kl_divergence(Independent(Normal(a, b), 1), Independent(Normal(c, d), 1));
  EXPECT_NEAR(rows.item<double>(), want.at("kl.normal")[0] + want.at("kl.normal")[1], 1e-12);
}

TEST(TransformedDistribution, HasAFiniteLogProbFromTheDrawWhereTheValueIsRoundedToItsLimit) {
  const TransformedDistribution squashed(Normal(0.0, 1.0), TanhTransform(), AffineTransform(0.0, 2.0));
  const Tensor u = tensor({0.3F, 20.0F});
  const Tensor at = squashed.log_prob_at(u);
  EXPECT_NEAR(at[0].item<float>(), squashed.log_prob(squashed.transform(u))[0].item<float>(), 1e-5);
  EXPECT_NEAR(at[1].item<float>(), -200.918938 + 38.6137 - std::log(2.0), 1e-3);
}

TEST(AffineTransform, TakesNumbersToTheLastDigitOfWhatItTransforms) {
  const AffineTransform third(0.1, -1.0 / 3);
  const Tensor x = full({2}, 0.7, kDouble);
  EXPECT_EQ(third(x)[0].item<double>(), 0.1 + -1.0 / 3 * 0.7);
  EXPECT_EQ(third.log_abs_det_jacobian(x, x)[1].item<double>(), std::log(1.0 / 3));
  EXPECT_EQ(third(full({2}, 0.7F)).dtype(), kFloat);
  EXPECT_EQ(third.log_abs_det_jacobian(full({}, 0.7F), x).dtype(), kFloat);
}

TEST(Arguments, OutsideTheirRangeAreRefused) {
  EXPECT_THROW(Categorical(t({0.5, -0.1})), ValueError);
  EXPECT_THROW(Categorical(t({0.0, 0.0})), ValueError);
  EXPECT_THROW(Categorical::from_logits(t({0.0, NAN})), ValueError);
  EXPECT_THROW(Categorical(Tensor{}), ValueError);
  EXPECT_THROW(Categorical(t({1.0}), t({1.0})), ValueError);
  EXPECT_THROW(Categorical(scalar_tensor(1.0)), ShapeError);
  EXPECT_THROW(Bernoulli(t({1.1})), ValueError);
  EXPECT_THROW(Normal(0.0, 0.0), ValueError);
  EXPECT_THROW(Normal(t({0.0, NAN}), 1.0), ValueError);
  EXPECT_THROW(Normal(t({0.0, 1.0}), t({1.0, 1.0, 1.0})), ShapeError);
  EXPECT_THROW(Uniform(1.0, 1.0), ValueError);
  EXPECT_THROW(Exponential(-1.0), ValueError);
  EXPECT_THROW(Laplace(0.0, -1.0), ValueError);
  EXPECT_THROW(LogNormal(0.0, 0.0), ValueError);
  EXPECT_THROW(Beta(0.0, 1.0), ValueError);
  EXPECT_THROW(Independent(Normal(t({0.0, 1.0}), 1.0), 2), ValueError);
}

TEST(Values, OutsideTheSupportAreRefusedUnlessArgumentsAreNotChecked) {
  EXPECT_THROW(Categorical(t({0.5, 0.5})).log_prob(tensor(2)), ValueError);
  EXPECT_THROW(Categorical(t({0.5, 0.5})).log_prob(tensor(-1)), ValueError);
  EXPECT_THROW(Bernoulli(t({0.5})).log_prob(t({0.5})), ValueError);
  EXPECT_THROW(Normal(0.0, 1.0).log_prob(tensor(NAN)), ValueError);
  EXPECT_THROW(Normal(t({0.0, 1.0}), 1.0).log_prob(t({0.0, 1.0, 2.0})), ShapeError);
  EXPECT_THROW(Uniform(0.0, 1.0).log_prob(tensor(1.5)), ValueError);
  EXPECT_EQ(Uniform(0.0, 1.0, false).log_prob(tensor(1.5)).item<float>(), -INFINITY);
  EXPECT_THROW(Exponential(1.0).log_prob(tensor(-1.0)), ValueError);
  EXPECT_THROW(LogNormal(0.0, 1.0).log_prob(tensor(0.0)), ValueError);
  EXPECT_THROW(Beta(1.0, 2.0).log_prob(tensor(1.5)), ValueError);
}

TEST(Shapes, AreSampleThenBatchThenEvent) {
  const Independent rows(Normal(zeros({5, 2}), ones({5, 2})), 1);
  EXPECT_EQ(rows.batch_shape(), Dims({5}));
  EXPECT_EQ(rows.event_shape(), Dims({2}));
  EXPECT_EQ(rows.sample({3, 4}).sizes(), IntArrayRef({3, 4, 5, 2}));
  EXPECT_EQ(rows.log_prob(zeros({3, 4, 5, 2})).sizes(), IntArrayRef({3, 4, 5}));
  EXPECT_EQ(rows.entropy().sizes(), IntArrayRef({5}));
  const Categorical choice(ones({5, 3}));
  EXPECT_EQ(choice.sample({4}).sizes(), IntArrayRef({4, 5}));
  EXPECT_EQ(choice.sample().sizes(), IntArrayRef({5}));
  EXPECT_EQ(choice.log_prob(zeros({4, 1}, kLong)).sizes(), IntArrayRef({4, 5}));
}

TEST(Normal, PassesGradientsThroughRsampleButNotThroughSample) {
  const Tensor loc = zeros({3}, requires_grad()), scale = ones({3}, requires_grad());
  const Normal normal(loc, scale);
  EXPECT_FALSE(normal.sample().requires_grad());
  manual_seed(2);
  const Tensor x = normal.rsample();
  x.sum().backward();
  EXPECT_TRUE(equal(loc.grad(), ones({3})));
  EXPECT_TRUE(equal(scale.grad(), x.detach()));  // the noise itself, at loc 0 and scale 1
  EXPECT_NEAR(normal.cdf(zeros({3}))[0].item<float>(), 0.5, 1e-7);
}

}  // namespace
}  // namespace ember::distributions
