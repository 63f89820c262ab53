#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/acting.hpp>
#include <ember/rl/advantages.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/policy_losses.hpp>
#include <ember/rl/reinforce.hpp>
#include <ember/rl/seeds.hpp>

namespace ember::rl {

REINFORCEAgent::REINFORCEAgent(const REINFORCEOptions& chosen, int64_t observation_size,
                               const ActionSpace& actions, uint64_t seed, ScalarType dtype)
    : options(chosen),
      policy(observation_size, actions, options.hidden, Activation::relu,
             options.head == "softmax" ? PolicyHead::softmax : PolicyHead::logits),
      parameters((policy->to(dtype), policy->parameters())),
      optimizer(parameters, optim::AdamOptions(options.lr)),
      random(stream_seed(seed, "actions")) {
  if (!options.baseline) return;
  value = MLP(observation_size, options.hidden, 1);
  value->to(dtype);
  value_parameters = value->parameters();
  value_optimizer.emplace(value_parameters, optim::AdamOptions(options.baseline_lr));
}

Tensor REINFORCEAgent::batch_of(std::span<const float> rows) const {
  return as_batch(rows, policy->layers[0]->weight.size(1), parameters[0].dtype());
}

envs::Action REINFORCEAgent::select_action(std::span<const float> observation) {
  observations.insert(observations.end(), observation.begin(), observation.end());
  const ActionDistribution pi = policy->distribution(batch_of(observation));
  const Tensor action = pi.sample(random);
  saved_log_probs.push_back(pi.log_prob(action));
  saved_actions.push_back(action);
  return action_of(action, policy->actions, row_);
}

envs::Action REINFORCEAgent::greedy_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  return action_of(policy->distribution(batch_of(observation)).mode(), policy->actions, row_);
}

double REINFORCEAgent::update(std::optional<std::span<const float>> cut_off_at) {
  require<StateError>(!rewards.empty() && rewards.size() == saved_log_probs.size(),
                      "REINFORCEAgent::update: ", saved_log_probs.size(), " actions, ", rewards.size(),
                      " rewards");
  double last_value = 0;
  if (cut_off_at && options.baseline && options.truncation == "bootstrap") {
    const NoGradGuard no_grad;
    last_value = value->forward(batch_of(*cut_off_at)).item().toDouble();
  }
  // G_t = r_t + gamma G_{t+1}
  const Tensor G = returns_to_go(rewards, options.gamma, last_value, parameters[0].dtype());

  // L(theta) = -sum_t log pi(a_t | s_t; theta) A_t
  const Tensor A = advantages(G);
  const Tensor loss = sum(-cat(saved_log_probs) * A);
  grad_norm = descend("REINFORCEAgent::update", loss, optimizer, parameters, options.max_grad_norm);

  if (options.baseline) {
    const Tensor states = batch_of(observations);
    for (int64_t i = 0; i < options.baseline_steps; ++i)
      descend("REINFORCEAgent::update", value_loss(squeeze(value->forward(states), 1), G), *value_optimizer,
              value_parameters);
  }
  saved_log_probs.clear();
  rewards.clear();
  observations.clear();
  saved_actions.clear();
  ++updates;
  return loss.item().toDouble();
}

// A_t = G_t, or G_t - V(s_t), brought to mean 0 and standard deviation 1 where asked for.
Tensor REINFORCEAgent::advantages(const Tensor& returns) {
  const NoGradGuard no_grad;
  const Tensor A = options.baseline ? returns - squeeze(value->forward(batch_of(observations)), 1) : returns;
  return options.standardize ? standardized(A) : A;
}

void REINFORCEAgent::serialize(envs::Archive& archive) {
  archive(*policy, optimizer, random, updates, grad_norm, rewards, observations, saved_actions);
  if (value) archive(*value, *value_optimizer);
  if (!archive.loading() || saved_actions.empty()) return;
  // The graphs of the running episode are made again from what was seen and done.
  const size_t width = observations.size() / saved_actions.size();
  saved_log_probs.clear();
  for (size_t t = 0; t < saved_actions.size(); ++t) {
    const auto state = std::span<const float>(observations).subspan(t * width, width);
    saved_log_probs.push_back(policy->distribution(batch_of(state)).log_prob(saved_actions[t]));
  }
}

}  // namespace ember::rl
