#!/usr/bin/env python3
"""The reference notebook's programs in PyTorch and Gymnasium, timed whole: notebook.py dqn|reinforce [EPISODES]

Prints environment steps, seconds, and steps per second. The same on Ember: ./ember train dqn.
"""
import random
import sys
import time
from collections import deque

try:
    import gymnasium
    import numpy as np
    import torch
    import torch.nn.functional as F
except ImportError as missing:
    sys.exit(f"notebook.py is not run: {missing.name} is missing")
torch.set_num_threads(1)


def layers(*sizes):
    modules = []
    for i in range(len(sizes) - 1):
        modules += [torch.nn.Linear(sizes[i], sizes[i + 1]), torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


class DQN:
    def __init__(self):
        self.policy, self.target = layers(4, 128, 128, 2), layers(4, 128, 128, 2)
        self.target.load_state_dict(self.policy.state_dict())
        self.optimizer = torch.optim.Adam(self.policy.parameters(), lr=1e-3)
        self.memory, self.epsilon, self.updates = deque(maxlen=10000), 1.0, 0

    def act(self, state):
        if random.random() < self.epsilon:
            return random.randrange(2)
        with torch.no_grad():
            return int(self.policy(torch.from_numpy(state).unsqueeze(0)).argmax())

    def learn(self, *transition):
        self.memory.append(transition)
        if len(self.memory) < 64:
            return
        state, action, reward, after, done = (np.stack(x) for x in zip(*random.sample(self.memory, 64)))
        q = self.policy(torch.from_numpy(state)).gather(1, torch.from_numpy(action).unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            best = self.target(torch.from_numpy(after)).max(1).values
            y = torch.from_numpy(reward) + 0.99 * best * (1 - torch.from_numpy(done))
        loss = F.mse_loss(q, y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.updates += 1
        if self.updates % 10 == 0:
            self.target.load_state_dict(self.policy.state_dict())
        self.epsilon = max(0.01, self.epsilon * 0.995)

    def end_episode(self):
        pass


class Reinforce:
    def __init__(self):
        self.policy = layers(4, 128, 2)
        self.optimizer = torch.optim.Adam(self.policy.parameters(), lr=1e-3)
        self.log_probs, self.rewards = [], []

    def act(self, state):
        choice = torch.distributions.Categorical(torch.softmax(self.policy(torch.from_numpy(state)), -1))
        action = choice.sample()
        self.log_probs.append(choice.log_prob(action))
        return int(action)

    def learn(self, state, action, reward, after, done):
        self.rewards.append(float(reward))

    def end_episode(self):
        returns, total = [], 0.0
        for reward in reversed(self.rewards):
            total = reward + 0.99 * total
            returns.append(total)
        returns = torch.tensor(returns[::-1])
        returns = (returns - returns.mean()) / (returns.std() + 1e-8)
        loss = -(torch.stack(self.log_probs) * returns).sum()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.log_probs, self.rewards = [], []


def main():
    agents = {"dqn": (DQN, 300), "reinforce": (Reinforce, 500)}
    if len(sys.argv) < 2 or sys.argv[1] not in agents:
        sys.exit(__doc__)
    make, episodes = agents[sys.argv[1]]
    episodes = int(sys.argv[2]) if len(sys.argv) > 2 else episodes
    random.seed(0)
    torch.manual_seed(0)
    env, agent, steps, start = gymnasium.make("CartPole-v1"), make(), 0, time.perf_counter()
    for episode in range(episodes):
        state, _ = env.reset(seed=0 if episode == 0 else None)
        done = False
        while not done:
            action = agent.act(state)
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            agent.learn(state, action, np.float32(reward), after, np.float32(done))
            state, steps = after, steps + 1
        agent.end_episode()
    seconds = time.perf_counter() - start
    print(f"{sys.argv[1]}: {episodes} episodes, {steps} steps, {seconds:.1f} s, {steps / seconds:.0f} steps/s")


main()
