// Written for torch::, compiled with libtorch and with Ember: an actor and a critic learn to balance a pole
// (the equations of Barto, Sutton and Anderson, 1983).
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <vector>

struct CartPole {
  double x = 0, speed = 0, angle = 0.02, turn = 0;
  bool step(int64_t action) {
    const double force = action == 1 ? 10 : -10, sine = std::sin(angle), cosine = std::cos(angle);
    const double pushed = (force + 0.05 * turn * turn * sine) / 1.1;
    const double turning = (9.8 * sine - cosine * pushed) / (0.5 * (4.0 / 3.0 - 0.1 * cosine * cosine / 1.1));
    const double moving = pushed - 0.05 * turning * cosine / 1.1;
    x += 0.02 * speed;
    speed += 0.02 * moving;
    angle += 0.02 * turn;
    turn += 0.02 * turning;
    return std::abs(x) > 2.4 || std::abs(angle) > 0.2095;
  }
  torch::Tensor state() const { return torch::tensor({x, speed, angle, turn}, torch::kFloat64); }
};

struct ActorCritic : torch::nn::Module {
  ActorCritic()
      : body(register_module("body", torch::nn::Linear(4, 32))),
        actor(register_module("actor", torch::nn::Linear(32, 2))),
        critic(register_module("critic", torch::nn::Linear(32, 1))) {}
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& state) {
    const auto hidden = torch::relu(body->forward(state));
    return {torch::softmax(actor->forward(hidden), -1), critic->forward(hidden)};
  }
  torch::nn::Linear body, actor, critic;
};

int main() {
  torch::manual_seed(3);
  auto net = std::make_shared<ActorCritic>();
  net->to(torch::kFloat64);
  torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions(0.01));
  for (int episode = 0; episode < 40; ++episode) {
    CartPole pole;
    std::vector<torch::Tensor> log_probs, values;
    std::vector<double> rewards;
    for (bool fallen = false; !fallen && rewards.size() < 200;) {
      const auto [probabilities, value] = net->forward(pole.state());
      const auto action = probabilities.multinomial(1)[0];
      log_probs.push_back(probabilities[action.item<int64_t>()].log());
      values.push_back(value.squeeze());
      fallen = pole.step(action.item<int64_t>());
      rewards.push_back(1);
    }
    std::vector<double> returns(rewards.size());
    double sum = 0;
    for (size_t t = rewards.size(); t-- > 0;) returns[t] = sum = rewards[t] + 0.99 * sum;
    auto target = torch::tensor(returns, torch::kFloat64);
    target = (target - target.mean()) / (target.std() + 1e-5);
    const auto value = torch::stack(values), log_prob = torch::stack(log_probs);
    const auto loss = -(log_prob * (target - value.detach())).sum() + torch::smooth_l1_loss(value, target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    std::printf("episode %d length %d loss %.4f\n", episode, static_cast<int>(rewards.size()),
                loss.item<double>());
  }
}
