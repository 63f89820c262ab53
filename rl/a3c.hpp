// Asynchronous advantage actor-critic (Mnih et al. 2016, "Asynchronous Methods for Deep Reinforcement
// Learning", Algorithm S3).
//
// Each worker has an environment, a copy of the parameters and a thread. It acts and computes its gradient
// alone; only then, under one mutex, are its gradient applied to the shared parameters and the new parameters
// copied back. So the order of the updates is all that depends on timing, and with `ordered` not even that.
#pragma once

#include <ember/envs/env.hpp>
#include <ember/rl/a2c.hpp>
#include <functional>
#include <memory>

namespace ember::rl {

struct A3COptions {
  int64_t workers = 2;
  bool ordered = true;
  int64_t num_steps = 5;
  std::vector<int64_t> hidden = {64, 64};
  std::string activation = "tanh";
  std::string optimizer = "rmsprop";
  double lr = 7e-4;
  double optimizer_eps = 1e-5;
  bool anneal_lr = false;
  double gamma = 0.99;
  double gae_lambda = 1;
  double value_coef = 1;
  double entropy_coef = 0;
  double max_grad_norm = 0.5;

  template <class Visitor> void describe(Visitor&& visit) {
    visit("workers", workers, "threads, each with an environment of its own", Range{1, 256});
    visit("ordered", ordered, "workers take turns in a fixed order, so that a seed gives the same run",
          Any{});
    visit("num_steps", num_steps, "steps of a worker before its update", AtLeast(1));
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("activation", activation, "between the layers", OneOf{"tanh", "relu"});
    visit("optimizer", optimizer, "how gradients become steps; its state is shared",
          OneOf{"rmsprop", "rmsprop_tensorflow", "adam"});
    visit("lr", lr, "learning rate", Above(0));
    visit("optimizer_eps", optimizer_eps, "the optimizer's epsilon", Above(0));
    visit("anneal_lr", anneal_lr, "let the learning rate fall in a straight line to 0", Any{});
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("gae_lambda", gae_lambda, "decay of the advantage's trace; 1: n-step returns", Range{0, 1});
    visit("value_coef", value_coef, "weight of the value loss (V - R)^2 / 2", AtLeast(0));
    visit("entropy_coef", entropy_coef, "weight of the entropy bonus", AtLeast(0));
    visit("max_grad_norm", max_grad_norm, "norm to which the gradient is clipped; 0 for none", AtLeast(0));
  }

  /// The same for the agent of one worker.
  A2COptions of_worker() const;
};

/// One worker: an A2C agent with one environment whose optimizer is not used.
struct A3CWorker {
  int64_t index;
  A2CAgent agent;
  std::unique_ptr<envs::VectorEnv<>> environment;
};

/// What the mutex protects, and the workers. All state is public.
class A3CAgent {
 public:
  /// Draws the initial weights from the process's generator. Worker i starts its streams and environment from
  /// seed + i.
  A3CAgent(const A3COptions& options, const envs::Env& env, uint64_t seed, ScalarType dtype = kFloat);
  ~A3CAgent();

  /// The most probable action of the shared network.
  envs::Action greedy_action(std::span<const float> observation);

  /// Calls `report(worker, loss)` under the mutex after each update, until it returns false or throws; then
  /// all workers stop, and what was thrown first is thrown again. The worker's rollout still holds what was
  /// learned from.
  using Report = std::function<bool(A3CWorker& worker, double loss)>;
  void run(const Report& report);

  A3COptions options;
  ActorCritic network;
  std::vector<Tensor> parameters;
  std::unique_ptr<optim::Optimizer> optimizer;
  std::vector<std::unique_ptr<A3CWorker>> workers;
  double remaining = 1;  ///< share of the training that is left, for the learning rate; set it in the report
  int64_t updates = 0;
  double grad_norm = 0;

 private:
  void work(size_t index, const Report& report);
  double apply(A3CWorker& worker);

  struct Turns;  // the mutex, and news of whose turn it is
  std::unique_ptr<Turns> turns_;
  size_t turn_ = 0;
  bool stopped_ = false;
  std::vector<float> row_;
};

}  // namespace ember::rl
