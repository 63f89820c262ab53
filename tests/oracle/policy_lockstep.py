#!/usr/bin/python3
"""REINFORCE with a baseline, A2C, PPO and SAC in PyTorch, float64, 1000 updates each: one loss a line, as a hexadecimal
float, in policy_lockstep_{reinforce,a2c,ppo,sac}.txt.

Everything that goes in follows from one formula, so that no batch needs to be stored. Let u() be the next number of the
generator x <- 6364136223846793005 x + 1442695040888963407 (mod 2^64), x_0 = 42, as floor(x / 2^40) / 2^24, in [0, 1).
It starts anew for each algorithm. Networks are linear layers with tanh (A2C, PPO) or ReLU between them; weights and
biases, layer by layer and row by row, are (2 u - 1) / sqrt(inputs of the layer), log_std is 0. Then, update by update:
  REINFORCE  4-16-3 policy and 4-16-1 value; 10 steps of a state, four numbers 2 u - 1; the action is drawn from
             Generator().manual_seed(3); the reward is u + [action = 1]. Adam 1e-3 for the policy, 1e-2 and 2 steps for
             the value; gamma 0.9; returns minus values, standardised.
  A2C        4-16-16-3 and 4-16-16-1; 5 steps of 4 environments, step by step: per environment the state (4), the action
             floor(3 u), the reward u, terminated [u < 0.1], truncated [u < 0.1] and, if truncated and not terminated, the
             state where it was cut off (4); then the states after the last step. RMSprop 7e-4, alpha 0.99, eps 1e-5;
             gamma 0.9, lambda 0.8, value_coef 1, entropy_coef 0.01, norm 0.5.
  PPO        the same with Gaussian actions of 2 numbers 4 u - 2, 8 steps; 2 epochs of 4 minibatches in the order of
             randperm with Generator().manual_seed(3); Adam 1e-3, eps 1e-5; clip 0.2, also of values; value_coef 0.5,
             entropy_coef 0.01, norm 0.5; advantages standardised per minibatch; actions lie in the rollout with their
             log-probabilities under the policy before the update. The line is the mean loss over the minibatches.
  SAC        policy 3-16-2, action values 4-16-1 twice; batches of 16: state (3), action 2 u - 1, reward u, next state (3),
             terminated [u < 0.1]; then the normal numbers randn(16, 1) for s' and for s from Generator().manual_seed(3).
             Adam 1e-3 for all; gamma 0.9, tau 0.05, target entropy -1, actions in [-2, 2]. The line is the loss of the
             action values.
"""
import math
import os

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical, Independent, Normal

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
state = 42


def u():
    global state
    state = (6364136223846793005 * state + 1442695040888963407) % 2**64
    return (state >> 40) / 2**24


def net(sizes, activation):
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layer = nn.Linear(n_in, n_out)
        with torch.no_grad():
            for p in (layer.weight, layer.bias):
                p.copy_(torch.tensor([(2 * u() - 1) / n_in**0.5 for _ in range(p.numel())]).reshape(p.shape))
        layers += [layer, activation()]
    return nn.Sequential(*layers[:-1])


def row(n):
    return [2 * u() - 1 for _ in range(n)]


def step(loss, optimizer, parameters=(), norm=0.0):
    optimizer.zero_grad()
    loss.backward()
    if norm:
        nn.utils.clip_grad_norm_(parameters, norm)
    optimizer.step()


def reinforce():
    policy, value = net([4, 16, 3], nn.ReLU), net([4, 16, 1], nn.ReLU)
    adam, value_adam = torch.optim.Adam(policy.parameters(), 1e-3), torch.optim.Adam(value.parameters(), 1e-2)
    generator = torch.Generator().manual_seed(3)
    while True:
        states, log_probs, rewards = [], [], []
        for _ in range(10):
            states.append(row(4))
            pi = Categorical(logits=policy(torch.tensor([states[-1]])))
            action = torch.multinomial(pi.probs, 1, True, generator=generator)[:, 0]
            log_probs.append(pi.log_prob(action))
            rewards.append(u() + (action.item() == 1))
        G, returns = 0.0, []
        for r in reversed(rewards):
            G = r + 0.9 * G
            returns.insert(0, G)
        returns = torch.tensor(returns)
        with torch.no_grad():
            A = returns - value(torch.tensor(states)).squeeze(1)
            A = (A - A.mean()) / (A.std() + 1e-8)
        loss = (-torch.cat(log_probs) * A).sum()
        step(loss, adam)
        for _ in range(2):
            step(0.5 * ((value(torch.tensor(states)).squeeze(1) - returns) ** 2).mean(), value_adam)
        yield loss.item()


def rollout(steps, envs, action):
    s, a, r, ended, cut, last = [], [], [], [], [], {}
    for t in range(steps):
        parts = [[], [], [], [], []]
        for i in range(envs):
            parts[0].append(row(4))
            parts[1].append(action())
            parts[2].append(u())
            parts[3].append(float(u() < 0.1))
            parts[4].append(float(u() < 0.1))
            if parts[4][-1] and not parts[3][-1]:
                last[t, i] = row(4)
        for whole, part in zip((s, a, r, ended, cut), parts):
            whole.append(part)
    s.append([row(4) for _ in range(envs)])
    return [torch.tensor(x) for x in (s, a, r, ended, cut)] + [last]


def gae(V, last, r, ended, cut, value, gamma, lam):
    advantages, trace = torch.zeros_like(r), torch.zeros(r.shape[1])
    for t in reversed(range(len(r))):
        V_next = V[t + 1].clone()
        for (when, i), s in last.items():
            if when == t:
                V_next[i] = value(torch.tensor([s])).item()
        delta = r[t] + gamma * (1 - ended[t]) * V_next - V[t]
        trace = delta + gamma * lam * (1 - ended[t]) * (1 - cut[t]) * trace
        advantages[t] = trace
    return advantages


def a2c():
    actor, critic = net([4, 16, 16, 3], nn.Tanh), net([4, 16, 16, 1], nn.Tanh)
    parameters = [*actor.parameters(), *critic.parameters()]
    optimizer = torch.optim.RMSprop(parameters, 7e-4, alpha=0.99, eps=1e-5)
    while True:
        s, a, r, ended, cut, last = rollout(5, 4, lambda: int(3 * u()))
        with torch.no_grad():
            V = critic(s).squeeze(-1)
            A = gae(V, last, r, ended, cut, critic, 0.9, 0.8)
            R = (A + V[:-1]).flatten()
        pi, V = Categorical(logits=actor(s[:-1].flatten(0, 1))), critic(s[:-1].flatten(0, 1)).squeeze(1)
        loss = -(pi.log_prob(a.flatten()) * A.flatten()).mean() + 0.5 * ((V - R) ** 2).mean() - 0.01 * pi.entropy().mean()
        step(loss, optimizer, parameters, 0.5)
        yield loss.item()


def ppo():
    actor, critic = net([4, 16, 16, 2], nn.Tanh), net([4, 16, 16, 1], nn.Tanh)
    log_std = torch.zeros(2, requires_grad=True)
    parameters = [log_std, *actor.parameters(), *critic.parameters()]
    optimizer = torch.optim.Adam(parameters, 1e-3, eps=1e-5)
    generator = torch.Generator().manual_seed(3)

    def policy(x):
        return Independent(Normal(actor(x), log_std.exp()), 1)

    while True:
        s, a, r, ended, cut, last = rollout(8, 4, lambda: [4 * u() - 2, 4 * u() - 2])
        with torch.no_grad():
            V = critic(s).squeeze(-1)
            A = gae(V, last, r, ended, cut, critic, 0.9, 0.8)
            R, V_old, A = (A + V[:-1]).flatten(), V[:-1].flatten(), A.flatten()
            s, a = s[:-1].flatten(0, 1), a.flatten(0, 1)
            log_pi_old = policy(s).log_prob(a)
        losses = []
        for _ in range(2):
            for at in torch.randperm(32, generator=generator).reshape(4, 8):
                pi, V = policy(s[at]), critic(s[at]).squeeze(1)
                ratio = (pi.log_prob(a[at]) - log_pi_old[at]).exp()
                A_at = (A[at] - A[at].mean()) / (A[at].std() + 1e-8)
                surrogate = -torch.min(ratio * A_at, ratio.clamp(0.8, 1.2) * A_at).mean()
                V_clipped = V_old[at] + (V - V_old[at]).clamp(-0.2, 0.2)
                value = 0.5 * torch.max((V - R[at]) ** 2, (V_clipped - R[at]) ** 2).mean()
                loss = surrogate + 0.5 * value - 0.01 * pi.entropy().mean()
                step(loss, optimizer, parameters, 0.5)
                losses.append(loss.item())
        yield sum(losses) / len(losses)


def sac():
    actor, critics = net([3, 16, 2], nn.ReLU), [net([4, 16, 1], nn.ReLU) for _ in range(2)]
    targets = [net([4, 16, 1], nn.ReLU) for _ in range(2)]
    for target, critic in zip(targets, critics):
        target.load_state_dict(critic.state_dict())
    log_alpha = torch.zeros(1, requires_grad=True)
    q_parameters = [p for critic in critics for p in critic.parameters()]
    adam, q_adam = torch.optim.Adam(actor.parameters(), 1e-3), torch.optim.Adam(q_parameters, 1e-3)
    alpha_adam = torch.optim.Adam([log_alpha], 1e-3)
    generator = torch.Generator().manual_seed(3)

    def act(s, noise):
        mean, log_std = actor(s).chunk(2, 1)
        log_std = log_std.clamp(-20, 2)
        x = mean + log_std.exp() * noise
        log_prob = Normal(mean, log_std.exp()).log_prob(x) - 2 * (math.log(2) - x - F.softplus(-2 * x)) - math.log(2)
        return 2 * x.tanh(), log_prob.sum(1)

    def smaller(nets, s, a):
        return torch.min(*[q(torch.cat([s, a], 1)).squeeze(1) for q in nets])

    while True:
        rows = [(row(3), row(1), u(), row(3), float(u() < 0.1)) for _ in range(16)]
        s, a, r, s_next, ended = [torch.tensor(x) for x in zip(*rows)]
        next_noise, noise = (torch.randn(16, 1, generator=generator) for _ in range(2))
        alpha = log_alpha.exp().item()
        with torch.no_grad():
            a_next, log_pi_next = act(s_next, next_noise)
            y = r + 0.9 * (1 - ended) * (smaller(targets, s_next, a_next) - alpha * log_pi_next)
        q_loss = sum(0.5 * F.mse_loss(q(torch.cat([s, a], 1)).squeeze(1), y) for q in critics)
        step(q_loss, q_adam)
        a_new, log_pi = act(s, noise)
        step((alpha * log_pi - smaller(critics, s, a_new)).mean(), adam)
        step(-(log_alpha * (log_pi.detach().mean() - 1)).sum(), alpha_adam)
        with torch.no_grad():
            for target, critic in zip(targets, critics):
                for to, p in zip(target.parameters(), critic.parameters()):
                    to.lerp_(p, 0.05)
        yield q_loss.item()


for algorithm in (reinforce, a2c, ppo, sac):
    state = 42
    losses = algorithm()
    with open(os.path.join(HERE, f"policy_lockstep_{algorithm.__name__}.txt"), "w") as out:
        for _ in range(1000):
            print(next(losses).hex(), file=out)
