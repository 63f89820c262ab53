// Updates in PyTorch's spelling: the one text is compiled for Ember and for libtorch, so that both do the
// same work. LIBRARY is the namespace of the library; FUNCTIONAL that of its functional layers.

struct Network : LIBRARY::nn::Module {
  LIBRARY::nn::Linear fc1{nullptr}, fc2{nullptr}, fc3{nullptr};
  Network(int64_t in, int64_t hidden, int64_t out) {
    fc1 = register_module("fc1", LIBRARY::nn::Linear(in, hidden));
    fc2 = register_module("fc2", LIBRARY::nn::Linear(hidden, hidden));
    fc3 = register_module("fc3", LIBRARY::nn::Linear(hidden, out));
  }
  Tensor forward(const Tensor& x) { return fc3(LIBRARY::relu(fc2(LIBRARY::relu(fc1(x))))); }
  Tensor forward_tanh(const Tensor& x) { return fc3(LIBRARY::tanh(fc2(LIBRARY::tanh(fc1(x))))); }
};

std::vector<Tensor> joined(std::vector<Tensor> a, const std::vector<Tensor>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// The notebook's DQN (Mnih et al. 2015), sampling included: 4-128-128-2, 64 transitions of 10 000, Adam.
struct Dqn {
  Network policy{4, 128, 2}, target{4, 128, 2};
  LIBRARY::optim::Adam optimizer{policy.parameters(), LIBRARY::optim::AdamOptions(1e-3)};
  Tensor states = LIBRARY::rand({10'000, 4}), next = LIBRARY::rand({10'000, 4}),
         rewards = LIBRARY::ones({10'000}), done = LIBRARY::zeros({10'000}),
         actions = LIBRARY::randint(0, 2, {10'000}, LIBRARY::kLong);
  void update() {
    const Tensor places = LIBRARY::randint(0, 10'000, {64}, LIBRARY::kLong);
    const auto pick = [&](const Tensor& all) { return LIBRARY::index_select(all, 0, places); };
    Tensor y;
    {
      const LIBRARY::NoGradGuard no_grad;
      y = pick(rewards) + 0.99 * std::get<0>(LIBRARY::max(target.forward(pick(next)), 1)) * (1 - pick(done));
    }
    const Tensor q = policy.forward(pick(states)).gather(1, pick(actions).unsqueeze(1)).squeeze(1);
    const Tensor loss = FUNCTIONAL::mse_loss(q, y);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  std::vector<Tensor> weights = policy.parameters();
  void act() {  // as in training, the weights changed since the last action
    const LIBRARY::NoGradGuard no_grad;
    for (const Tensor& weight : weights) say_changed(weight);
    last = policy.forward(states.narrow(0, 7, 1)).argmax().item<int64_t>();
  }
  int64_t last = 0;
};

/// The notebook's REINFORCE (Williams 1992): a graph for each of 200 steps, or one for all; 4-128-2.
struct Reinforce {
  LIBRARY::nn::Linear fc1{4, 128}, fc2{128, 2};
  LIBRARY::optim::Adam optimizer{joined(fc1->parameters(), fc2->parameters()),
                                 LIBRARY::optim::AdamOptions(1e-3)};
  Tensor states = LIBRARY::rand({200, 4}), returns = LIBRARY::randn({200}),
         actions = LIBRARY::randint(0, 2, {200, 1}, LIBRARY::kLong);
  std::vector<Tensor> log_probs;
  Tensor log_prob(const Tensor& state, const Tensor& action) {
    const Tensor p = LIBRARY::softmax(fc2(LIBRARY::relu(fc1(state))), -1);
    return LIBRARY::log(p.gather(1, action)).squeeze(1);
  }
  void record() {
    log_probs.clear();
    for (int64_t t = 0; t < 200; ++t)
      log_probs.push_back(log_prob(states.narrow(0, t, 1), actions.narrow(0, t, 1)));
  }
  void step(const Tensor& loss) {
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  void update() {
    std::vector<Tensor> terms;
    for (int64_t t = 0; t < 200; ++t)
      terms.push_back(-log_probs[static_cast<size_t>(t)] * returns.narrow(0, t, 1));
    step(LIBRARY::stack(terms).sum());
  }
  void update_batched() { step(-(log_prob(states, actions) * returns).sum()); }
};

/// A2C (Mnih et al. 2016) on 128 rows: 64-64 shared, RMSprop, gradients clipped to 0.5.
struct A2c {
  LIBRARY::nn::Linear fc1{4, 64}, fc2{64, 64}, policy{64, 2}, value{64, 1};
  std::vector<Tensor> parameters =
      joined(joined(fc1->parameters(), fc2->parameters()), joined(policy->parameters(), value->parameters()));
  LIBRARY::optim::RMSprop optimizer{parameters, LIBRARY::optim::RMSpropOptions(7e-4).alpha(0.99).eps(1e-5)};
  Tensor states = LIBRARY::rand({128, 4}), returns = LIBRARY::randn({128}),
         actions = LIBRARY::randint(0, 2, {128, 1}, LIBRARY::kLong);
  void update() {
    const Tensor hidden = LIBRARY::tanh(fc2(LIBRARY::tanh(fc1(states))));
    const Tensor log_p = LIBRARY::log_softmax(policy(hidden), 1), v = value(hidden).squeeze(1);
    const Tensor advantage = returns - v.detach();
    const Tensor entropy = -(LIBRARY::exp(log_p) * log_p).sum(1).mean();
    const Tensor loss = -(log_p.gather(1, actions).squeeze(1) * advantage).mean() +
                        0.5 * FUNCTIONAL::mse_loss(v, returns) - 0.01 * entropy;
    optimizer.zero_grad();
    loss.backward();
    LIBRARY::nn::utils::clip_grad_norm_(parameters, 0.5);
    optimizer.step();
  }
};

/// A minibatch of PPO (Schulman et al. 2017): 64-64 for policy and for value, Adam, gradients clipped to 0.5.
struct Ppo {
  explicit Ppo(int64_t rows) : batch(rows) {}
  int64_t batch;
  Network policy{4, 64, 2}, value{4, 64, 1};
  std::vector<Tensor> parameters = joined(policy.parameters(), value.parameters());
  LIBRARY::optim::Adam optimizer{parameters, LIBRARY::optim::AdamOptions(3e-4).eps(1e-5)};
  Tensor states = LIBRARY::rand({batch, 4}), returns = LIBRARY::randn({batch}),
         advantage = LIBRARY::randn({batch}), old = LIBRARY::log(LIBRARY::rand({batch}) + 0.1),
         actions = LIBRARY::randint(0, 2, {batch, 1}, LIBRARY::kLong);
  void update() {
    const Tensor log_p = LIBRARY::log_softmax(policy.forward_tanh(states), 1);
    const Tensor entropy = -(LIBRARY::exp(log_p) * log_p).sum(1).mean();
    const Tensor ratio = LIBRARY::exp(log_p.gather(1, actions).squeeze(1) - old);
    const Tensor a = (advantage - advantage.mean()) / (advantage.std() + 1e-8);
    const Tensor surrogate = LIBRARY::minimum(ratio * a, LIBRARY::clamp(ratio, 0.8, 1.2) * a).mean();
    const Tensor v = value.forward_tanh(states).squeeze(1);
    const Tensor loss = -surrogate + 0.5 * FUNCTIONAL::mse_loss(v, returns) - 0.01 * entropy;
    optimizer.zero_grad();
    loss.backward();
    LIBRARY::nn::utils::clip_grad_norm_(parameters, 0.5);
    optimizer.step();
  }
};

std::vector<Update> all_updates() {
  const auto dqn = std::make_shared<Dqn>();
  const auto reinforce = std::make_shared<Reinforce>();
  const auto a2c = std::make_shared<A2c>();
  const auto ppo64 = std::make_shared<Ppo>(64), ppo256 = std::make_shared<Ppo>(256);
  return {{"dqn/update_64", {}, [=] { dqn->update(); }},
          {"dqn/greedy_action", {}, [=] { dqn->act(); }},
          {"reinforce/200_graphs", [=] { reinforce->record(); }, [=] { reinforce->update(); }},
          {"reinforce/200_batched", {}, [=] { reinforce->update_batched(); }},
          {"a2c/update_128", {}, [=] { a2c->update(); }},
          {"ppo/minibatch_64", {}, [=] { ppo64->update(); }},
          {"ppo/minibatch_256", {}, [=] { ppo256->update(); }}};
}
