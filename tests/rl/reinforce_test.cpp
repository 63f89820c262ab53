#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/envs/registry.hpp>
#include <ember/rl/advantages.hpp>
#include <ember/rl/policy_losses.hpp>
#include <ember/rl/reinforce.hpp>
#include <fstream>

namespace ember::rl {
namespace {

// The notebook's own loop with PyTorch's random numbers for weights and actions and Gymnasium's for the
// starts of the episodes. What it must do is recorded by tests/oracle/notebook_twin.py.
TEST(Notebook, TakesTheSameActionsAsPyTorchInTwentyEpisodesOfREINFORCE) {
  REINFORCEOptions options;
  options.head = "softmax";
  options.truncation = "terminal";
  set_default_dtype(kDouble);
  manual_seed(0);
  REINFORCEAgent agent(options, 4, {2, true}, 0, kDouble);
  set_default_dtype(kFloat);
  agent.random = *DefaultGenerator();

  envs::Env env = envs::make("CartPole-v1");
  std::array<float, 4> state{};
  std::ifstream recorded(EMBER_TEST_DATA "/notebook_twin_reinforce_f64.txt");
  std::string kind, actions, loss;
  double total = 0;
  int episodes = 0;
  while (recorded >> kind >> total >> actions >> loss) {
    env.reset(episodes == 0 ? envs::Seed(0) : envs::Seed(), state);
    std::string taken;
    for (envs::Step step; !step.done();) {
      const auto action = agent.select_action(state).as<int64_t>();
      taken += static_cast<char>('0' + action);
      step = env.step(action, state);
      agent.remember(step.reward);
    }
    ASSERT_EQ(taken, actions) << "episode " << episodes;
    ASSERT_NEAR(agent.update(), std::stod(loss), 1e-12) << "episode " << episodes;
    ++episodes;
  }
  EXPECT_EQ(episodes, 20);
}

// One state, three actions with rewards of known mean: the exact gradient is pi_k (r_k - sum_j pi_j r_j).
TEST(PolicyGradient, OfABanditIsUnbiasedAndABaselineMakesItVaryLess) {
  const std::array<double, 3> reward{1, 2, 4};
  const auto pi = distributions::Categorical::from_logits(tensor({0.2, -0.1, 0.3}, kDouble));
  std::array<double, 3> p{};
  double mean_reward = 0;
  for (size_t k = 0; k < 3; ++k) {
    p[k] = pi.probs()[static_cast<int64_t>(k)].item<double>();
    mean_reward += p[k] * reward[k];
  }
  constexpr int64_t n = 100'000;
  Generator random(5);
  const Tensor actions = pi.sample({n}, random);
  std::array<double, 2> variance{};
  for (const bool baseline : {false, true}) {
    const Tensor theta = tensor({0.2, -0.1, 0.3}, dtype(kDouble).requires_grad(true));
    const auto policy = distributions::Categorical::from_logits(theta);
    Tensor A = empty({n}, kDouble);
    std::array<double, 3> squares{};
    for (int64_t i = 0; i < n; ++i) {
      const auto a = static_cast<size_t>(actions.data_ptr<int64_t>()[i]);
      A.data_ptr<double>()[i] = reward[a] - (baseline ? mean_reward : 0);
      for (size_t k = 0; k < 3; ++k) {
        const double g = ((a == k) - p[k]) * A.data_ptr<double>()[i];
        squares[k] += g * g / n;
      }
    }
    policy_gradient_loss(policy.log_prob(actions), A).backward();
    for (size_t k = 0; k < 3; ++k) {
      const double exact = p[k] * (reward[k] - mean_reward);
      const double sampled = -theta.grad()[static_cast<int64_t>(k)].item<double>();
      const double spread = squares[k] - exact * exact;
      EXPECT_LE(std::abs(sampled - exact), 4 * std::sqrt(spread / n)) << "action " << k;
      variance[baseline] += spread;
    }
  }
  EXPECT_LT(variance[true], 0.7 * variance[false]);
}

// Two states, two actions: the policy gradient theorem with the exact visits d and action values Q beside the
// derivative of the exact value of the first state.
TEST(PolicyGradient, OfATwoStateProcessIsTheDerivativeOfItsValue) {
  constexpr double gamma = 0.9;
  const Tensor to_1 = tensor({{0.2, 0.7}, {0.5, 0.9}}, kDouble);     // P(s' = 1 | s, a)
  const Tensor reward = tensor({{1.0, -0.5}, {0.3, 2.0}}, kDouble);  // r(s, a)
  const Tensor theta = tensor({{0.3, -0.2}, {0.1, 0.4}}, dtype(kDouble).requires_grad(true));

  // V = (I - gamma P)^-1 r, of the policy
  const Tensor pi = softmax(theta, 1);
  const Tensor r = (pi * reward).sum({1}), p = (pi * to_1).sum({1});
  const Tensor a = 1 - gamma * (1 - p[0]), b = -gamma * p[0], c = -gamma * (1 - p[1]), d = 1 - gamma * p[1];
  const Tensor determinant = a * d - b * c;
  const Tensor V0 = (d * r[0] - b * r[1]) / determinant, V1 = (a * r[1] - c * r[0]) / determinant;
  V0.backward();
  const Tensor exact = theta.grad().clone();

  // sum_s d(s) sum_a pi(a|s) Q(s, a) grad log pi(a|s), d the discounted visits from state 0
  const Tensor Q = (reward + gamma * (to_1 * V1 + (1 - to_1) * V0)).detach();
  const Tensor visits = stack({d, -b}).unsqueeze(1).detach() / determinant.detach();
  const Tensor weights = 4 * visits * pi.detach() * Q;  // the loss is a mean over four pairs
  const Tensor again = theta.detach().clone().requires_grad_();
  policy_gradient_loss(log_softmax(again, 1).flatten(), weights.flatten()).backward();
  EXPECT_LE((exact + again.grad()).abs().max().item<double>(), 1e-10);
  EXPECT_GT(exact.abs().max().item<double>(), 0.1);
}

TEST(REINFORCE, LearnsWhichOfTwoActionsPays) {
  REINFORCEOptions options;
  options.hidden = {16};
  options.lr = 1e-2;
  manual_seed(1);
  REINFORCEAgent agent(options, 1, {2, true}, 1);
  const std::array<float, 1> state{1};
  for (int episode = 0; episode < 100; ++episode) {
    for (int t = 0; t < 10; ++t) agent.remember(agent.select_action(state).as<int64_t>() == 1 ? 1 : 0);
    agent.update();
  }
  EXPECT_EQ(agent.greedy_action(state).as<int64_t>(), 1);
  const Tensor p = agent.policy->distribution(tensor({1.0F}).view({1, 1})).log_prob(tensor({1}));
  EXPECT_GT(std::exp(p.item<float>()), 0.95);
}

TEST(REINFORCE, MovesAGaussianTowardsWhatPays) {
  REINFORCEOptions options;
  options.hidden = {16};
  options.lr = 1e-2;
  manual_seed(1);
  REINFORCEAgent agent(options, 1, {1, false}, 1);
  const std::array<float, 1> state{1};
  for (int episode = 0; episode < 300; ++episode) {
    for (int t = 0; t < 20; ++t) {
      const float a = agent.select_action(state).as<std::span<const float>>()[0];
      agent.remember(-(a - 2) * (a - 2));
    }
    agent.update();
  }
  EXPECT_NEAR(agent.greedy_action(state).as<std::span<const float>>()[0], 2, 0.3);
}

TEST(REINFORCE, TheBaselineLearnsTheReturn) {
  REINFORCEOptions options;
  options.hidden = {16};
  options.baseline = true;
  options.gamma = 0.5;
  options.truncation = "terminal";
  manual_seed(1);
  REINFORCEAgent agent(options, 1, {2, true}, 1);
  for (int episode = 0; episode < 100; ++episode) {
    for (const float s : {0.0F, 1.0F}) {
      agent.select_action(std::array{s});
      agent.remember(1);
    }
    agent.update();
  }
  EXPECT_NEAR(agent.value->forward(tensor({0.0F}).view({1, 1})).item<float>(), 1.5, 0.02);
  EXPECT_NEAR(agent.value->forward(tensor({1.0F}).view({1, 1})).item<float>(), 1, 0.02);
}

TEST(REINFORCE, AnEpisodeOfOneStepStaysFinite) {
  manual_seed(1);
  REINFORCEAgent agent(REINFORCEOptions{}, 1, {2, true}, 1);
  agent.select_action(std::array{1.0F});
  agent.remember(1);
  EXPECT_TRUE(std::isfinite(agent.update()));
}

TEST(REINFORCE, StopsAtARewardThatIsNotANumberWithTheWeightsUnchanged) {
  manual_seed(1);
  REINFORCEAgent agent(REINFORCEOptions{}, 1, {2, true}, 1);
  const Tensor before = agent.parameters[0].clone();
  for (const double reward : {1.0, std::nan("")}) {
    agent.select_action(std::array{1.0F});
    agent.remember(reward);
  }
  EXPECT_THROW(agent.update(), NonFiniteError);
  EXPECT_TRUE(equal(agent.parameters[0], before));
}

}  // namespace
}  // namespace ember::rl
