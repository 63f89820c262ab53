#!/usr/bin/python3
"""The reference notebook's DQN and REINFORCE in PyTorch, on CartPole-v1 with Gymnasium's numbers.

  notebook_twin.py record         first 1000 DQN updates and 20 REINFORCE episodes of seed 0, in float32 and float64:
                                  notebook_twin_{dqn,reinforce}_{f32,f64}.txt beside this script
  notebook_twin.py returns N      mean of the last 50 of 300 DQN episodes for seeds 0 to N-1 that are not yet in
                                  notebook_twin_returns.csv

A seed s seeds everything: random.seed(s), numpy.random.seed(s), torch.manual_seed(s), and the first reset(seed=s).
sin and cos are libm's. Lines of a recording: `update action loss` (loss nan before the first update), `episode return`.
"""
import math
import os
import random
import sys
import time
from collections import deque

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


class CartPole:
    """CartPole-v1 as in Gymnasium 1.x, with the limit of 500 steps."""

    TOTAL_MASS = 0.1 + 1.0
    POLE_MASS_LENGTH = 0.1 * 0.5
    THETA_LIMIT = 12 * 2 * math.pi / 360

    def reset(self, seed=None):
        if seed is not None:
            self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
        self.state = [float(v) for v in self.rng.uniform(low=-0.05, high=0.05, size=(4,))]
        self.steps = 0
        return np.array(self.state, dtype=np.float32)

    def step(self, action):
        x, v, theta, w = self.state
        sin, cos = math.sin(theta), math.cos(theta)
        force = 10.0 if action == 1 else -10.0
        temp = (force + self.POLE_MASS_LENGTH * (w * w) * sin) / self.TOTAL_MASS
        angular = (9.8 * sin - cos * temp) / (0.5 * (4.0 / 3.0 - 0.1 * (cos * cos) / self.TOTAL_MASS))
        linear = temp - self.POLE_MASS_LENGTH * angular * cos / self.TOTAL_MASS
        x, v, theta, w = x + 0.02 * v, v + 0.02 * linear, theta + 0.02 * w, w + 0.02 * angular
        self.state = [x, v, theta, w]
        self.steps += 1
        terminated = abs(x) > 2.4 or abs(theta) > self.THETA_LIMIT
        return np.array(self.state, dtype=np.float32), 1.0, terminated, self.steps >= 500


def real(values):
    return torch.as_tensor(np.asarray(values), dtype=torch.get_default_dtype())


class QNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(4, 128), nn.Linear(128, 128), nn.Linear(128, 2)

    def forward(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class DQN:
    def __init__(self):
        self.epsilon, self.updates = 1.0, 0
        self.policy, self.target = QNetwork(), QNetwork()
        self.target.load_state_dict(self.policy.state_dict())
        self.optimizer = optim.Adam(self.policy.parameters(), lr=1e-3)
        self.buffer = deque(maxlen=10000)

    def act(self, state):
        if random.random() < self.epsilon:
            return random.randint(0, 1)
        with torch.no_grad():
            return self.policy(real(state).unsqueeze(0)).argmax().item()

    def update(self):
        if len(self.buffer) < 64:
            return 0.0
        states, actions, rewards, next_states, dones = zip(*random.sample(self.buffer, 64))
        q = self.policy(real(np.array(states))).gather(1, torch.tensor(actions).unsqueeze(1))
        with torch.no_grad():
            next_q = self.target(real(np.array(next_states))).max(1)[0]
            target = real(rewards) + 0.99 * next_q * (1 - real(dones))
        loss = F.mse_loss(q.squeeze(), target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.updates += 1
        if self.updates % 10 == 0:
            self.target.load_state_dict(self.policy.state_dict())
        self.epsilon = max(0.01, self.epsilon * 0.995)
        return loss.item()


class Reinforce:
    def __init__(self):
        self.fc1, self.fc2 = nn.Linear(4, 128), nn.Linear(128, 2)
        self.optimizer = optim.Adam([*self.fc1.parameters(), *self.fc2.parameters()], lr=1e-3)
        self.log_probs, self.rewards = [], []

    def act(self, state):
        hidden = F.relu(self.fc1(real(state).unsqueeze(0)))
        policy = torch.distributions.Categorical(F.softmax(self.fc2(hidden), dim=-1))
        action = policy.sample()
        self.log_probs.append(policy.log_prob(action))
        return action.item()

    def update(self):
        returns, g = [], 0.0
        for reward in reversed(self.rewards):
            g = reward + 0.99 * g
            returns.insert(0, g)
        returns = real(returns)
        returns = (returns - returns.mean()) / (returns.std() + 1e-8)
        loss = torch.stack([-log_prob * g for log_prob, g in zip(self.log_probs, returns)]).sum()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.log_probs, self.rewards = [], []
        return loss.item()


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def record_dqn(path, seed, updates):
    seed_all(seed)
    agent, env = DQN(), CartPole()
    with open(path, "w") as out:
        state, total = env.reset(seed), 0.0
        while agent.updates < updates:
            action = agent.act(state)
            next_state, reward, terminated, truncated = env.step(action)
            done = terminated or truncated
            agent.buffer.append((state, action, reward, next_state, float(done)))
            before = agent.updates
            loss = agent.update()
            print("update", action, repr(loss) if agent.updates > before else "nan", file=out)
            state, total = next_state, total + reward
            if done:
                print("episode", total, file=out)
                state, total = env.reset(), 0.0


def record_reinforce(path, seed, episodes):
    seed_all(seed)
    agent, env = Reinforce(), CartPole()
    with open(path, "w") as out:
        for episode in range(episodes):
            state, done, actions = env.reset(seed if episode == 0 else None), False, []
            while not done:
                actions.append(agent.act(state))
                state, reward, terminated, truncated = env.step(actions[-1])
                agent.rewards.append(reward)
                done = terminated or truncated
            print("episode", float(len(actions)), "".join(map(str, actions)), repr(agent.update()), file=out)


def dqn_returns(seed, episodes=300):
    seed_all(seed)
    agent, env, returns = DQN(), CartPole(), []
    for episode in range(episodes):
        state, total, done = env.reset(seed if episode == 0 else None), 0.0, False
        while not done:
            action = agent.act(state)
            next_state, reward, terminated, truncated = env.step(action)
            done = terminated or truncated
            agent.buffer.append((state, action, reward, next_state, float(done)))
            agent.update()
            state, total = next_state, total + reward
        returns.append(total)
    return returns


def main():
    if sys.argv[1] == "record":
        for name, dtype in (("f32", torch.float32), ("f64", torch.float64)):
            torch.set_default_dtype(dtype)
            record_dqn(os.path.join(HERE, f"notebook_twin_dqn_{name}.txt"), 0, 1000)
            record_reinforce(os.path.join(HERE, f"notebook_twin_reinforce_{name}.txt"), 0, 20)
        return
    path = os.path.join(HERE, "notebook_twin_returns.csv")
    if not os.path.exists(path):
        with open(path, "w") as out:
            print("seed,last50_mean,all_mean,steps,seconds", file=out)
    with open(path) as known:
        done = {line.split(",")[0] for line in known}
    for seed in range(int(sys.argv[2])):
        if str(seed) in done:
            continue
        start = time.perf_counter()
        returns = dqn_returns(seed)
        with open(path, "a") as out:
            seconds = time.perf_counter() - start
            print(seed, np.mean(returns[-50:]), np.mean(returns), int(sum(returns)), f"{seconds:.1f}", sep=",", file=out)


main()
