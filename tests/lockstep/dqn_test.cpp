// The notebook's DQN update beside PyTorch's, in float64: tests/oracle/dqn_lockstep.py says how weights and
// batches follow from one formula, and holds the loss of each of 1000 updates.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/activation.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/linear.hpp>
#include <ember/optim/adam.hpp>
#include <fstream>

namespace ember {
namespace {

class Numbers {
 public:
  double operator()() {
    state_ = 6364136223846793005u * state_ + 1442695040888963407u;
    return static_cast<double>(state_ >> 40) / 16777216.0;
  }

 private:
  uint64_t state_ = 42;
};

struct Network {
  nn::Linear fc1{4, 128}, fc2{128, 128}, fc3{128, 2};

  std::vector<nn::Linear> layers() const { return {fc1, fc2, fc3}; }
  Tensor forward(const Tensor& x) {
    return fc3->forward(nn::functional::relu(fc2->forward(nn::functional::relu(fc1->forward(x)))));
  }
  std::vector<Tensor> parameters() const {
    std::vector<Tensor> all;
    for (nn::Linear layer : layers())
      for (const Tensor& parameter : layer->parameters()) all.push_back(parameter);
    return all;
  }
  void copy_from(const Network& other) {
    const NoGradGuard no_grad;
    const auto to = parameters(), from = other.parameters();
    for (size_t i = 0; i < to.size(); ++i) Tensor(to[i]).copy_(from[i]);
  }
};

TEST(NotebookDQN, GivesPyTorchsLossesFor1000Updates) {
  std::ifstream file(EMBER_TEST_DATA "/dqn_lockstep.txt");
  ASSERT_TRUE(file);
  Numbers u;
  Network policy, target;
  for (nn::Linear layer : policy.layers()) {
    layer->to(kDouble);
    for (const Tensor& parameter : layer->parameters())
      for (int64_t i = 0; i < parameter.numel(); ++i)
        parameter.data_ptr<double>()[i] =
            (2 * u() - 1) / std::sqrt(static_cast<double>(layer->weight.size(1)));
  }
  for (nn::Linear layer : target.layers()) layer->to(kDouble);
  target.copy_from(policy);
  optim::Adam optimizer(policy.parameters(), optim::AdamOptions(1e-3));

  constexpr int64_t batch = 64;
  const Tensor states = empty({batch, 4}, kDouble), next_states = empty({batch, 4}, kDouble),
               actions = empty({batch, 1}, kLong), dones = empty({batch}, kDouble);
  double worst = 0;
  std::string word;
  for (int update = 1; update <= 1000; ++update) {
    for (int64_t i = 0; i < batch; ++i) {
      double* s = states.data_ptr<double>() + 4 * i;
      for (int k = 0; k < 4; ++k) s[k] = 2 * u() - 1;
      actions.data_ptr<int64_t>()[i] = u() >= 0.5;
      for (int k = 0; k < 4; ++k) next_states.data_ptr<double>()[4 * i + k] = s[k] + 0.1 * (2 * u() - 1);
      dones.data_ptr<double>()[i] = u() < 0.05;
    }
    Tensor y;
    {
      const NoGradGuard no_grad;
      y = 1.0 + 0.99 * std::get<0>(max(target.forward(next_states), 1)) * (1 - dones);
    }
    const Tensor q = squeeze(gather(policy.forward(states), 1, actions));
    const Tensor loss = nn::functional::mse_loss(q, y);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (update % 10 == 0) target.copy_from(policy);

    ASSERT_TRUE(file >> word);
    const double want = std::strtod(word.c_str(), nullptr);
    worst = std::max(worst, std::abs(loss.item<double>() - want) / want);
    ASSERT_LE(worst, 1e-12) << "update " << update;
  }
  RecordProperty("largest_relative_difference", std::to_string(worst * 1e15) + "e-15");
  ASSERT_TRUE(file >> word);
  const double want = std::strtod(word.c_str(), nullptr);
  double total = 0;
  for (const Tensor& parameter : policy.parameters()) total += parameter.sum().item<double>();
  EXPECT_LE(std::abs(total - want), 1e-10 * std::abs(want));
}

}  // namespace
}  // namespace ember
