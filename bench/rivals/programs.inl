// The notebook's programs in PyTorch's spelling: the one text is compiled for Ember and for libtorch, so that
// both do the same work. LIBRARY is the namespace of the library; FUNCTIONAL that of its functional layers.

/// 4-128-128-2, or 4-128-2, with ReLU between.
struct Network : LIBRARY::nn::Module {
  std::vector<LIBRARY::nn::Linear> layers;
  explicit Network(const std::vector<int64_t>& sizes) {
    for (size_t i = 0; i + 1 < sizes.size(); ++i)
      layers.push_back(
          register_module("fc" + std::to_string(i + 1), LIBRARY::nn::Linear(sizes[i], sizes[i + 1])));
  }
  Tensor forward(Tensor x) {
    for (size_t i = 0; i < layers.size(); ++i) x = i == 0 ? layers[i](x) : layers[i](LIBRARY::relu(x));
    return x;
  }
};

using State = std::array<float, 4>;
Tensor row_of(const State& state) {
  const Tensor row = LIBRARY::empty({1, 4});
  std::copy(state.begin(), state.end(), row.template data_ptr<float>());
  return row;
}

/// Runs episodes of an agent with act(state), learn(transition) and end_episode().
template <class Agent> Run play(Agent& agent, const Game& game, int64_t episodes) {
  Run run;
  for (int64_t episode = 0; episode < episodes; ++episode) {
    State state{}, next{};
    game.reset(state.data());
    int64_t length = 0;
    for (bool done = false; !done; state = next, ++length) {
      const int64_t action = agent.act(state);
      done = game.step(action, next.data());
      agent.learn(state, action, next, done);
    }
    agent.end_episode();
    run.steps += length;
    if (episode >= episodes - 50) run.last_returns += static_cast<double>(length) / 50;
  }
  return run;
}

/// Deep Q-learning (Mnih et al. 2015): an update of 64 transitions per step, replay of 10 000.
struct Dqn {
  static constexpr size_t capacity = 10'000, batch = 64;
  struct Transition {
    State state, next;
    int64_t action;
    float done;
  };
  Network policy{{4, 128, 128, 2}}, target{{4, 128, 128, 2}};
  LIBRARY::optim::Adam optimizer{policy.parameters(), LIBRARY::optim::AdamOptions(1e-3)};
  std::vector<Transition> memory;
  size_t oldest = 0;
  int64_t updates = 0;
  double epsilon = 1;
  std::mt19937 random;

  explicit Dqn(unsigned seed) : random(seed) { copy_to_target(); }
  void copy_to_target() {
    const LIBRARY::NoGradGuard no_grad;
    const std::vector<Tensor> from = policy.parameters(), to = target.parameters();
    for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
  }
  double uniform() { return std::uniform_real_distribution<double>()(random); }

  int64_t act(const State& state) {
    if (uniform() < epsilon) return static_cast<int64_t>(random() % 2);
    const LIBRARY::NoGradGuard no_grad;
    return policy.forward(row_of(state)).argmax().template item<int64_t>();
  }

  void learn(const State& state, int64_t action, const State& next, bool done) {
    const Transition seen{state, next, action, done ? 1.0F : 0.0F};
    if (memory.size() < capacity)
      memory.push_back(seen);
    else
      memory[oldest++ % capacity] = seen;
    if (memory.size() < batch) return;

    const Tensor s = LIBRARY::empty({batch, 4}), s_next = LIBRARY::empty({batch, 4}),
                 a = LIBRARY::empty({batch}, LIBRARY::kLong), d = LIBRARY::empty({batch});
    std::array<size_t, batch> places{};
    for (size_t i = 0; i < batch; ++i) {
      do {
        places[i] = random() % memory.size();
      } while (std::find(places.begin(), places.begin() + i, places[i]) != places.begin() + i);
      const Transition& t = memory[places[i]];
      std::copy(t.state.begin(), t.state.end(), s.template data_ptr<float>() + 4 * i);
      std::copy(t.next.begin(), t.next.end(), s_next.template data_ptr<float>() + 4 * i);
      a.template data_ptr<int64_t>()[i] = t.action;
      d.template data_ptr<float>()[i] = t.done;
    }
    const Tensor q = policy.forward(s).gather(1, a.unsqueeze(1)).squeeze(1);
    Tensor y;
    {
      const LIBRARY::NoGradGuard no_grad;
      y = 1 + 0.99 * std::get<0>(LIBRARY::max(target.forward(s_next), 1)) * (1 - d);
    }
    optimizer.zero_grad();
    FUNCTIONAL::mse_loss(q, y).backward();
    optimizer.step();
    if (++updates % 10 == 0) copy_to_target();
    epsilon = std::max(0.01, epsilon * 0.995);
  }
  void end_episode() {}
};

/// REINFORCE (Williams 1992) with standardized returns: an update per episode, a graph per step.
struct Reinforce {
  Network policy{{4, 128, 2}};
  LIBRARY::optim::Adam optimizer{policy.parameters(), LIBRARY::optim::AdamOptions(1e-3)};
  std::vector<Tensor> log_probs;
  std::mt19937 random;

  explicit Reinforce(unsigned seed) : random(seed) {}
  int64_t act(const State& state) {
    const Tensor p = LIBRARY::softmax(policy.forward(row_of(state)), -1);
    const bool right = std::uniform_real_distribution<double>()(random) >= p.template data_ptr<float>()[0];
    const int64_t action = right ? 1 : 0;
    log_probs.push_back(LIBRARY::log(p.narrow(1, action, 1)).squeeze(1));
    return action;
  }
  void learn(const State&, int64_t, const State&, bool) {}

  void end_episode() {
    const auto length = static_cast<int64_t>(log_probs.size());
    const Tensor returns = LIBRARY::empty({length});
    double total = 0;
    for (int64_t t = length - 1; t >= 0; --t) {
      total = 1 + 0.99 * total;
      returns.template data_ptr<float>()[t] = static_cast<float>(total);
    }
    const Tensor advantages = (returns - returns.mean()) / (returns.std() + 1e-8);
    const Tensor loss = -(LIBRARY::cat(log_probs) * advantages).sum();
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    log_probs.clear();
  }
};

template <class Agent> Run run_program(const Game& game, int64_t episodes, unsigned seed) {
  LIBRARY::manual_seed(seed);
  Agent agent(seed);
  return play(agent, game, episodes);
}

Programs all_programs() { return {run_program<Dqn>, run_program<Reinforce>}; }
