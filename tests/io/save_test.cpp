#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/error.hpp>
#include <ember/nn/io/save.hpp>

#include "samples.hpp"

namespace ember {
namespace {

// The parts of a module and an optimizer that saving sees.
template <class Value> struct Dict {
  struct Item {
    std::string name;
    Value held;
    const std::string& key() const { return name; }
    const Value& value() const { return held; }
  };
  std::vector<Item> items;
  void insert(std::string key, Value value) { items.push_back({std::move(key), std::move(value)}); }
  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }
};

struct Weights {
  Tensor weight = zeros({2, 3});
  Dict<Tensor> state_dict() const { return {{{"fc.weight", weight}}}; }
  void load_state_dict(const Dict<Tensor>& state) {
    require<StateError>(state.items.size() == 1 && state.items[0].name == "fc.weight",
                        "load_state_dict: wrong names");
    weight.copy_(state.items[0].held);
  }
};

struct Momentum {
  Tensor buffer = zeros({3});
  double lr = 0.1;
  struct State {
    Dict<Tensor> tensors;
    Dict<double> numbers;
  };
  State state_dict() const { return {{{{"state.0.momentum", buffer}}}, {{{"param_groups.0.lr", lr}}}}; }
  void load_state_dict(const State& state) {
    require<StateError>(state.tensors.items.size() == 1 && state.numbers.items.size() == 1,
                        "load_state_dict: wrong");
    buffer.copy_(state.tensors.items[0].held);
    lr = state.numbers.items[0].held;
  }
};

TEST(Save, BringsBackAModuleThroughItsHolder) {
  const io::Folder folder;
  auto saved = std::make_shared<Weights>();
  saved->weight.fill_(2.5);
  save(saved, folder / "w", {{"recipe", "notebook"}});
  Weights loaded;
  EXPECT_EQ(load(loaded, folder / "w"), (io::Metadata{{"recipe", "notebook"}}));
  EXPECT_EQ(loaded.weight.sum().item<float>(), 15);
}

TEST(Save, BringsBackTheNumbersOfAnOptimizerToTheBit) {
  const io::Folder folder;
  Momentum saved, loaded;
  saved.buffer.fill_(3);
  saved.lr = 1.0 / 3;
  save(saved, folder / "o");
  load(loaded, folder / "o");
  EXPECT_EQ(loaded.lr, 1.0 / 3);
  EXPECT_EQ(loaded.buffer.sum().item<float>(), 9);
}

TEST(Save, PutsSeveralObjectsInOneFile) {
  const io::Folder folder;
  Weights policy, target;
  Momentum optimizer;
  policy.weight.fill_(1);
  target.weight.fill_(2);
  optimizer.lr = 7;
  io::NamedTensors all = io::tensors_of(policy, "policy.");
  for (auto& named : io::tensors_of(target, "target.")) all.push_back(named);
  for (auto& named : io::tensors_of(optimizer, "optimizer.")) all.push_back(named);
  io::save_tensors(folder / "checkpoint", all);

  const auto loaded = io::load_tensors(folder / "checkpoint").tensors;
  Weights a, b;
  Momentum c;
  io::restore(a, loaded, "target.");
  io::restore(b, loaded, "policy.");
  io::restore(c, loaded, "optimizer.");
  EXPECT_EQ(a.weight.sum().item<float>(), 12);
  EXPECT_EQ(b.weight.sum().item<float>(), 6);
  EXPECT_EQ(c.lr, 7);
  EXPECT_THROW(io::restore(a, loaded), StateError);
}

TEST(Save, NamesTheFileOfAWrongState) {
  const io::Folder folder;
  save(Momentum(), folder / "o");
  Weights weights;
  try {
    load(weights, folder / "o");
    FAIL();
  } catch (const StateError& error) {
    EXPECT_NE(std::string(error.what()).find((folder / "o").string()), std::string::npos);
  }
}

}  // namespace
}  // namespace ember
