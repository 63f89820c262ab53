#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/envs/registry.hpp>
#include <ember/rl/evaluate.hpp>
#include <ember/rl/sac.hpp>
#include <ember/rl/td3.hpp>

#include "small_envs.hpp"

namespace ember::rl {
namespace {

const ActionSpace one_number{1, false, {-1}, {1}};

TEST(SquashedLogProb, IsGolden) {
  const Tensor mean = tensor({{0.3, -1.0}}, kDouble), log_std = tensor({{-0.5, 0.2}}, kDouble),
               u = tensor({{1.2, -6.0}}, kDouble), unit = ones({2}, kDouble);
  EXPECT_NEAR(squashed_log_prob(u, mean, log_std, unit).item<double>(), 0.7833140881, 1e-9);
  EXPECT_NEAR(squashed_log_prob(u, mean, log_std, 2 * unit).item<double>(), 0.7833140881 - 2 * std::log(2.0),
              1e-9);
}

TEST(SquashedLogProb, StaysFiniteWhereTanhIsOne) {
  const Tensor u = tensor({{20.0F}}), zero = zeros({1, 1}), one = ones({1});
  const float gaussian = -200 - 0.5F * std::log(2 * 3.14159265F);
  EXPECT_NEAR(squashed_log_prob(u, zero, zero, one).item<float>(), gaussian + 38.6137, 1e-4);
}

TEST(SquashedLogProb, IsADensityOverTheActions) {
  const int64_t n = 20000;
  const double scale = 2, mean = 0.4, log_std = -0.3;
  double integral = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double a = scale * ((static_cast<double>(i) + 0.5) / n * 2 - 1);
    const auto one = [](double x) { return full({1, 1}, x, kDouble); };
    integral += 2 * scale / n *
                std::exp(squashed_log_prob(one(std::atanh(a / scale)), one(mean), one(log_std),
                                           full({1}, scale, kDouble))
                             .item<double>());
  }
  EXPECT_NEAR(integral, 1, 1e-3);
}

TEST(SoftTarget, KeepsTheEntropyInsideTheMaskOfTerminations) {
  const Tensor y = soft_target(tensor({1.0, 1.0}, kDouble), tensor({0.0, 1.0}, kDouble),
                               tensor({2.0, 2.0}, kDouble), tensor({-3.0, -3.0}, kDouble), 0.1, 0.5);
  EXPECT_NEAR(y[0].item<double>(), 1 + 0.5 * (2 + 0.3), 1e-12);
  EXPECT_NEAR(y[1].item<double>(), 1, 1e-12);
}

template <class Agent> void fill(Agent& agent, int64_t count) {
  Generator random(4);
  for (int64_t i = 0; i < count; ++i) {
    std::array<float, 3> s{}, next{};
    for (float& x : s) x = static_cast<float>(random.normal());
    for (float& x : next) x = static_cast<float>(random.normal());
    agent.buffer.push(
        {s, std::array{static_cast<float>(2 * random.uniform() - 1)}, random.normal(), next, i % 7 == 0});
  }
}

SACOptions small_sac() {
  SACOptions options;
  options.hidden = {16, 16};
  options.batch_size = 32;
  return options;
}

TEST(SAC, LeavesNoGradientOfTheActorInTheCritic) {
  manual_seed(1);
  SACAgent agent(small_sac(), 3, one_number, 1, kDouble);
  fill(agent, 100);
  const Tensor noise = zeros({32, 1}, kDouble);
  agent.update(agent.buffer.sample_with_replacement(32, agent.replay), noise, noise);
  // What is left is the critic's own gradient: a second agent that stops before the actor has the same.
  manual_seed(1);
  SACAgent other(small_sac(), 3, one_number, 1, kDouble);
  fill(other, 100);
  other.options.auto_alpha = false;
  const TransitionBatch& batch = other.buffer.sample_with_replacement(32, other.replay);
  Tensor y;
  {
    const NoGradGuard no_grad;
    const auto [a, log_pi] = other.policy->sample(batch.next_observations, noise);
    y = soft_target(batch.rewards, batch.terminated, other.target_q->minimum(batch.next_observations, a),
                    log_pi, 1, 0.99);
  }
  twin_value_loss(other.q->forward(batch.observations, batch.actions), y).backward();
  for (size_t i = 0; i < agent.q_parameters.size(); ++i)
    EXPECT_TRUE(equal(agent.q_parameters[i].grad(), other.q_parameters[i].grad())) << i;
  for (const Tensor& p : agent.q_parameters) EXPECT_TRUE(p.requires_grad());
}

TEST(SAC, RaisesTheTemperatureWhileTheEntropyIsBelowItsTargetAndLowersItAbove) {
  for (const double target : {5.0, -5.0}) {
    SACOptions options = small_sac();
    options.target_entropy = target;
    manual_seed(1);
    SACAgent agent(options, 3, one_number, 1);
    fill(agent, 100);
    agent.update();
    EXPECT_EQ(agent.alpha() > 1, target > 0);
    EXPECT_LT(std::abs(agent.entropy), 5);
  }
}

TEST(SAC, GoesOnFromASavedStateAsIfNeverStopped) {
  SACAgent agent(small_sac(), 3, one_number, 1), copy(small_sac(), 3, one_number, 2);
  fill(agent, 100);
  for (int i = 0; i < 5; ++i) agent.update();
  envs::Archive saved;
  agent.serialize(saved);
  envs::Archive loaded(saved.bytes());
  copy.serialize(loaded);
  const double before = copy.alpha();
  for (SACAgent* each : {&agent, &copy})
    for (int i = 0; i < 5; ++i) each->update();
  EXPECT_NE(copy.alpha(), before);
  EXPECT_EQ(copy.alpha(), agent.alpha());
  for (size_t i = 0; i < agent.policy_parameters.size(); ++i)
    EXPECT_TRUE(equal(agent.policy_parameters[i], copy.policy_parameters[i])) << i;
}

TEST(SAC, KeepsActionsAndLogProbabilitiesFiniteForHugeInputs) {
  manual_seed(1);
  SACAgent agent(small_sac(), 3, one_number, 1);
  for (const float huge : {1e6F, -1e6F}) {
    const auto [a, log_pi] = agent.policy->sample(full({4, 3}, huge), randn({4, 1}));
    EXPECT_LE(a.abs().max().item<float>(), 1);
    EXPECT_TRUE(log_pi.isfinite().all().item<bool>());
  }
}

TEST(SAC, ActsWithinTheBoundsFromTheFirstStepOn) {
  manual_seed(1);
  SACOptions options = small_sac();
  options.learning_starts = 10;
  SACAgent agent(options, 3, {2, false, {-2, 0}, {2, 1}}, 1);
  for (int64_t step = 1; step < 100; ++step) {
    const auto a = agent.select_action(std::array{1.0F, 2.0F, 3.0F}, step);
    EXPECT_TRUE(a[0] >= -2 && a[0] <= 2 && a[1] >= 0 && a[1] <= 1);
  }
}

TEST(SAC, RefusesChoicesAndOpenBounds) {
  EXPECT_THROW(SACAgent(small_sac(), 3, {2, true}, 1), ValueError);
  EXPECT_THROW(SACAgent(small_sac(), 3, {2, false}, 1), ValueError);
}

template <class Agent> double endless_value(Agent& agent, int updates) {
  envs::Env env = endless<std::span<const float>>();
  std::array<float, 4> state{}, next{};
  env.reset(0, state);
  for (int i = 0; i < 64; ++i) {
    const std::array<float, 1> action{static_cast<float>(i % 5) / 2 - 1};
    const envs::Step step = env.step(action, next);
    agent.buffer.push({state, action, step.reward, next, step.terminated});
    state = next;
    if (step.done()) env.reset({}, state);
  }
  for (int i = 0; i < updates; ++i) agent.update();
  const Tensor s = tensor({{1.0, 0.0, 0.0, 0.0}}, kDouble);
  return agent.q->q1(s, zeros({1, 1}, kDouble)).template item<double>();
}

TEST(SAC, ValuesTheEndlessEnvironmentAt50WithoutTemperature) {
  SACOptions options = small_sac();
  options.gamma = 0.98;
  options.auto_alpha = false;
  options.alpha = 0;
  options.tau = 0.1;
  options.q_lr = 3e-3;
  manual_seed(1);
  SACAgent agent(options, 4, one_number, 1, kDouble);
  EXPECT_NEAR(endless_value(agent, 4000), 50, 1);
}

TEST(TD3, ValuesTheEndlessEnvironmentAt50) {
  TD3Options options;
  options.hidden = {16, 16};
  options.batch_size = 32;
  options.gamma = 0.98;
  options.tau = 0.2;
  options.q_lr = 3e-3;
  manual_seed(1);
  TD3Agent agent(options, 4, one_number, 1, kDouble);
  EXPECT_NEAR(endless_value(agent, 4000), 50, 1);
}

TEST(TD3, MovesPolicyAndTargetsOnlyEverySecondUpdate) {
  TD3Options options;
  options.hidden = {16};
  options.batch_size = 32;
  manual_seed(1);
  TD3Agent agent(options, 3, one_number, 1);
  fill(agent, 100);
  const Tensor policy = agent.policy_parameters[0].clone(), target = agent.target_q_parameters[0].clone(),
               q = agent.q_parameters[0].clone();
  agent.update();
  EXPECT_TRUE(equal(agent.policy_parameters[0], policy));
  EXPECT_TRUE(equal(agent.target_q_parameters[0], target));
  EXPECT_FALSE(equal(agent.q_parameters[0], q));
  agent.update();
  EXPECT_FALSE(equal(agent.policy_parameters[0], policy));
  EXPECT_FALSE(equal(agent.target_q_parameters[0], target));
}

template <class Agent> double trained_on_pendulum(Agent& agent, int64_t steps) {
  envs::Env env = envs::make("Pendulum-v1");
  std::array<float, 3> state{}, next{};
  env.reset(1, state);
  for (int64_t i = 1; i <= steps; ++i) {
    const auto action = agent.select_action(state, i);
    const envs::Step step = env.step(action, next);
    agent.buffer.push({state, action, step.reward, next, step.terminated});
    if (agent.is_due(i)) agent.update();
    state = next;
    if (step.done()) env.reset({}, state);
  }
  double total = 0;
  for (const double r : evaluate(
           env, [&](std::span<const float> s) { return envs::Action(agent.greedy_action(s)); }, 1000, 10))
    total += r / 10;
  return total;
}

TEST(SAC, LearnsPendulum) {
  SACOptions options;
  options.hidden = {64, 64};
  options.batch_size = 100;
  options.policy_lr = options.q_lr = options.alpha_lr = 1e-3;
  options.buffer_size = 10'000;
  manual_seed(1);
  SACAgent agent(options, 3, action_space_of(envs::make("Pendulum-v1").action_space()), 1);
  EXPECT_GE(trained_on_pendulum(agent, 6000), -200);
}

TEST(TD3, LearnsPendulum) {
  TD3Options options;
  options.hidden = {64, 64};
  options.batch_size = 100;
  options.policy_lr = options.q_lr = 1e-3;
  options.buffer_size = 10'000;
  options.learning_starts = 200;
  options.gamma = 0.98;
  options.tau = 0.01;
  manual_seed(1);
  TD3Agent agent(options, 3, action_space_of(envs::make("Pendulum-v1").action_space()), 1);
  EXPECT_GE(trained_on_pendulum(agent, 7500), -200);
}

}  // namespace
}  // namespace ember::rl
