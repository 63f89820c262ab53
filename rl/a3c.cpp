#include <condition_variable>
#include <ember/autograd/copy.hpp>
#include <ember/envs/vector_env.hpp>
#include <ember/rl/a3c.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/polyak.hpp>
#include <exception>
#include <mutex>
#include <thread>

namespace ember::rl {

A2COptions A3COptions::of_worker() const {
  A2COptions worker;
  worker.num_envs = 1;
  worker.num_steps = num_steps;
  worker.hidden = hidden;
  worker.activation = activation;
  worker.optimizer = optimizer;
  worker.lr = lr;
  worker.optimizer_eps = optimizer_eps;
  worker.gamma = gamma;
  worker.gae_lambda = gae_lambda;
  worker.value_coef = value_coef;
  worker.entropy_coef = entropy_coef;
  worker.max_grad_norm = max_grad_norm;
  return worker;
}

struct A3CAgent::Turns {
  std::mutex mutex;
  std::condition_variable changed;
};

A3CAgent::A3CAgent(const A3COptions& chosen, const envs::Env& env, uint64_t seed, ScalarType dtype)
    : options(chosen),
      network(std::vector{static_cast<int64_t>(env.observation_size())}, action_space_of(env.action_space()),
              ActorCriticLayers{options.hidden, activation_of(options.activation)}),
      parameters((network->to(dtype), network->parameters())),
      optimizer(make_optimizer(options.optimizer, parameters, options.lr, options.optimizer_eps)),
      turns_(std::make_unique<Turns>()) {
  envs::VectorOptions reset_at_once;
  reset_at_once.autoreset = envs::Autoreset::same_step;
  for (int64_t i = 0; i < options.workers; ++i) {
    const uint64_t own = seed + static_cast<uint64_t>(i);
    workers.push_back(std::make_unique<A3CWorker>(
        A3CWorker{i,
                  A2CAgent(options.of_worker(), static_cast<int64_t>(env.observation_size()),
                           action_space_of(env.action_space()), own, dtype),
                  std::make_unique<envs::VectorEnv<>>(env, 1, reset_at_once)}));
    A3CWorker& worker = *workers.back();
    polyak_update(worker.agent.parameters, parameters, 1);
    worker.environment->reset(own, worker.agent.rollout.observation(0));
  }
}

A3CAgent::~A3CAgent() = default;

envs::Action A3CAgent::greedy_action(std::span<const float> observation) {
  return rl::greedy_action(network, {nullptr}, observation, row_);
}

// d theta of the worker becomes the gradient of the shared theta; the worker leaves with the new theta.
double A3CAgent::apply(A3CWorker& worker) {
  for (size_t i = 0; i < parameters.size(); ++i)
    parameters[i].mutable_grad() = worker.agent.parameters[i].grad();
  if (options.anneal_lr) set_lr(*optimizer, options.lr * remaining);
  const double norm = apply_gradients("A3CAgent", *optimizer, parameters, options.max_grad_norm);
  optimizer->zero_grad();
  polyak_update(worker.agent.parameters, parameters, 1);
  ++updates;
  return norm;
}

void A3CAgent::work(size_t index, const Report& report) {
  A3CWorker& worker = *workers[index];
  A2CAgent& agent = worker.agent;
  while (true) {
    for (int64_t t = 0; t < options.num_steps; ++t) agent.step(*worker.environment, t);
    const double loss = agent.gradient();

    std::unique_lock lock(turns_->mutex);
    if (options.ordered) turns_->changed.wait(lock, [&] { return stopped_ || turn_ == index; });
    if (stopped_) return;
    stopped_ = true;  // for the others, should one of these throw
    grad_norm = apply(worker);
    turn_ = (index + 1) % workers.size();
    stopped_ = !report(worker, loss);
    turns_->changed.notify_all();
    if (stopped_) return;
  }
}

void A3CAgent::run(const Report& report) {
  stopped_ = false;
  turn_ = 0;
  std::exception_ptr first_error;
  const auto body = [&](size_t index) {
    try {
      work(index, report);
    } catch (...) {
      const std::lock_guard lock(turns_->mutex);
      if (!first_error) first_error = std::current_exception();
      stopped_ = true;
      turns_->changed.notify_all();
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < workers.size(); ++i) threads.emplace_back(body, i);
  body(0);
  for (std::thread& thread : threads) thread.join();
  if (first_error) std::rethrow_exception(first_error);
}

}  // namespace ember::rl
