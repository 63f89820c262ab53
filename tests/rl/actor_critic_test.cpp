#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/envs/registry.hpp>
#include <ember/envs/vector_env.hpp>
#include <ember/rl/a3c.hpp>
#include <ember/rl/actor_critic.hpp>
#include <ember/rl/evaluate.hpp>
#include <ember/rl/polyak.hpp>
#include <ember/rl/ppo.hpp>
#include <ember/rl/reinforce.hpp>
#include <limits>

#include "small_envs.hpp"

namespace ember::rl {
namespace {

const envs::VectorOptions reset_at_once{.autoreset = envs::Autoreset::same_step};
const Tensor corners = tensor({{1.0F, 0.0F, 0.0F, 0.0F}});

template <class Agent> void train(Agent& agent, const envs::Env& env, int64_t updates, uint64_t seed = 3) {
  envs::VectorEnv<> environments(env, agent.rollout.envs, reset_at_once);
  environments.reset(seed, agent.rollout.observation(0));
  agent.rollout.begin();
  for (int64_t i = 0; i < updates; ++i) {
    for (int64_t t = 0; t < agent.rollout.steps; ++t) agent.step(environments, t);
    agent.update(1 - static_cast<double>(i) / static_cast<double>(updates));
  }
}

double first_value(ActorCritic& network) {
  return network->value(to(corners, network->dtype())).template item<double>();
}

TEST(A2C, ValuesTheEndlessEnvironmentAt50) {
  A2COptions options;
  options.gamma = 0.98;
  options.hidden = {16};
  options.optimizer = "adam";
  options.lr = 1e-2;
  options.num_steps = 8;
  options.max_grad_norm = 0;
  manual_seed(1);
  A2CAgent agent(options, 4, {2, true}, 1, kDouble);
  train(agent, endless<int64_t>(), 3000);
  EXPECT_NEAR(first_value(agent.network), 50, 1);
}

TEST(PPO, ValuesTheEndlessEnvironmentAt50ForChoicesAndForRows) {
  PPOOptions options;
  options.gamma = 0.98;
  options.hidden = {16};
  options.lr = 1e-2;
  options.anneal_lr = false;
  options.clip_value_loss = false;
  options.num_steps = 16;
  options.num_minibatches = 2;
  options.max_grad_norm = 0;
  for (const bool discrete : {true, false}) {
    manual_seed(1);
    PPOAgent agent(options, {4}, {discrete ? 2 : 1, discrete}, 1, kDouble);
    train(agent, discrete ? endless<int64_t>() : endless<std::span<const float>>(), 400);
    EXPECT_NEAR(first_value(agent.network), 50, 1) << (discrete ? "choices" : "rows");
  }
}

TEST(ActorCritic, ValuesTheEndlessEnvironmentAt50) {
  ActorCriticOptions options;
  options.gamma = 0.98;
  options.hidden = {16};
  options.critic_lr = 1e-2;
  options.max_grad_norm = 0;
  manual_seed(1);
  ActorCriticAgent agent(options, 4, {2, true}, 1, kDouble);
  envs::Env env = endless<int64_t>();
  std::array<float, 4> state{};
  env.reset(0, state);
  for (int i = 0; i < 12000; ++i) {
    const envs::Step step = env.step(agent.select_action(state), state);
    agent.update(step, state);
    if (step.done()) env.reset({}, state);
  }
  EXPECT_NEAR(first_value(agent.network), 50, 1);
}

TEST(REINFORCE, BaselineValuesTheEndlessEnvironmentAt50) {
  REINFORCEOptions options;
  options.gamma = 0.98;
  options.hidden = {16};
  options.baseline = true;
  manual_seed(1);
  REINFORCEAgent agent(options, 4, {2, true}, 1, kDouble);
  envs::Env env = endless<int64_t>();
  std::array<float, 4> state{};
  for (int i = 0; i < 1000; ++i) {
    env.reset(0, state);
    for (envs::Step step; !step.done();) {
      step = env.step(agent.select_action(state), state);
      agent.remember(step.reward);
    }
    agent.update(state);
  }
  EXPECT_NEAR(agent.value->forward(to(corners, kDouble)).item<double>(), 50, 1);
}

TEST(A3C, ValuesTheEndlessEnvironmentAt50InAnyOrder) {
  A3COptions options;
  options.gamma = 0.98;
  options.hidden = {16};
  options.optimizer = "adam";
  options.lr = 1e-2;
  options.num_steps = 8;
  options.max_grad_norm = 0;
  for (const bool ordered : {true, false}) {
    options.ordered = ordered;
    manual_seed(1);
    A3CAgent agent(options, endless<int64_t>(), 1, kDouble);
    agent.run([&](A3CWorker&, double) { return agent.updates < 4000; });
    EXPECT_NEAR(first_value(agent.network), 50, 1) << (ordered ? "ordered" : "free");
  }
}

template <class T> void expect_equal_bits(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(equal(a[i], b[i])) << "parameter " << i;
}

TEST(A2C, IsPPOOfOneEpochAndOneMinibatchBitForBit) {
  for (const std::string optimizer : {"rmsprop", "adam"}) {
    A2COptions a2c;
    a2c.num_envs = 4;
    a2c.optimizer = optimizer;
    a2c.entropy_coef = 0.01;
    PPOOptions ppo;
    ppo.num_envs = a2c.num_envs;
    ppo.num_steps = a2c.num_steps;
    ppo.num_minibatches = ppo.update_epochs = 1;
    ppo.optimizer = optimizer;
    ppo.lr = a2c.lr;
    ppo.optimizer_eps = a2c.optimizer_eps;
    ppo.anneal_lr = ppo.normalize_advantage = ppo.clip_value_loss = false;
    ppo.gae_lambda = 1;
    ppo.value_coef = a2c.value_coef;
    ppo.entropy_coef = a2c.entropy_coef;
    ppo.max_grad_norm = a2c.max_grad_norm;
    const envs::Env env = envs::make("CartPole-v1");
    manual_seed(7);
    A2CAgent one(a2c, 4, {2, true}, 7);
    manual_seed(7);
    PPOAgent other(ppo, {4}, {2, true}, 7);
    train(one, env, 100);
    train(other, env, 100);
    expect_equal_bits<float>(one.parameters, other.parameters);
    EXPECT_EQ(other.clip_fraction, 0);
    EXPECT_EQ(other.kl, 0);  // the ratio to the rollout's own probabilities is exactly 1
  }
}

TEST(PPO, MeasuresTheRatioAgainstThePolicyThatActed) {
  PPOOptions options;
  options.num_envs = 2;
  options.num_steps = 16;
  options.num_minibatches = 1;
  options.update_epochs = 4;
  options.lr = 1e-2;
  manual_seed(1);
  PPOAgent agent(options, {4}, {2, true}, 1);
  train(agent, envs::make("CartPole-v1"), 1);
  EXPECT_GT(agent.kl, 1e-3);  // three of its four epochs are of a policy that has moved
  EXPECT_GT(agent.clip_fraction, 0);
}

TEST(PPO, EndsAnUpdateOnceThePolicyHasMovedTooFar) {
  PPOOptions options;
  options.num_envs = 2;
  options.num_steps = 16;
  options.num_minibatches = 1;
  const auto trained = [&](int64_t epochs, double target_kl) {
    options.update_epochs = epochs;
    options.target_kl = target_kl;
    manual_seed(1);
    auto agent = std::make_unique<PPOAgent>(options, std::vector<int64_t>{4}, ActionSpace{2, true}, 1);
    train(*agent, envs::make("CartPole-v1"), 1);
    return agent;
  };
  // The first epoch starts from the policy itself, the second is the first to see it moved.
  expect_equal_bits<float>(trained(20, 1e-12)->parameters, trained(2, 0)->parameters);
  EXPECT_FALSE(equal(trained(20, 1e3)->parameters[0], trained(2, 0)->parameters[0]));
}

TEST(PPO, GoesOnFromASavedStateAsIfNeverStopped) {
  PPOOptions options;
  options.num_envs = 2;
  options.num_steps = 8;
  options.num_minibatches = options.update_epochs = 2;
  options.normalize_observations = options.normalize_rewards = true;
  const envs::Env env = envs::make("CartPole-v1");
  PPOAgent agent(options, {4}, {2, true}, 1), copy(options, {4}, {2, true}, 2);
  envs::VectorEnv<> environments(env, 2, reset_at_once), copied(env, 2, reset_at_once);
  const auto train_until = [](PPOAgent& trained, envs::VectorEnv<>& on, int64_t updates) {
    while (trained.updates < updates) {
      for (int64_t t = 0; t < trained.rollout.steps; ++t) trained.step(on, t);
      trained.update(1 - static_cast<double>(trained.updates) / 10);
    }
  };
  environments.reset(3, agent.rollout.observation(0));
  agent.rollout.begin();
  train_until(agent, environments, 4);
  envs::Archive saved;
  saved(agent, environments);
  envs::Archive loaded(saved.bytes());
  loaded(copy, copied);
  EXPECT_EQ(copy.updates, 4);
  train_until(agent, environments, 10);
  train_until(copy, copied, 10);
  expect_equal_bits<float>(agent.parameters, copy.parameters);
}

TEST(A3C, OfOneWorkerIsA2COfOneEnvironmentBitForBit) {
  A3COptions a3c;
  a3c.workers = 1;
  const envs::Env env = envs::make("CartPole-v1");
  manual_seed(7);
  A2CAgent one(a3c.of_worker(), 4, {2, true}, 7);
  train(one, env, 200, 7);
  manual_seed(7);
  A3CAgent other(a3c, env, 7);
  other.run([&](A3CWorker&, double) { return other.updates < 200; });
  expect_equal_bits<float>(one.parameters, other.parameters);
}

TEST(A3C, InOrderGivesTheSameBitsAgain) {
  A3COptions options;
  options.workers = 3;
  const envs::Env env = envs::make("CartPole-v1");
  std::vector<Tensor> first;
  for (int run = 0; run < 2; ++run) {
    manual_seed(7);
    A3CAgent agent(options, env, 7);
    agent.run([&](A3CWorker&, double) { return agent.updates < 300; });
    if (run == 0)
      first = agent.parameters;
    else
      expect_equal_bits<float>(first, agent.parameters);
  }
}

TEST(A3C, StopsAllWorkersWhenOneFails) {
  A3COptions options;
  options.workers = 3;
  manual_seed(7);
  A3CAgent agent(options, envs::make("CartPole-v1"), 7);
  EXPECT_THROW(agent.run([&](A3CWorker&, double) -> bool {
    if (agent.updates == 10) throw StateError("enough");
    return true;
  }),
               StateError);
  EXPECT_EQ(agent.updates, 10);
}

TEST(ActorCriticNetwork, StartsOrthogonalAndNearlyIndifferent) {
  manual_seed(3);
  ActorCritic network(std::vector<int64_t>{6}, ActionSpace{3, true});
  const Tensor first = network->actor->layers[0]->weight;  // 64 x 6, columns of norm sqrt(2)
  EXPECT_LE((matmul(first.t(), first) - 2 * eye(6)).abs().max().item<float>(), 1e-5);
  const Tensor p = exp(network->distribution(ones({1, 6})).log_prob(tensor({0})));
  EXPECT_NEAR(p.item<float>(), 1.0 / 3, 0.01);
  for (const auto& layer : network->critic->layers) EXPECT_EQ(layer->bias.abs().sum().item<float>(), 0);
}

TEST(ActorCriticNetwork, SharesATrunkWhenAskedTo) {
  const std::vector<int64_t> four{4};
  ActorCritic separate(four, ActionSpace{2, true}),
      shared(four, ActionSpace{2, true}, ActorCriticLayers{{64, 64}, Activation::tanh, true});
  EXPECT_EQ(separate->parameters().size(), 12U);
  EXPECT_EQ(shared->parameters().size(), 8U);
  const auto [pi, v] = shared->forward(ones({5, 4}));
  EXPECT_EQ(v.sizes(), IntArrayRef({5}));
}

TEST(ActorCriticNetwork, SeesImagesThroughOneSetOfConvolutions) {
  manual_seed(4);
  ActorCriticLayers layers{{64}, Activation::relu};
  layers.pixel = 255;
  ActorCritic large(std::vector<int64_t>{2, 40, 40}, ActionSpace{3, true}, layers),
      small(std::vector<int64_t>{10, 5}, ActionSpace{3, true}, layers);
  EXPECT_EQ(large->named_parameters()["conv1.weight"].sizes(), IntArrayRef({16, 2, 8, 8}));
  EXPECT_EQ(large->named_parameters()["conv2.weight"].sizes(), IntArrayRef({32, 16, 4, 4}));
  EXPECT_EQ(large->actor->layers[0]->weight.sizes(), IntArrayRef({64, 32 * 3 * 3}));
  EXPECT_EQ(small->critic->layers[0]->weight.sizes(), IntArrayRef({64, 16 * 8 * 3}));
  const Tensor first =
      flatten(small->named_parameters()["conv1.weight"], 1);  // 16 x 9, columns of norm sqrt(2)
  EXPECT_LE((matmul(first.t(), first) - 2 * eye(9)).abs().max().item<float>(), 1e-5);

  // A picture of 255 is one of 1, and both losses reach the convolutions.
  const auto [pi, v] = large->forward(full({5, 2 * 40 * 40}, 255.0F));
  EXPECT_EQ(v.sizes(), IntArrayRef({5}));
  layers.pixel = 1;
  ActorCritic of_ones(std::vector<int64_t>{2, 40, 40}, ActionSpace{3, true}, layers);
  of_ones->load_state_dict(large->state_dict());
  EXPECT_TRUE(equal(of_ones->value(ones({5, 2 * 40 * 40})), v));
  const Tensor kernels = large->named_parameters()["conv1.weight"];
  v.sum().backward({}, true);
  EXPECT_GT(kernels.grad().abs().sum().item<float>(), 0);
  large->zero_grad();
  pi.log_prob(zeros({5}, kLong)).sum().backward();
  EXPECT_GT(kernels.grad().abs().sum().item<float>(), 0);
}

TEST(PPO, StoresTheActionDrawnAndStepsWithTheClippedOne) {
  PPOOptions options;
  options.num_envs = 3;
  options.num_minibatches = 1;
  options.log_std_init = 2;
  manual_seed(1);
  PPOAgent agent(options, {3}, action_space_of(envs::make("Pendulum-v1").action_space()), 1);
  envs::VectorEnv<> environments(envs::make("Pendulum-v1"), 3, reset_at_once);
  environments.reset(0, agent.rollout.observation(0));
  double largest = 0;
  for (int64_t t = 0; t < 20; ++t) {
    agent.step(environments, t);
    const Tensor drawn = agent.rollout.actions.select(0, t);
    largest = std::max(largest, drawn.abs().max().item<double>());
    for (const float taken : agent.rollout.rows(t)) EXPECT_LE(std::abs(taken), 2);
    const auto pi = agent.network->distribution(agent.rollout.observations.select(0, t));
    EXPECT_TRUE(equal(pi.log_prob(drawn), agent.rollout.log_probs.select(0, t)));
  }
  EXPECT_GT(largest, 2);
}

TEST(Rollout, KeepsTheValueOfTheObservationWhereAnEpisodeWasCutOff) {
  A2COptions options;
  options.num_envs = 1;
  options.num_steps = 10;
  manual_seed(1);
  A2CAgent agent(options, 4, {2, true}, 1);
  envs::VectorEnv<> environments(endless<int64_t>(), 1, reset_at_once);
  environments.reset(0, agent.rollout.observation(0));
  for (int64_t t = 0; t < 10; ++t) agent.step(environments, t);
  agent.rollout.finish(agent.network);
  // The 8th step ends in state 0 again and is cut off; the next one starts in state 0 too. The row before it,
  // from state 2, leads to state 3.
  const Tensor all = agent.network->value(eye(4));
  EXPECT_EQ(agent.rollout.truncated[7][0].item<int64_t>(), 1);
  EXPECT_EQ(agent.rollout.next_values[6][0].item<float>(), all[3].item<float>());
  EXPECT_EQ(agent.rollout.next_values[7][0].item<float>(), all[0].item<float>());
  EXPECT_EQ(agent.rollout.next_values[9][0].item<float>(), all[2].item<float>());
}

TEST(Rollout, ValuesTheLastObservationOfAnEpisodeAndNotTheFirstOfTheNext) {
  A2COptions options;
  options.num_envs = 2;
  options.num_steps = 6;
  manual_seed(1);
  A2CAgent agent(options, 4, {2, true}, 1);
  envs::VectorEnv<> environments(endless<int64_t>(6), 2, reset_at_once);
  environments.reset(0, agent.rollout.observation(0));
  for (int64_t t = 0; t < 6; ++t) agent.step(environments, t);
  agent.rollout.finish(agent.network);
  const Tensor all = agent.network->value(eye(4));
  for (int64_t env = 0; env < 2; ++env)  // cut off in state 2; the next episode starts in state 0
    EXPECT_EQ(agent.rollout.next_values[5][env].item<float>(), all[2].item<float>());
}

TEST(Normalizer, AgreesWithTwoPassesOverAllRows) {
  Normalizer normalizer(2, 0);
  Generator random(1);
  std::vector<float> all;
  for (int batch = 0; batch < 100; ++batch) {
    std::vector<float> rows(6);
    for (float& x : rows) x = static_cast<float>(3 + 2 * random.normal());
    normalizer->update(rows);
    all.insert(all.end(), rows.begin(), rows.end());
  }
  for (size_t k = 0; k < 2; ++k) {
    double mean = 0, variance = 0;
    for (size_t i = k; i < all.size(); i += 2) mean += all[i] / 300.0;
    for (size_t i = k; i < all.size(); i += 2) variance += (all[i] - mean) * (all[i] - mean) / 300.0;
    EXPECT_NEAR(normalizer->mean[static_cast<int64_t>(k)].item<double>(), mean, 1e-10);
    EXPECT_NEAR(normalizer->variance[static_cast<int64_t>(k)].item<double>(), variance, 1e-10);
  }
}

TEST(Normalizer, IsLeftAloneByEvaluation) {
  PPOOptions options;
  options.normalize_observations = true;
  manual_seed(1);
  PPOAgent agent(options, {4}, {2, true}, 1);
  train(agent, envs::make("CartPole-v1"), 2);
  const Tensor before = agent.rollout.normalizer->mean.clone();
  evaluate(
      envs::make("CartPole-v1"), [&](std::span<const float> s) { return agent.greedy_action(s); }, 0, 3);
  EXPECT_TRUE(equal(agent.rollout.normalizer->mean, before));
  EXPECT_EQ(agent.rollout.normalizer->count.item<double>(), 4 * (2 * 128 + 1));
}

TEST(RewardScaler, KeepsSigns) {
  RewardScaler scaler(2, 0.99);
  for (int t = 0; t < 100; ++t) {
    std::array<double, 2> rewards{t % 3 - 1.0, -2.5};
    const std::array<double, 2> before = rewards;
    scaler.scale(rewards, std::array<uint8_t, 2>{}, std::array<uint8_t, 2>{});
    for (size_t i = 0; i < 2; ++i) EXPECT_EQ(rewards[i] > 0, before[i] > 0);
  }
}

TEST(PPO, LearnsCartPole) {
  PPOOptions options;
  options.num_envs = 8;
  options.num_steps = 32;
  options.num_minibatches = 1;
  options.update_epochs = 20;
  options.gamma = 0.98;
  options.gae_lambda = 0.8;
  options.lr = 1e-3;
  options.anneal_clip = true;
  options.clip_value_loss = false;
  options.value_coef = 1;
  options.entropy_coef = 0;
  manual_seed(1);
  PPOAgent agent(options, {4}, {2, true}, 1);
  const envs::Env env = envs::make("CartPole-v1");
  train(agent, env, 200);  // 51 200 steps
  double total = 0;
  for (const double r : evaluate(
           env, [&](std::span<const float> s) { return agent.greedy_action(s); }, 1000, 10))
    total += r / 10;
  EXPECT_GE(total, 475);
}

TEST(PPO, LearnsToCatchFromPixelsThroughConvolutions) {
  PPOOptions options;
  options.num_envs = 8;
  options.num_steps = 32;
  options.hidden = {64};
  options.activation = "relu";
  options.shared_network = true;
  options.lr = 2.5e-3;
  options.anneal_lr = false;
  manual_seed(1);
  PPOAgent agent(options, {10, 5}, {3, true}, 1);
  const envs::Env env = envs::make("Catch-v0");
  train(agent, env, 120);
  const auto returns = evaluate(
      env, [&](auto x) { return agent.greedy_action(x); }, 1'000'000, 100);
  EXPECT_EQ(std::count(returns.begin(), returns.end(), 1.0), 100);
}

TEST(A2C, LearnsCartPole) {
  A2COptions options;
  options.optimizer = "adam";
  options.lr = 3e-3;
  options.num_envs = 16;
  options.gamma = 0.98;
  options.gae_lambda = 0.9;
  manual_seed(1);
  A2CAgent agent(options, 4, {2, true}, 1);
  const envs::Env env = envs::make("CartPole-v1");
  train(agent, env, 1500);  // 120 000 steps
  double total = 0;
  for (const double r : evaluate(
           env, [&](std::span<const float> s) { return agent.greedy_action(s); }, 1000, 10))
    total += r / 10;
  EXPECT_GE(total, 400);
}

TEST(PPO, StopsAtARewardThatIsNotANumberWithTheWeightsUnchanged) {
  PPOOptions options;
  options.num_steps = 4;
  manual_seed(1);
  PPOAgent agent(options, {4}, {2, true}, 1);
  envs::VectorEnv<> environments(envs::make("CartPole-v1"), 4, reset_at_once);
  environments.reset(0, agent.rollout.observation(0));
  for (int64_t t = 0; t < 4; ++t) agent.step(environments, t);
  agent.rollout.rewards.select(0, 1).fill_(std::numeric_limits<double>::quiet_NaN());
  const Tensor before = agent.parameters[0].clone();
  EXPECT_THROW(agent.update(), NonFiniteError);
  EXPECT_TRUE(equal(agent.parameters[0], before));
}

}  // namespace
}  // namespace ember::rl
