#include <gtest/gtest.h>

#include <array>
#include <ember/autograd/pool.hpp>
#include <ember/envs/registry.hpp>
#include <ember/envs/vector_env.hpp>
#include <ember/rl/a3c.hpp>
#include <ember/rl/actor_critic.hpp>
#include <ember/rl/ppo.hpp>
#include <ember/rl/reinforce.hpp>
#include <ember/rl/sac.hpp>
#include <ember/rl/tabular.hpp>
#include <ember/rl/td3.hpp>

#include "heap_calls.hpp"

namespace ember::rl {
namespace {

// Runs `step(i)` until everything has its size, then counts what further ones take from the heap.
template <class Step> void expect_no_heap_calls(int warm, int counted, const Step& step) {
  for (int i = 0; i < warm; ++i) step(i);
  const long before = heap_calls;
  const uint64_t pool_before = pool::system_calls();
  for (int i = 0; i < counted; ++i) step(warm + i);
  EXPECT_EQ(heap_calls - before, 0);
  EXPECT_EQ(pool::system_calls() - pool_before, 0U);
}

TEST_F(SteadyStep, OfREINFORCEMakesNoHeapCalls) {
  for (const bool discrete : {true, false}) {
    REINFORCEOptions options;
    options.baseline = true;
    REINFORCEAgent agent(options, 4, {2, discrete}, 0);
    std::array<float, 4> state{0.1F, 0.2F, 0.3F, 0.4F};
    expect_no_heap_calls(200, 200, [&](int i) {
      state[0] = static_cast<float>(i % 7) * 0.1F;
      agent.select_action(state);
      agent.remember(i % 3);
      if (i % 20 == 19) agent.update();
    });
  }
}

TEST_F(SteadyStep, OfActorCriticMakesNoHeapCalls) {
  ActorCriticAgent agent(ActorCriticOptions{}, 4, {2, true}, 0);
  const std::array<float, 4> state{0.1F, 0.2F, 0.3F, 0.4F};
  expect_no_heap_calls(100, 100, [&](int i) {
    agent.select_action(state);
    agent.update({1.0, i % 10 == 0, false}, state);
  });
}

template <class Agent> void expect_steady(Agent& agent, const char* id) {
  envs::VectorEnv<> environments(envs::make(id), agent.rollout.envs,
                                 {.autoreset = envs::Autoreset::same_step});
  environments.reset(0, agent.rollout.observation(0));
  expect_no_heap_calls(40, 40, [&](int) {
    for (int64_t t = 0; t < agent.rollout.steps; ++t) agent.step(environments, t);
    agent.update(0.5);
  });
}

TEST_F(SteadyStep, OfA2CMakesNoHeapCalls) {
  A2CAgent agent(A2COptions{}, 4, {2, true}, 0);
  expect_steady(agent, "CartPole-v1");
}

TEST_F(SteadyStep, OfA3CMakesNoHeapCallsInAnyOrder) {
  for (const bool ordered : {true, false}) {
    A3COptions options;
    options.workers = 3;
    options.ordered = ordered;
    A3CAgent agent(options, envs::make("CartPole-v1"), 0);
    long before = 0;
    uint64_t pool_before = 0;
    agent.run([&](A3CWorker&, double) {
      if (agent.updates == 1000) {
        before = heap_calls;
        pool_before = pool::system_calls();
      }
      return agent.updates < 2000;
    });
    EXPECT_EQ(heap_calls - before, 0) << ordered;
    EXPECT_EQ(pool::system_calls() - pool_before, 0U) << ordered;
  }
}

TEST_F(SteadyStep, OfPPOMakesNoHeapCalls) {
  PPOOptions options;
  options.num_steps = 16;
  PPOAgent choices(options, {4}, {2, true}, 0);
  expect_steady(choices, "CartPole-v1");
  PPOAgent rows(options, {3}, action_space_of(envs::make("Pendulum-v1").action_space()), 0);
  expect_steady(rows, "Pendulum-v1");
}

TEST_F(SteadyStep, OfPPOMakesNoHeapCallsOnPictures) {
  PPOOptions options;
  options.num_steps = 16;
  PPOAgent agent(options, {10, 5}, {3, true}, 0);
  expect_steady(agent, "Catch-v0");
}

TEST_F(SteadyStep, OfTablesMakesNoHeapCalls) {
  TabularAgent agent(TabularOptions{}, 16, 4, 0);
  expect_no_heap_calls(100, 1000, [&](int i) {
    const int64_t a = agent.select_action(i % 16), next = (i + 1) % 16;
    agent.q_learning(i % 16, a, 1, next, i % 10 == 0);
    agent.sarsa(i % 16, a, 1, next, agent.select_action(next), i % 10 == 0);
  });
}

template <class Agent> void expect_steady_replay(Agent& agent) {
  const std::array<float, 3> state{0.1F, 0.2F, 0.3F};
  expect_no_heap_calls(400, 200, [&](int i) {
    const auto action = agent.select_action(state, i);
    agent.buffer.push({state, action, 1.0, state, i % 20 == 0});
    if (agent.is_due(i)) agent.update();
  });
}

TEST_F(SteadyStep, OfSACMakesNoHeapCalls) {
  SACOptions options;
  options.hidden = {32, 32};
  options.buffer_size = 1000;
  SACAgent agent(options, 3, {1, false, {-2}, {2}}, 0);
  expect_steady_replay(agent);
}

TEST_F(SteadyStep, OfTD3MakesNoHeapCalls) {
  TD3Options options;
  options.hidden = {32, 32};
  options.buffer_size = 1000;
  options.learning_starts = 100;
  TD3Agent agent(options, 3, {1, false, {-2}, {2}}, 0);
  expect_steady_replay(agent);
}

}  // namespace
}  // namespace ember::rl
