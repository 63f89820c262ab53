// Ops of the user's own, and the modes around the graph.
#include <gtest/gtest.h>

#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/function.hpp>
#include <ember/autograd/graph_text.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/inference_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

using autograd::AutogradContext, autograd::variable_list;

struct MulAdd : autograd::Function<MulAdd> {
  static Tensor forward(AutogradContext* ctx, const Tensor& a, double factor, const Tensor& b) {
    ctx->saved_data["factor"] = factor;
    ctx->save_for_backward({a, b});
    return a + b * factor + a * b;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    const double factor = ctx->saved_data["factor"].toDouble();
    const variable_list saved = ctx->get_saved_variables();
    return {g[0] + g[0] * saved[1], Tensor(), g[0] * factor + g[0] * saved[0]};
  }
};

TEST(Function, GivesItsOwnDerivative) {
  const Tensor x = full({2}, 3.0, requires_grad()), y = full({2}, 5.0, requires_grad());
  const Tensor z = MulAdd::apply(x, 2, y);
  EXPECT_EQ(z[0].item<float>(), 3 + 10 + 15);
  z.sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 6);
  EXPECT_EQ(y.grad()[1].item<float>(), 5);
  EXPECT_THROW(z.sum().backward(), GraphError);
}

TEST(Function, CanBeDifferentiatedTwice) {
  const Tensor x = full({1}, 3.0, requires_grad()), y = full({1}, 5.0, requires_grad());
  const Tensor first = autograd::grad({MulAdd::apply(x, 2, y)}, {x}, {}, std::nullopt, true)[0];
  EXPECT_EQ(autograd::grad({first}, {y})[0].item<float>(), 1);
}

TEST(Function, RecordsNothingWithoutNeed) {
  EXPECT_FALSE(MulAdd::apply(ones({1}), 2, ones({1})).requires_grad());
  const NoGradGuard guard;
  EXPECT_FALSE(MulAdd::apply(ones({1}, requires_grad()), 2, ones({1})).requires_grad());
}

struct Endless : autograd::Function<Endless> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x * 1; }
  static variable_list backward(AutogradContext*, variable_list g) {
    const AutoGradMode mode(true);
    apply(ones({1}, requires_grad())).backward();
    return g;
  }
};

TEST(Function, RefusesToCallBackwardWithinBackwardWithoutEnd) {
  EXPECT_THROW(Endless::apply(ones({1}, requires_grad())).backward(), GraphError);
}

struct Doubled : autograd::Function<Doubled> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.mul_(2);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 2}; }
};

TEST(Function, MayWriteItsInput) {
  const Tensor x = ones({2}, requires_grad());
  const Tensor y = x * 1, z = Doubled::apply(y);
  EXPECT_TRUE(z.is_same(y));
  z.sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 2);
}

struct Parts : autograd::Function<Parts> {
  static variable_list forward(AutogradContext* ctx, const Tensor& x) {
    Tensor whole = to(x, kLong), sign = x.sign();
    ctx->mark_non_differentiable({sign});
    return {x * 2, sign, x * 3};
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 2 + g[2] * 3}; }
};

TEST(Function, MayHaveSeveralOutputsSomeConstant) {
  const Tensor x = ones({2}, requires_grad());
  const variable_list made = Parts::apply(x);
  EXPECT_FALSE(made[1].requires_grad());
  made[2].sum().backward();  // the gradient of the first comes as zeros
  EXPECT_EQ(x.grad()[0].item<float>(), 3);
}

struct Wrong : autograd::Function<Wrong> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x * 2; }
  static variable_list backward(AutogradContext*, variable_list) { return {ones({7})}; }
};
struct TooMany : autograd::Function<TooMany> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x * 2; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0], g[0]}; }
};

TEST(Function, RefusesGradientsThatDoNotFit) {
  const Tensor x = ones({2}, requires_grad());
  EXPECT_THROW(Wrong::apply(x).sum().backward(), ShapeError);
  EXPECT_THROW(TooMany::apply(x).sum().backward(), GraphError);
}

TEST(AnomalyMode, NamesTheOpAndWhereItWasCalled) {
  const autograd::DetectAnomalyGuard guard;
  const Tensor x = zeros({1}, requires_grad()), y = (sqrt(x) * 0).sum();
  try {
    y.backward();
    FAIL() << "no NaN was found";
  } catch (const NonFiniteError& error) {
    EXPECT_NE(std::string(error.what()).find("SqrtBackward"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("recorded at"), std::string::npos) << error.what();
  }
}

TEST(InferenceMode, MakesTensorsThatNeverEnterAGraph) {
  Tensor made;
  {
    const InferenceMode guard;
    made = ones({2}) * 2;
    EXPECT_TRUE(made.is_inference());
    made.add_(1);
  }
  EXPECT_FALSE(InferenceMode::is_enabled());
  const Tensor x = ones({2}, requires_grad());
  EXPECT_THROW(x * made, GraphError);
  EXPECT_THROW(made.add_(1), GraphError);
  EXPECT_THROW(made.requires_grad_(), GraphError);
  EXPECT_THROW(made._version(), GraphError);
  (x * made.clone()).sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 3);
}

TEST(Graph, IsDrawnWithNamesShapesAndBytes) {
  const Tensor x = ones({2, 3}, requires_grad());
  const std::string text = autograd::graph_to_dot((x * x).sum());
  for (const char* part : {"digraph", "SumBackward", "MulBackward", "keeps 24 bytes", "[2, 3]", "n1 -> n2"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " is missing in\n" << text;
}

TEST(Hooks, RunInOrderAndCanBeRemoved) {
  const Tensor x = ones({1}, requires_grad());
  const Tensor y = x * 2;
  y.register_hook([](const Tensor& g) { return g + 1; });
  const unsigned second = y.register_hook([](const Tensor& g) { return g * 10; });
  y.backward({}, true);
  EXPECT_EQ(x.grad().item<float>(), 40);
  y.remove_hook(second);
  x.mutable_grad().reset();
  y.backward();
  EXPECT_EQ(x.grad().item<float>(), 4);
  EXPECT_THROW(y.remove_hook(7), IndexError);
}

TEST(Hooks, RetainedGradientsFollowInPlaceOps) {
  const Tensor x = ones({1}, requires_grad());
  Tensor y = x * 2;
  y.retain_grad();
  y.mul_(3);
  (y * 5).backward();
  EXPECT_EQ(y.grad().item<float>(), 5);
  EXPECT_EQ(x.grad().item<float>(), 30);
}

struct Weighted : autograd::Function<Weighted> {
  static Tensor forward(autograd::AutogradContext* ctx, TensorList tensors, double factor) {
    ctx->save_for_backward({tensors[0], tensors[1]});
    ctx->saved_data["factor"] = factor;
    return tensors[0] * tensors[1] * factor;
  }
  static autograd::variable_list backward(autograd::AutogradContext* ctx, autograd::variable_list grad) {
    const auto saved = ctx->get_saved_variables();
    const Tensor g = grad[0] * ctx->saved_data["factor"].toDouble();
    asked = {ctx->needs_input_grad(0), ctx->needs_input_grad(1)};
    any_asked = ctx->needs_input_grad({autograd::IndexRange{0, 2}});
    return {g * saved[1], g * saved[0], Tensor()};
  }
  static inline std::vector<bool> asked;
  static inline bool any_asked = false;
};

TEST(Function, TakesAListOfTensorsAndKnowsWhichGradientsAreAskedFor) {
  const Tensor x = full({2}, 2.0, requires_grad()), y = full({2}, 5.0, requires_grad());
  const autograd::variable_list list{x, y};
  Weighted::apply(TensorList(list), 3.0).sum().backward();
  EXPECT_TRUE(equal(x.grad(), full({2}, 15.0)));
  EXPECT_TRUE(equal(y.grad(), full({2}, 6.0)));
  EXPECT_EQ(Weighted::asked, (std::vector<bool>{true, true}));
  autograd::grad({Weighted::apply(list, 3.0).sum()}, {y});
  EXPECT_EQ(Weighted::asked, (std::vector<bool>{false, true}));
  EXPECT_TRUE(Weighted::any_asked);
}

}  // namespace
}  // namespace ember
