// torch::optim
#pragma once

#include <ember/compat/tensor.hpp>
#include <ember/optim/adadelta.hpp>
#include <ember/optim/adagrad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/adamax.hpp>
#include <ember/optim/lr_scheduler.hpp>
#include <ember/optim/nadam.hpp>
#include <ember/optim/radam.hpp>
#include <ember/optim/rmsprop.hpp>
#include <ember/optim/sgd.hpp>

namespace torch::optim {
using namespace ember::optim;
}

namespace ska {
/// PyTorch 1.13 keeps the states of an optimizer in this map, under texts; Ember under addresses.
template <class Key, class Value>
using flat_hash_map = std::unordered_map<
    std::conditional_t<std::is_same_v<Value, std::unique_ptr<ember::optim::OptimizerParamState>>, void*, Key>,
    Value>;
}  // namespace ska
