#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/function.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/module_list.hpp>
#include <ember/nn/sequential.hpp>
#include <sstream>

namespace ember::nn {
namespace {

template <class Holder> std::string printed(const Holder& holder) {
  std::ostringstream text;
  text << holder;
  return text.str();
}

TEST(ModuleList, RegistersInOrderAndInserts) {
  ModuleList list(Linear(1, 2), ReLU());
  list->push_back(Linear(2, 3));
  list->insert(1, Linear(2, 2));
  EXPECT_EQ(list->size(), 4u);
  EXPECT_EQ(list->at<LinearImpl>(3).options.out_features(), 3);
  EXPECT_EQ(list->named_parameters().keys(),
            (std::vector<std::string>{"0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias"}));
  EXPECT_THROW(list->ptr(4), IndexError);
  EXPECT_THROW(list->at<ReLUImpl>(0), TypeError);
  EXPECT_EQ(list[2], list->children()[2]);
  ModuleList more(Linear(1, 1));
  more->extend(*list);
  EXPECT_EQ(more->size(), 5u);
  const auto copy = std::dynamic_pointer_cast<ModuleListImpl>(list->clone());
  EXPECT_NE(copy->ptr(0), list[0]);
  EXPECT_EQ(copy->size(), 4u);
}

TEST(ModuleDict, KeepsNamesAndReplacesByUpdate) {
  ModuleDict dict(std::vector<std::pair<std::string, std::shared_ptr<Module>>>{{"fc", Linear(1, 2).ptr()},
                                                                               {"act", ReLU().ptr()}});
  EXPECT_EQ(dict->keys(), (std::vector<std::string>{"fc", "act"}));
  dict->update({{"fc", Linear(5, 6).ptr()}, {"new", ReLU().ptr()}});
  EXPECT_EQ(dict->at<LinearImpl>("fc").options.in_features(), 5);
  EXPECT_EQ(dict->size(), 3u);
  EXPECT_THROW(dict["none"], IndexError);
  EXPECT_THROW(dict->at<ReLUImpl>("fc"), TypeError);
  const auto popped = dict->pop("act");
  EXPECT_FALSE(dict->contains("act"));
  EXPECT_NE(popped, nullptr);
  EXPECT_EQ(std::dynamic_pointer_cast<ModuleDictImpl>(dict->clone())->keys(), dict->keys());
  dict->clear();
  EXPECT_TRUE(dict->empty());
}

TEST(ParameterList, HoldsParametersAndPrintsThem) {
  ParameterList list(ones({2, 3}, requires_grad()), zeros({4}));
  list->append(ones({1}));
  EXPECT_EQ(list->size(), 3u);
  EXPECT_TRUE(list[0].requires_grad());
  EXPECT_FALSE(list[1].requires_grad());
  EXPECT_EQ(list->named_parameters().keys(), (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_THROW(list->at(3), IndexError);
  EXPECT_EQ(printed(list).substr(0, 80),
            std::string("ember::nn::ParameterList(\n(0): Parameter containing: [Float of size [2, 3]]\n(1): ")
                .substr(0, 80));
  const auto copy = std::dynamic_pointer_cast<ParameterListImpl>(list->clone());
  EXPECT_FALSE(copy->at(0).is_alias_of(list[0]));
}

TEST(ParameterDict, InsertsPopsAndUpdates) {
  ParameterDict dict;
  dict->insert("a", ones({1}));
  dict->insert("b", ones({2}));
  EXPECT_THROW(dict->insert("a", ones({1})), ValueError);
  Module::StateDict others;
  others.insert("b", zeros({3}));
  dict->update(others);
  EXPECT_EQ(dict->get("b").numel(), 3);
  others.insert("c", zeros({4}));
  EXPECT_THROW(dict->update(others), IndexError);
  EXPECT_EQ(dict->keys(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(dict->pop("a").numel(), 1);
  EXPECT_THROW(dict->pop("a"), IndexError);
  EXPECT_EQ(dict->size(), 1u);
}

TEST(Functional, MakesAModuleOfAFunction) {
  Functional twice([](const Tensor& x) { return x * 2; });
  EXPECT_EQ(twice(ones({1})).item<float>(), 2);
  Functional slope(ember::leaky_relu, 0.5);
  EXPECT_EQ(slope(-ones({1})).item<float>(), -0.5);
  Sequential net(twice, slope);
  EXPECT_EQ(net(-ones({1})).item<float>(), -1);
  EXPECT_EQ(printed(twice), "ember::nn::Functional()");
}

TEST(OrderedDict, KeepsOrderAndRefusesWhatIsNotThere) {
  OrderedDict<std::string, int> dict = {{"a", 1}, {"b", 2}};
  dict.insert("c", 3);
  EXPECT_EQ(dict["b"], 2);
  EXPECT_EQ(dict[2].key(), "c");
  EXPECT_EQ(*dict.find("a"), 1);
  EXPECT_EQ(dict.find("z"), nullptr);
  EXPECT_EQ(dict.back().value(), 3);
  EXPECT_THROW(dict["z"], IndexError);
  EXPECT_THROW(dict[3], IndexError);
  EXPECT_THROW(dict.insert("a", 9), ValueError);
  dict.erase("b");
  EXPECT_EQ(dict.keys(), (std::vector<std::string>{"a", "c"}));
  OrderedDict<std::string, int> other = {{"d", 4}};
  dict.update(other);
  EXPECT_EQ(dict.values(), (std::vector<int>{1, 3, 4}));
  EXPECT_THROW((OrderedDict<std::string, int>().front()), IndexError);
}

}  // namespace
}  // namespace ember::nn
