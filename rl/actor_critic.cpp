#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/acting.hpp>
#include <ember/rl/actor_critic.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/seeds.hpp>

namespace ember::rl {

ActorCriticAgent::ActorCriticAgent(const ActorCriticOptions& chosen, int64_t observation_size,
                                   const ActionSpace& actions, uint64_t seed, ScalarType dtype)
    : options(chosen),
      network(std::vector{observation_size}, actions,
              ActorCriticLayers{options.hidden, activation_of(options.activation)}),
      actor_parameters((network->to(dtype), network->actor->parameters())),
      critic_parameters(network->critic->parameters()),
      actor_optimizer(actor_parameters, optim::AdamOptions(options.actor_lr)),
      critic_optimizer(critic_parameters, optim::AdamOptions(options.critic_lr)),
      random(stream_seed(seed, "actions")) {}

Tensor ActorCriticAgent::batch_of(std::span<const float> observation) const {
  return as_batch(observation, network->critic->layers[0]->weight.size(1), network->dtype());
}

envs::Action ActorCriticAgent::select_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  s_ = batch_of(observation);
  a_ = network->distribution(s_).sample(random);
  return action_of(a_, network->actor->actions, row_);
}

envs::Action ActorCriticAgent::greedy_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  return action_of(network->distribution(batch_of(observation)).mode(), network->actor->actions, row_);
}

double ActorCriticAgent::update(const envs::Step& step, std::span<const float> next_observation) {
  require<StateError>(s_.defined(), "ActorCriticAgent::update: no action was taken yet");
  const bool ended = step.terminated || (step.truncated && options.truncation == "terminal");
  // delta = r + gamma V(s') - V(s), V of an end is 0
  double v_next = 0;
  if (!ended) {
    const NoGradGuard no_grad;
    v_next = network->value(batch_of(next_observation)).item().toDouble();
  }
  const auto [pi, V] = network->forward(s_);
  const Tensor delta = step.reward + options.gamma * v_next - V;

  // w <- w + alpha delta grad V(s), theta <- theta + alpha I delta grad log pi(a|s)
  const Tensor critic_loss = 0.5 * sum(square(delta));
  const Tensor H = sum(pi.entropy());
  const Tensor actor_loss = -I * sum(delta.detach() * pi.log_prob(a_)) - options.entropy_coef * H;
  const double limit = options.max_grad_norm;
  descend("ActorCriticAgent::update: value", critic_loss, critic_optimizer, critic_parameters, limit);
  descend("ActorCriticAgent::update: policy", actor_loss, actor_optimizer, actor_parameters, limit);

  entropy = H.item().toDouble();
  I = step.done() || !options.discount_updates ? 1 : options.gamma * I;
  s_.reset();
  ++updates;
  return critic_loss.item().toDouble();
}

void ActorCriticAgent::serialize(envs::Archive& archive) {
  archive(*network, actor_optimizer, critic_optimizer, I, entropy, updates, random);
}

}  // namespace ember::rl
