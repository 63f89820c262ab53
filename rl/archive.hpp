// What an agent needs to go on where it stopped: tensors, modules, optimizers and generators as fields of an
// envs::Archive, beside the numbers and vectors that it takes by itself.
//
//   void serialize(envs::Archive& archive) { archive(*policy_net, optimizer, buffer, epsilon, replay); }
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/envs/archive.hpp>
#include <ember/nn/module.hpp>
#include <ember/optim/optimizer.hpp>

namespace ember {

/// Saves the numbers, or loads them in place. An undefined tensor is made as it was saved. Loading throws
/// StateError when dtype or shape differ from those of the saved tensor.
void serialize(envs::Archive& archive, Tensor& tensor);
/// Throws FormatError when loading what is not a generator's state.
void serialize(envs::Archive& archive, Generator& generator);

namespace nn {
/// The state dict, with values loaded in place. Throws StateError naming what differs.
void serialize(envs::Archive& archive, Module& module);
}  // namespace nn

namespace optim {
/// The state dict. Throws StateError when the optimizer is of another kind or over other parameters.
void serialize(envs::Archive& archive, Optimizer& optimizer);
}  // namespace optim

}  // namespace ember
