#!/usr/bin/python3
"""The notebook's DQN update in PyTorch, float64, 1000 updates of 64 transitions: losses in dqn_lockstep.txt, and those
of Double DQN in double_dqn_lockstep.txt.

Everything that goes in follows from one formula, so that no batch needs to be stored. Let u(n) be the n-th number of the
generator x <- 6364136223846793005 x + 1442695040888963407 (mod 2^64), x_0 = 42, as floor(x / 2^40) / 2^24, in [0, 1).
  network 4-128-128-2: weights and biases in the order fc1.weight, fc1.bias, fc2.weight, ..., row by row, each
    (2 u - 1) / sqrt(inputs of the layer)
  update by update, for each of 64 transitions: the four numbers 2 u - 1 of the state, then the action [u >= 1/2], then
    the four numbers x + 0.1 (2 u - 1) of the next state, x being those of the state, then done [u < 0.05]; reward 1
The update is the notebook's: mean squared error on r + 0.99 max q'(s') (1 - done), Adam with lr 1e-3, target network
copied after every 10 updates; Double DQN has r + 0.99 q'(s', argmax q(s')) (1 - done). Line n of the output is the loss of update n before its step, as a hexadecimal float; the
last line is the sum of all weights and biases at the end.
"""
import os

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
state = 42


def u():
    global state
    state = (6364136223846793005 * state + 1442695040888963407) % 2**64
    return (state >> 40) / 2**24


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(4, 128), nn.Linear(128, 128), nn.Linear(128, 2)

    def forward(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


def record(name, double):
    global state
    state = 42
    policy, target = Network(), Network()
    with torch.no_grad():
        for layer in (policy.fc1, policy.fc2, policy.fc3):
            for p in (layer.weight, layer.bias):
                bound = layer.in_features ** 0.5
                p.copy_(torch.tensor([(2 * u() - 1) / bound for _ in range(p.numel())]).reshape(p.shape))
    target.load_state_dict(policy.state_dict())
    optimizer = torch.optim.Adam(policy.parameters(), lr=1e-3)

    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), "w") as out:
        for update in range(1, 1001):
            states, actions, next_states, dones = [], [], [], []
            for _ in range(64):
                s = [2 * u() - 1 for _ in range(4)]
                states.append(s)
                actions.append(int(u() >= 0.5))
                next_states.append([x + 0.1 * (2 * u() - 1) for x in s])
                dones.append(float(u() < 0.05))
            q = policy(torch.tensor(states)).gather(1, torch.tensor(actions).unsqueeze(1))
            with torch.no_grad():
                next_states = torch.tensor(next_states)
                if double:
                    next_q = target(next_states).gather(1, policy(next_states).argmax(1, keepdim=True)).squeeze(1)
                else:
                    next_q = target(next_states).max(1)[0]
                y = 1.0 + 0.99 * next_q * (1 - torch.tensor(dones))
            loss = F.mse_loss(q.squeeze(), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if update % 10 == 0:
                target.load_state_dict(policy.state_dict())
            print(loss.item().hex(), file=out)
        print(sum(p.sum() for p in policy.parameters()).item().hex(), file=out)


record("dqn_lockstep.txt", double=False)
record("double_dqn_lockstep.txt", double=True)
