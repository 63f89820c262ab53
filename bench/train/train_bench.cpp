// train_bench: the updates of deep RL, whole and in parts, beside libtorch. `ember` and `libtorch` rows are
// the same text compiled for both; `ember_fused` is the same work with Ember's fused forms, `ember_agent` the
// agent of ember::rl.
#include <algorithm>
#include <array>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/rl/dqn.hpp>
#include <ember/rl/targets.hpp>
#include <memory>

#include "rows.hpp"
#include "updates.hpp"

namespace ember::bench {
namespace {

/// The notebook's DQN: 4-128-128-2, 64 of 10 000 transitions, squared error, Adam.
struct Agent {
  rl::DQNAgent agent{options(), {4}, 2, 0};
  rl::TransitionBatch batch;
  std::array<float, 4> observation{0.1F, 0.2F, 0.3F, 0.4F};

  Agent() {
    std::array<float, 4> state{}, next{};
    Generator random(1);
    for (int i = 0; i < 10'000; ++i) {
      for (size_t k = 0; k < 4; ++k) {
        state[k] = static_cast<float>(2 * random.uniform() - 1);
        next[k] = static_cast<float>(2 * random.uniform() - 1);
      }
      agent.buffer.push({state, i % 2, 1.0, next, random.uniform() < 0.05, false});
    }
    batch = agent.buffer.sample(64, agent.replay);
  }
  static rl::DQNOptions options() {
    rl::DQNOptions notebook;
    notebook.buffer_size = 10'000;
    notebook.loss = "mse";
    notebook.max_grad_norm = 0;
    return notebook;
  }
  Tensor target() {
    const NoGradGuard no_grad;
    return rl::td_target(batch.rewards, batch.terminated,
                         rl::greedy_value(agent.target_net->forward(batch.next_observations)), 0.99);
  }
  Tensor loss(const Tensor& y) {
    return nn::functional::mse_loss(
        rl::value_of(agent.policy_net->forward(batch.observations), batch.actions), y);
  }
  void act() {  // as in training, the weights changed since the last action
    for (const Tensor& weight : agent.parameters) weight.impl().bump_version();
    agent.greedy_action(observation);
  }
};

Contestant contestant(const std::string& name, const Update& update) {
  return {.name = name, .run = [run = update.run](int) { run(); }, .prepare = update.prepare};
}

const Update* fused_form(const std::string& name) {
  static const std::vector<Update> all = ember_fused_updates();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Update& u) { return u.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void add_update(size_t i, const std::string& name) {
  const bool agent = name.rfind("dqn/", 0) == 0, beside = is_asked("libtorch");
  std::vector<std::string> names{"ember"};
  if (agent) names.push_back("ember_agent");
  const Update* fused = fused_form(name);
  if (fused != nullptr) names.push_back("ember_fused");
  if (beside) names.push_back("libtorch");
  const Work work{.flops = name == "dqn/update_64" ? 8.716e6 : 0};
  add_race(name, work, names, [=]() -> std::vector<Contestant> {
    std::vector<Contestant> all{contestant("ember", ember_updates()[i])};
    if (agent) {
      const auto own = std::make_shared<Agent>();
      const auto update = [own](int) { own->agent.update(); };
      const auto act = [own](int) { own->act(); };
      all.push_back(
          {.name = "ember_agent", .run = name == "dqn/update_64" ? std::function<void(int)>(update) : act});
    }
    if (fused != nullptr) all.push_back(contestant("ember_fused", *fused));
#if defined EMBER_BENCH_LIBTORCH
    if (beside) all.push_back(contestant("libtorch", libtorch_updates()[i]));
#endif
    return all;
  });
}

void add_parts() {
  const std::vector<std::string> names{"sample", "target", "forward_and_loss", "forward_loss_backward",
                                       "adam"};
  add_race("dqn/parts", {}, names, []() -> std::vector<Contestant> {
    const auto own = std::make_shared<Agent>();
    const Tensor y = own->target();
    own->loss(y).backward();
    return {{"sample", [=](int) { own->agent.buffer.sample(64, own->agent.replay); }},
            {"target", [=](int) { own->target(); }},
            {"forward_and_loss", [=](int) { own->loss(y); }},
            {"forward_loss_backward",
             [=](int) {
               own->agent.optimizer.zero_grad();
               own->loss(y).backward();
             }},
            {"adam", [=](int) { own->agent.optimizer.step(); }}};
  });
}

void add_rows() {
  const std::vector<Update> updates = ember_updates();
  for (size_t i = 0; i < updates.size(); ++i) add_update(i, updates[i].name);
  add_parts();
}

}  // namespace
}  // namespace ember::bench

int main(int argc, char** argv) {
#if defined EMBER_BENCH_LIBTORCH
  constexpr bool found = true;
#else
  constexpr bool found = false;
#endif
  return ember::bench::run_suite(argc, argv, {{"libtorch", found, "libtorch-dev"}}, ember::bench::add_rows);
}
