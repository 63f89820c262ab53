// The parts of Rainbow one by one. Numbers from tests/oracle/value_methods.py unless worked out beside them.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/rl/c51.hpp>
#include <ember/rl/dqn.hpp>
#include <ember/rl/targets.hpp>
#include <fstream>
#include <sstream>

namespace ember::rl {
namespace {

std::vector<double> recorded(const std::string& name) {
  std::ifstream file(EMBER_TEST_DATA "/value_methods.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(name + ": ", 0) != 0) continue;
    std::istringstream words(line.substr(name.size() + 2));
    std::vector<double> numbers;
    for (std::string word; words >> word;) numbers.push_back(std::strtod(word.c_str(), nullptr));
    return numbers;
  }
  return {};
}

void expect_recorded(const std::string& name, const Tensor& values) {
  const std::vector<double> expected = recorded(name);
  const Tensor row = values.detach().contiguous();
  ASSERT_EQ(expected.size(), static_cast<size_t>(row.numel())) << name;
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(row.data_ptr<double>()[i], expected[i], 1e-9) << name << " " << i;
}

TEST(DoubleDQN, ValuesTheActionOfTheOnlineNetworkWithTheTargetNetwork) {
  const Tensor target = tensor({{1.0, 5.0, 3.0}, {2.0, 0.0, 4.0}}, kDouble);
  const Tensor online = tensor({{2.0, 1.0, 9.0}, {7.0, 1.0, 0.0}}, kDouble);
  const Tensor y = td_target(tensor({1.0, -1.0}, kDouble), tensor({0.0, 1.0}, kDouble),
                             double_dqn_value(online, target), 0.99);
  EXPECT_NEAR(y[0].item<double>(), 3.97, 1e-9);
  EXPECT_NEAR(y[1].item<double>(), -1, 1e-9);
  EXPECT_THROW(double_dqn_value(online, ones({2, 2}, kDouble)), ShapeError);
}

TEST(Dueling, SubtractsTheMeanAdvantage) {
  const Tensor v = tensor({{0.5}}, dtype(kDouble).requires_grad(true)),
               a = tensor({{1.0, 2.0, 6.0}}, dtype(kDouble).requires_grad(true));
  const Tensor q = dueling_value(v, a);
  expect_recorded("dueling", q);
  q[0][0].backward();
  const std::vector<double> expected = recorded("dueling_grad");
  EXPECT_NEAR(v.grad().item<double>(), expected.at(0), 1e-9);
  for (int64_t i = 0; i < 3; ++i)
    EXPECT_NEAR(a.grad()[0][i].item<double>(), expected.at(static_cast<size_t>(i) + 1), 1e-9);
}

TEST(Huber, IsQuadraticUpToOneAndLinearBeyond) {
  const Tensor q = tensor({0.5, 2.0, -3.0}, dtype(kDouble).requires_grad(true));
  const Tensor loss = nn::functional::huber_loss(q, zeros({3}, kDouble));
  expect_recorded("huber", loss);
  EXPECT_NEAR(loss.item<double>(), 1.375, 1e-9);
  loss.backward();
  expect_recorded("huber_grad", q.grad());
}

struct Stored {
  float observation, next;
  int64_t action, steps;
  double reward;
  bool terminated, truncated;
};

// What NStep(3, 0.5) stores of rewards 1, 2, 4, ... after which the episode ends in one of the two ways.
std::vector<Stored> folded(int64_t episode, bool terminated, NStep& n_step) {
  std::vector<Stored> stored;
  for (int64_t t = 0; t < episode; ++t) {
    const std::array<float, 1> s{static_cast<float>(t)}, next{static_cast<float>(t + 1)};
    const bool last = t + 1 == episode;
    n_step.push(
        {s, 10 + t, std::pow(2.0, static_cast<double>(t)), next, last && terminated, last && !terminated},
        [&](const Transition& x) {
          stored.push_back({x.observation[0], x.next_observation[0], x.action.as<int64_t>(), x.steps,
                            x.reward, x.terminated, x.truncated});
        });
  }
  return stored;
}

TEST(NStep, SumsDiscountedRewardsAndEndsWithTheEpisode) {
  NStep n_step(3, 0.5, 1);
  for (const bool terminated : {true, false, true}) {  // nothing of an episode reaches into the next
    const auto stored = folded(4, terminated, n_step);
    ASSERT_EQ(stored.size(), 4u);
    const std::array<double, 4> returns{1 + 1 + 1, 2 + 2 + 2, 4 + 4, 8};
    const std::array<int64_t, 4> steps{3, 3, 2, 1};
    const std::array<float, 4> next{3, 4, 4, 4};
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(stored[i].observation, static_cast<float>(i));
      EXPECT_EQ(stored[i].action, 10 + static_cast<int64_t>(i));
      EXPECT_DOUBLE_EQ(stored[i].reward, returns[i]);
      EXPECT_EQ(stored[i].steps, steps[i]);
      EXPECT_EQ(stored[i].next, next[i]);
      EXPECT_EQ(stored[i].terminated, terminated && i > 0);
      EXPECT_EQ(stored[i].truncated, !terminated && i > 0);
    }
  }
}

TEST(NStep, DiscountsTheValueAfterNStepsByGammaToTheN) {
  const Tensor y = td_target(tensor({3.0, 3.0}, kDouble), tensor({0.0, 1.0}, kDouble),
                             tensor({10.0, 10.0}, kDouble), pow(0.5, tensor({3.0, 2.0}, kDouble)));
  EXPECT_NEAR(y[0].item<double>(), 3 + 0.125 * 10, 1e-9);
  EXPECT_NEAR(y[1].item<double>(), 3, 1e-9);
}

TEST(SumTree, FindsThePlaceOfARunningSum) {
  SumTree tree(5);
  const std::array<double, 5> values{1, 0, 2.5, 0.5, 3};
  for (int64_t i = 0; i < 5; ++i) tree.set(i, values[static_cast<size_t>(i)]);
  EXPECT_EQ(tree.total(), 7);
  EXPECT_EQ(tree.find(0), 0);
  EXPECT_EQ(tree.find(0.999), 0);
  EXPECT_EQ(tree.find(1), 2);
  EXPECT_EQ(tree.find(3.49), 2);
  EXPECT_EQ(tree.find(3.5), 3);
  EXPECT_EQ(tree.find(6.999), 4);
  tree.set(2, 0);
  EXPECT_EQ(tree.find(1), 3);
  EXPECT_THROW(tree.set(0, -1), ValueError);
  EXPECT_THROW(tree.set(9, 1), IndexError);
}

TEST(PrioritizedReplay, DrawsByPriorityAndWeighsAgainstIt) {
  PrioritizedReplay replay(4, 0.6, kDouble);
  for (int64_t i = 0; i < 4; ++i) replay.add(i);
  Generator random(3);
  // Four equal priorities and four parts: every place once, with the weight 1.
  const auto first = replay.sample(4, 4, 0.4, random);
  ASSERT_EQ(first.places, (std::vector<int64_t>{0, 1, 2, 3}));
  for (int64_t i = 0; i < 4; ++i) EXPECT_EQ(first.weights[i].item<double>(), 1);
  replay.update(tensor({0.5, -2.0, 1.0, 0.1}, kDouble));
  const std::vector<double> priorities = recorded("priorities"), weights = recorded("weights");
  ASSERT_EQ(priorities.size(), 4u);
  double total = 0;
  for (int64_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(replay.tree()[i], priorities[static_cast<size_t>(i)], 1e-9);
    total += priorities[static_cast<size_t>(i)];
  }
  // Among 64 drawn all four occur, so the largest weight is that of the least likely.
  constexpr int64_t batch = 64, batches = 2000;
  std::array<double, 4> count{};
  for (int64_t b = 0; b < batches; ++b) {
    const auto& [places, w] = replay.sample(batch, 4, 0.4, random);
    for (size_t i = 0; i < batch; ++i) {
      const auto place = static_cast<size_t>(places[i]);
      ++count[place];
      ASSERT_NEAR(w.data_ptr<double>()[i], weights[place], 1e-9);
    }
  }
  // Drawn in parts, so the counts vary less than independent draws would: four standard errors of those.
  for (size_t i = 0; i < 4; ++i) {
    const double p = priorities[i] / total, n = batch * batches;
    EXPECT_NEAR(count[i] / n, p, 4 * std::sqrt(p * (1 - p) / n));
  }
}

TEST(PrioritizedReplay, RefusesErrorsThatAreNotFiniteAndKeepsThePriorities) {
  PrioritizedReplay replay(4, 0.6, kDouble);
  for (int64_t i = 0; i < 4; ++i) replay.add(i);
  Generator random(3);
  replay.sample(2, 4, 1, random);
  EXPECT_THROW(replay.update(tensor({5.0, std::nan("")}, kDouble)), NonFiniteError);
  EXPECT_THROW(replay.update(tensor({1.0, 2.0, 3.0}, kDouble)), ShapeError);
  EXPECT_EQ(replay.tree().total(), 4);
  EXPECT_THROW(PrioritizedReplay(4, 1.5), ValueError);
}

Tensor projection() {
  const Tensor z = linspace(-2, 2, 5, kDouble);
  const Tensor p =
      tensor({{0.1, 0.2, 0.4, 0.2, 0.1}, {0.5, 0.0, 0.25, 0.25, 0.0}, {0.2, 0.2, 0.2, 0.2, 0.2}}, kDouble);
  return categorical_projection(p, tensor({0.3, -1.0, 1.7}, kDouble), tensor({0.0, 0.0, 1.0}, kDouble),
                                tensor({0.9, 0.81, 0.9}, kDouble), z);
}

TEST(C51, ProjectsTheTargetDistributionOntoTheGrid) {
  const Tensor m = projection();
  expect_recorded("projection", m);
  for (int64_t i = 0; i < 3; ++i) EXPECT_NEAR(m[i].sum().item<double>(), 1, 1e-12);
}

TEST(C51, MinimisesTheCrossEntropy) {
  const Tensor m = projection();
  const Tensor logits =
      tensor({{0.3, -0.2, 0.5, 1.0, -1.5}, {0.3, -0.2, 0.5, 1.0, -1.5}, {0.3, -0.2, 0.5, 1.0, -1.5}},
             dtype(kDouble).requires_grad(true));
  const Tensor losses = -sum(m * log_softmax(logits, 1), {1});
  expect_recorded("cross_entropy", losses);
  mean(losses).backward();
  expect_recorded("cross_entropy_grad", logits.grad());
}

TEST(C51, TakesTheDistributionOfTheActionAndItsMean) {
  const Tensor p = tensor({{{0.5, 0.5}, {0.25, 0.75}}, {{1.0, 0.0}, {0.0, 1.0}}}, kDouble);
  const Tensor taken = distribution_of(p, tensor({1, 0}));
  EXPECT_EQ(taken[0][1].item<double>(), 0.75);
  EXPECT_EQ(taken[1][0].item<double>(), 1);
  const Tensor q = expected_value(p, tensor({-1.0, 3.0}, kDouble));
  EXPECT_EQ(q[0][0].item<double>(), 1);
  EXPECT_EQ(q[0][1].item<double>(), 2);
  EXPECT_EQ(q[1][1].item<double>(), 3);
}

TEST(NoisyLinear, AddsFactorisedNoiseToItsWeights) {
  NoisyLinear layer(3, 2);
  layer->to(kDouble);
  const auto set = [](Tensor parameter, const Tensor& values) {
    const NoGradGuard no_grad;
    parameter.copy_(values);
  };
  set(layer->weight_mu, tensor({{0.1, -0.2, 0.3}, {0.4, 0.5, -0.6}}, kDouble));
  set(layer->weight_sigma, full({2, 3}, 0.25, kDouble));
  set(layer->bias_mu, tensor({0.05, -0.1}, kDouble));
  set(layer->bias_sigma, full({2}, 0.125, kDouble));
  const auto f = [](const Tensor& e) { return sign(e) * sqrt(abs(e)); };
  const Tensor in = f(tensor({0.5, -1.5, 2.0}, kDouble)), out = f(tensor({-0.7, 0.9}, kDouble));
  layer->weight_epsilon.copy_(out.unsqueeze(1) * in.unsqueeze(0));
  layer->bias_epsilon.copy_(out);
  const Tensor y = layer->forward(tensor({{1.0, 2.0, -1.0}}, kDouble));
  expect_recorded("noisy", y);
  y.sum().backward();
  expect_recorded("noisy_sigma_grad", layer->weight_sigma.grad());
}

TEST(NoisyLinear, DrawsNoiseOfRankOneAndIsStillInEvaluation) {
  NoisyLinear layer(3, 2);
  Generator random(1);
  layer->reset_noise(random);
  const Tensor e = layer->weight_epsilon, b = layer->bias_epsilon;
  for (int64_t i = 0; i < 3; ++i)
    EXPECT_NEAR(e[0][i].item<float>() * b[1].item<float>(), e[1][i].item<float>() * b[0].item<float>(), 1e-5);
  const Tensor x = ones({1, 3}), noisy = layer->forward(x);
  layer->eval();
  const Tensor still = layer->forward(x);
  layer->reset_noise(random);
  EXPECT_EQ(layer->forward(x)[0][0].item<float>(), still[0][0].item<float>());
  EXPECT_NE(noisy[0][0].item<float>(), still[0][0].item<float>());
}

TEST(DQN, KeepsTheExplorationRateThatIsAskedForBesideNoise) {
  DQNOptions options;
  options.noisy = true;
  EXPECT_EQ(DQNAgent(options, {4}, 2, 1).epsilon, 0);
  options.noisy_epsilon = 1;
  DQNAgent agent(options, {4}, 2, 1);
  agent.explore_at(1'000'000);
  const std::vector<float> s(4, 0.5F);
  int64_t ones = 0;
  for (int i = 0; i < 1000; ++i) ones += agent.select_action(s);
  EXPECT_NEAR(static_cast<double>(ones), 500, 80);
}

TEST(QNetwork, BeginsWithAsMuchNoiseAsAskedFor) {
  QNetworkOptions options;
  options.noisy = true;
  options.noise = 0.1;
  const QNetwork network(std::vector<int64_t>{4}, 2, options);
  const Tensor sigma = network->named_parameters()["fc1.weight_sigma"];
  EXPECT_NEAR(sigma[0][0].item<float>(), 0.1 / std::sqrt(4.0), 1e-7);
}

TEST(QNetwork, GivesOneValueOrOneDistributionForEachAction) {
  EXPECT_EQ(QNetwork(std::vector<int64_t>{4}, 2, QNetworkOptions{})->forward(ones({5, 4})).sizes(),
            IntArrayRef({5, 2}));
  QNetworkOptions all;
  all.dueling = all.noisy = true;
  all.atoms = 51;
  QNetwork rainbow(std::vector<int64_t>{4}, 3, all);
  EXPECT_EQ(rainbow->forward(ones({5, 4})).sizes(), IntArrayRef({5, 3, 51}));
  QNetwork small(std::vector<int64_t>{10, 5}, 3, QNetworkOptions{}),
      large(std::vector<int64_t>{4, 84, 84}, 6, QNetworkOptions{});
  EXPECT_EQ(small->forward(ones({5, 50})).sizes(), IntArrayRef({5, 3}));
  EXPECT_EQ(large->forward(ones({1, 4 * 84 * 84})).sizes(), IntArrayRef({1, 6}));
  EXPECT_THROW(QNetwork(std::vector<int64_t>{2, 2}, 3, QNetworkOptions{}), ValueError);
}

}  // namespace
}  // namespace ember::rl
