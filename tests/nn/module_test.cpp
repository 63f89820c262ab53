#include <gtest/gtest.h>

#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/dropout.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/loss.hpp>
#include <ember/nn/sequential.hpp>
#include <sstream>

namespace ember::nn {
namespace {

bool same(const Tensor& a, const Tensor& b) { return a.sizes() == b.sizes() && a.eq(b).all().item<bool>(); }

std::string printed(const Module& module) {
  std::ostringstream text;
  text << module;
  return text.str();
}

/// A user's network in the style of libtorch's tutorials.
struct NetImpl : Cloneable<NetImpl> {
  NetImpl() { NetImpl::reset(); }
  void reset() override {
    fc1 = register_module("fc1", Linear(4, 3));
    fc2 = register_module("fc2", Linear(LinearOptions(3, 2).bias(false)));
    scale = register_parameter("scale", ones({2}));
    register_parameter("unused", {}, false);
    count = register_buffer("count", zeros({1}, kLong));
  }
  Tensor forward(const Tensor& x) { return fc2(ember::relu(fc1(x))) * scale; }
  Linear fc1{nullptr}, fc2{nullptr};
  Tensor scale, count;
};
using Net = ModuleHolder<NetImpl>;

TEST(Module, ListsParametersInOrderOfRegistrationByDottedName) {
  Net net;
  EXPECT_EQ(net->named_parameters().keys(),
            (std::vector<std::string>{"scale", "fc1.weight", "fc1.bias", "fc2.weight"}));
  EXPECT_EQ(net->parameters().size(), 4u);
  EXPECT_EQ(net->parameters(false).size(), 1u);
  EXPECT_EQ(net->named_buffers().keys(), std::vector<std::string>{"count"});
  EXPECT_EQ(net->buffers().size(), 1u);
}

TEST(Module, StateDictHoldsBuffersAndSharesMemory) {
  Net net;
  const auto state = net->state_dict();
  EXPECT_EQ(state.keys(),
            (std::vector<std::string>{"scale", "count", "fc1.weight", "fc1.bias", "fc2.weight"}));
  EXPECT_EQ(state["fc1.weight"].data_ptr(), net->fc1->weight.data_ptr());
  EXPECT_FALSE(state["fc1.weight"].requires_grad());
}

TEST(Module, ASharedParameterIsListedOnceButSavedTwice) {
  const Linear fc(2, 2);
  Sequential both(fc, fc);
  EXPECT_EQ(both->parameters().size(), 2u);
  EXPECT_EQ(both->state_dict().size(), 4u);
}

TEST(Module, LoadStateDictCopiesInPlace) {
  Net a, b;
  const void* before = a->fc1->weight.data_ptr();
  a->load_state_dict(b->state_dict());
  EXPECT_TRUE(same(a->fc1->weight, b->fc1->weight));
  EXPECT_EQ(a->fc1->weight.data_ptr(), before);
  EXPECT_NE(a->fc1->weight.data_ptr(), b->fc1->weight.data_ptr());
  EXPECT_TRUE(a->fc1->weight.requires_grad());
}

TEST(Module, LoadStateDictNamesEverythingThatDoesNotFitAndChangesNothing) {
  Net net;
  const Tensor before = net->fc1->weight.detach().clone();
  Module::StateDict state;
  state.insert("fc1.weight", zeros({3, 4}));
  state.insert("fc1.bias", zeros({4}));
  state.insert("extra.0", zeros({1}));
  state.insert("extra.1", zeros({1}));
  std::string message;
  try {
    net->load_state_dict(state);
  } catch (const StateError& error) {
    message = error.what();
  }
  for (const char* part : {"fc1.bias", "[4]", "[3]", "fc2.weight", "scale", "count", "extra.0", "extra.1"})
    EXPECT_NE(message.find(part), std::string::npos) << part << " is not in: " << message;
  EXPECT_TRUE(same(net->fc1->weight, before));
  EXPECT_THROW(net->load_state_dict(state, false), StateError) << "a wrong shape is never accepted";
}

TEST(Module, LoadStateDictReturnsTheNamesWhenNotStrict) {
  Linear fc(2, 2);
  Module::StateDict state;
  state.insert("weight", ones({2, 2}, kDouble));
  state.insert("extra", ones({1}));
  const IncompatibleKeys keys = fc->load_state_dict(state, false);
  EXPECT_EQ(keys.missing_keys, std::vector<std::string>{"bias"});
  EXPECT_EQ(keys.unexpected_keys, std::vector<std::string>{"extra"});
  EXPECT_TRUE(same(fc->weight, ones({2, 2})));
  EXPECT_EQ(fc->weight.dtype(), kFloat);
}

TEST(Module, RefusesNamesThatAreEmptyDottedOrTaken) {
  Module module("mine");
  EXPECT_THROW(module.register_parameter("", ones({1})), ValueError);
  EXPECT_THROW(module.register_parameter("a.b", ones({1})), ValueError);
  EXPECT_THROW(module.register_buffer("a.b", ones({1})), ValueError);
  EXPECT_THROW(module.register_module("a.b", Linear(1, 1)), ValueError);
  module.register_parameter("p", ones({1}));
  EXPECT_THROW(module.register_parameter("p", ones({1})), ValueError);
  module.register_module("m", Linear(1, 1));
  EXPECT_THROW(module.register_module("m", Linear(1, 1)), ValueError);
  EXPECT_THROW(module.register_parameter("whole", ones({1}, kLong)), TypeError);
  EXPECT_THROW(module.register_module("none", std::shared_ptr<Module>()), StateError);
  try {
    module.register_module("fc.1", Linear(1, 1));
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("fc.1"), std::string::npos);
  }
}

TEST(Module, ReplacesAndUnregistersModules) {
  Module module;
  module.register_module("fc", Linear(1, 1));
  const auto replaced = module.replace_module("fc", Linear(5, 6));
  EXPECT_EQ(module.named_parameters()["fc.weight"].size(0), 6);
  EXPECT_EQ(module.children()[0], replaced);
  EXPECT_THROW(module.replace_module("other", Linear(1, 1)), IndexError);
  module.unregister_module("fc");
  EXPECT_TRUE(module.children().empty());
  EXPECT_THROW(module.unregister_module("fc"), IndexError);
}

TEST(Module, ListsModulesDepthFirstWithTheirPaths) {
  const auto root = std::make_shared<Module>("root");
  const auto inner = root->register_module("inner", std::make_shared<Module>("inner"));
  inner->register_module("leaf", std::make_shared<Module>("leaf"));
  root->register_module("last", std::make_shared<Module>("last"));
  EXPECT_EQ(root->named_modules().keys(), (std::vector<std::string>{"", "inner", "inner.leaf", "last"}));
  EXPECT_EQ(root->named_modules("net").keys(),
            (std::vector<std::string>{"net", "net.inner", "net.inner.leaf", "net.last"}));
  EXPECT_EQ(root->modules(false).size(), 3u);
  EXPECT_EQ(root->modules()[0], root);
  EXPECT_EQ(root->named_children().keys(), (std::vector<std::string>{"inner", "last"}));
}

TEST(Module, NeedsASharedOwnerToListItself) {
  Module module;
  module.register_module("fc", Linear(1, 1));
  EXPECT_THROW(module.modules(), StateError);
  EXPECT_EQ(module.modules(false).size(), 1u);
}

TEST(Module, ApplyVisitsSelfFirstInEveryForm) {
  const auto root = std::make_shared<Module>("root");
  root->register_module("a", std::make_shared<Module>("A"));
  const Module& constant = *root;
  std::string seen;
  root->apply([&](Module& m) { seen += m.name() + " "; });
  constant.apply([&](const Module& m) { seen += m.name() + " "; });
  root->apply([&](const std::string& path, Module&) { seen += "[" + path + "]"; }, "r");
  constant.apply([&](const std::string& path, const Module&) { seen += "[" + path + "]"; });
  root->apply([&](const std::shared_ptr<Module>& m) { seen += " " + m->name(); });
  root->apply([&](const std::string& path, const std::shared_ptr<Module>&) { seen += "<" + path + ">"; });
  EXPECT_EQ(seen, "root A root A [r][r.a][][a] root A<><a>");
}

TEST(Module, TrainAndEvalReachEveryModule) {
  Sequential net(Linear(2, 2), Dropout(0.5));
  EXPECT_TRUE(net->is_training());
  net->eval();
  EXPECT_FALSE(net->ptr(1)->is_training());
  EXPECT_TRUE(same(net(ones({1, 2})), net(ones({1, 2}))));
  net->train();
  EXPECT_TRUE(net->ptr(1)->is_training());
}

TEST(Module, ZeroGradDropsOrFillsGradients) {
  Linear fc(2, 1);
  const auto run = [&] { fc(ones({1, 2})).sum().backward(); };
  run();
  fc->zero_grad(false);
  EXPECT_TRUE(same(fc->weight.grad(), zeros({1, 2})));
  run();
  fc->zero_grad();
  EXPECT_FALSE(fc->weight.grad().defined());
}

TEST(Module, ToConvertsFloatingTensorsAndKeepsThemTheSame) {
  Net net;
  const Tensor weight = net->fc1->weight;
  net->to(kDouble);
  EXPECT_EQ(weight.dtype(), kDouble);
  EXPECT_EQ(net->named_parameters()["fc2.weight"].dtype(), kDouble);
  EXPECT_EQ(net->count.dtype(), kLong);
  EXPECT_TRUE(weight.requires_grad());
  EXPECT_EQ(net(ones({1, 4}, kDouble)).dtype(), kDouble);
  EXPECT_THROW(net->to(kLong), TypeError);
}

TEST(Module, CloneHasItsOwnParametersWithTheSameValues) {
  Net net;
  {
    const NoGradGuard guard;
    net->scale.mul_(3);
    net->fc1->weight.requires_grad_(false);
    net->count.fill_(7);
  }
  const auto copy = std::dynamic_pointer_cast<NetImpl>(net->clone());
  const Tensor x = ones({2, 4});
  EXPECT_TRUE(same(net(x), copy->forward(x)));
  EXPECT_EQ(copy->count.item<int64_t>(), 7);
  EXPECT_FALSE(copy->fc1->weight.requires_grad());
  EXPECT_NE(copy->fc2->weight.data_ptr(), net->fc2->weight.data_ptr());
  EXPECT_TRUE(copy->named_parameters()["scale"].is_same(copy->scale));
  EXPECT_EQ(copy->children()[0].get(), copy->fc1.ptr().get());
  const NoGradGuard guard;
  copy->scale.zero_();
  EXPECT_EQ(net->scale[0].item<float>(), 3);
}

TEST(Module, CloneOfAClassThatCannotSaysHowItCould) {
  struct Plain : Module {};
  try {
    Plain().clone();
    FAIL();
  } catch (const StateError& error) {
    EXPECT_NE(std::string(error.what()).find("Cloneable"), std::string::npos);
  }
}

TEST(ModuleHolder, SharesAModuleAndForwardsItsConstructor) {
  const Linear a(3, 4), b = a;
  EXPECT_EQ(a.ptr(), b.ptr());
  EXPECT_EQ(a->options.out_features(), 4);
  const Net defaulted;
  EXPECT_TRUE(static_cast<bool>(defaulted));
}

TEST(ModuleHolder, ThrowsWhenUsedEmpty) {
  Linear empty(nullptr);
  EXPECT_TRUE(empty.is_empty());
  EXPECT_THROW(static_cast<void>(empty->weight), StateError);
  EXPECT_THROW(empty(ones({1, 1})), StateError);
  EXPECT_THROW(empty.ptr(), StateError);
}

TEST(Module, AsGivesTheClassOrNothing) {
  const Linear fc(1, 1);
  Module& module = *fc.ptr();
  EXPECT_EQ(module.as<Linear>(), fc.ptr().get());
  EXPECT_EQ(module.as<LinearImpl>(), fc.ptr().get());
  EXPECT_EQ(module.as<Dropout>(), nullptr);
}

TEST(Hooks, SeeAndReplaceWhatGoesInAndOut) {
  Linear fc(1, 1);
  {
    const NoGradGuard guard;
    fc->weight.fill_(2);
    fc->bias.fill_(1);
  }
  std::vector<float> seen;
  const size_t before = fc->register_forward_pre_hook([](Module&, const Tensor& x) { return x * 10; });
  const size_t after = fc->register_forward_hook([&](Module&, const Tensor& x, const Tensor& y) {
    seen = {x.item<float>(), y.item<float>()};
    return -y;
  });
  EXPECT_EQ(fc(ones({1, 1})).item<float>(), -21);
  EXPECT_EQ(seen, (std::vector<float>{10, 21}));
  EXPECT_EQ(fc->forward(ones({1, 1})).item<float>(), 3) << "forward itself runs no hooks";
  EXPECT_EQ(Sequential(fc)(ones({1, 1})).item<float>(), -21);
  fc->remove_hook(before);
  fc->register_forward_hook([](Module&, const Tensor&, const Tensor&) { return Tensor(); });
  EXPECT_EQ(fc(ones({1, 1})).item<float>(), -3);
  fc->remove_hook(after);
  EXPECT_EQ(fc(ones({1, 1})).item<float>(), 3);
  EXPECT_THROW(fc->remove_hook(after), IndexError);
}

TEST(Printing, NestsModulesWithTwoSpaces) {
  const Sequential net(Linear(1, 2), ReLU(), Sequential(Dropout(0.25)), Flatten());
  EXPECT_EQ(printed(*net),
            "ember::nn::Sequential(\n"
            "  (0): ember::nn::Linear(in_features=1, out_features=2, bias=true)\n"
            "  (1): ember::nn::ReLU()\n"
            "  (2): ember::nn::Sequential(\n"
            "    (0): ember::nn::Dropout(p=0.25, inplace=false)\n"
            "  )\n"
            "  (3): ember::nn::Flatten(start_dim=1, end_dim=-1)\n"
            ")");
}

TEST(Printing, NamesOptionsAsPyTorchDoes) {
  printed_namespace() = "";
  EXPECT_EQ(printed(*LeakyReLU(LeakyReLUOptions().negative_slope(0.42).inplace(true))),
            "LeakyReLU(negative_slope=0.42, inplace=true)");
  EXPECT_EQ(printed(*Softmax(1)), "Softmax(dim=1)");
  EXPECT_EQ(printed(*Threshold(24, 42.42)), "Threshold(threshold=24, value=42.42)");
  EXPECT_EQ(printed(*Softplus()), "Softplus(beta=1, threshold=20)");
  EXPECT_EQ(printed(*Softshrink(0.5)), "Softshrink(0.5)");
  EXPECT_EQ(printed(*ELU()), "ELU(alpha=1)");
  EXPECT_EQ(printed(*PReLU(PReLUOptions().num_parameters(42))), "PReLU(num_parameters=42)");
  EXPECT_EQ(printed(*Tanh()), "Tanh()");
  EXPECT_EQ(printed(*MSELoss()), "MSELoss()");
  EXPECT_EQ(printed(*Unflatten(0, std::vector<int64_t>{2, 2})), "Unflatten(dim=0, unflattened_size={2, 2})");
  EXPECT_EQ(printed(*Identity(1, "anything")), "Identity()");
  printed_namespace() = "ember::nn::";
  EXPECT_EQ(printed(Module("net")), "net");
}

TEST(Dropout, ScalesWhatItKeepsAndIsTheIdentityInEvaluation) {
  Dropout half(0.5);
  const Tensor y = half(ones({1000}));
  EXPECT_TRUE(((y == 0) | (y == 2)).all().item<bool>());
  EXPECT_NEAR(y.mean().item<float>(), 1, 0.15);
  half->eval();
  EXPECT_TRUE(same(half(ones({3})), ones({3})));
  EXPECT_TRUE(same(Dropout(1.0)(ones({3})), zeros({3})));
  EXPECT_THROW(Dropout(1.5), ValueError);
  EXPECT_THROW(functional::dropout(ones({1}), -0.1), ValueError);
}

}  // namespace
}  // namespace ember::nn
