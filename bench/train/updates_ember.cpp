#include "updates.hpp"

#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/mean_of.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/functional/policy.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/rmsprop.hpp>
#include <memory>

#define LIBRARY ember
#define FUNCTIONAL ember::nn::functional

namespace ember::bench {
namespace {

using ember::Tensor;
void say_changed(const Tensor& weight) { weight.impl().bump_version(); }
#include "updates.inl"

/// Layers with their activation, choices and losses as single nodes.
Tensor tanh_layer(const Tensor& x, const nn::Linear& layer) {
  return linear(x, layer->weight, layer->bias, Activation::tanh);
}

struct FusedA2c : A2c {
  void update() {
    const Tensor hidden = tanh_layer(tanh_layer(states, fc1), fc2);
    const Tensor v = value(hidden).squeeze(1), advantage = returns - v.detach();
    const auto [log_p, entropy] =
        nn::functional::categorical_log_prob_and_entropy(log_softmax(policy(hidden), 1), actions.squeeze(1));
    const Tensor loss = -mean_of<rules::Mul>(log_p, advantage) + 0.5 * nn::functional::mse_loss(v, returns) -
                        0.01 * mean(entropy);
    optimizer.zero_grad();
    loss.backward();
    optimizer.clip_and_step(0.5);
  }
};

struct FusedPpo : Ppo {
  using Ppo::Ppo;
  static Tensor through(Network& network, const Tensor& x) {
    return network.fc3(tanh_layer(tanh_layer(x, network.fc1), network.fc2));
  }
  void update() {
    const auto [log_p, entropy] = nn::functional::categorical_log_prob_and_entropy(
        log_softmax(through(policy, states), 1), actions.squeeze(1));
    const Tensor a = (advantage - advantage.mean()) / (advantage.std() + 1e-8);
    const Tensor surrogate = mean_of<rules::ClippedSurrogate>(log_p - old, a);
    const Tensor v = through(value, states).squeeze(1);
    const Tensor loss = -surrogate + 0.5 * nn::functional::mse_loss(v, returns) - 0.01 * mean(entropy);
    optimizer.zero_grad();
    loss.backward();
    optimizer.clip_and_step(0.5);
  }
};

}  // namespace

std::vector<Update> ember_updates() { return all_updates(); }

std::vector<Update> ember_fused_updates() {
  const auto a2c = std::make_shared<FusedA2c>();
  const auto ppo64 = std::make_shared<FusedPpo>(64), ppo256 = std::make_shared<FusedPpo>(256);
  return {{"a2c/update_128", {}, [=] { a2c->update(); }},
          {"ppo/minibatch_64", {}, [=] { ppo64->update(); }},
          {"ppo/minibatch_256", {}, [=] { ppo256->update(); }}};
}

}  // namespace ember::bench
