#!/usr/bin/python3
"""Values, gradients and samples of torch.distributions, one line `name value value ...` each in distributions.txt.

For every distribution D below: D.log_prob at the given values, D.grad.K, the derivative of its sum in the K-th parameter,
D.entropy, D.mean, D.variance, D.mode where there are such, D.sample and D.rsample of shape (3,) + batch after
manual_seed(11), in float64; and D.sample32 in float32. Pairs: kl.D is KL(first || second).
"""
import os

import torch
import torch.distributions as d

torch.set_num_threads(1)
lines = []


def put(name, tensor):
    values = tensor.detach().reshape(-1).tolist()
    lines.append(" ".join([name] + [repr(float(v)) for v in values]))


def t(values, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype)


SQUASHED = lambda m, s: d.TransformedDistribution(d.Normal(m, s), [d.TanhTransform(), d.AffineTransform(0.5, 2.0)])
SQUASHED_ROWS = lambda m, s: d.TransformedDistribution(d.Independent(d.Normal(m, s), 1), [d.TanhTransform()])
CASES = {
    "categorical": (lambda p: d.Categorical(p), [[[0.2, 1.3, 0.5], [0.0, 2.0, 1.0]]], [1, 2]),
    "categorical_logits": (lambda l: d.Categorical(logits=l), [[[0.2, -1.3, 0.5], [30.0, -20.0, 1.0]]], [[0, 1], [2, 2]]),
    "bernoulli": (lambda p: d.Bernoulli(p), [[0.0, 0.3, 0.5, 1.0]], [0.0, 1.0, 0.0, 1.0]),
    "bernoulli_logits": (lambda l: d.Bernoulli(logits=l), [[-2.0, 0.3, 40.0]], [1.0, 1.0, 0.0]),
    "normal": (lambda m, s: d.Normal(m, s), [[0.3, -1.0, 2.0], [0.5, 1.5, 0.01]], [0.1, -4.0, 2.05]),
    "normal_broadcast": (lambda m, s: d.Normal(m, s), [[[0.3], [-1.0]], [0.5, 1.5, 2.0]], [0.1, -4.0, 2.05]),
    "independent": (lambda m, s: d.Independent(d.Normal(m, s), 1), [[[0.3, -1.0], [1.0, 2.0]], [[0.5, 1.5], [0.7, 0.1]]],
                    [[0.1, -4.0], [1.0, 2.2]]),
    "uniform": (lambda a, b: d.Uniform(a, b), [[0.0, -2.0], [1.0, 3.5]], [0.25, -2.0]),
    "exponential": (lambda r: d.Exponential(r), [[0.5, 3.0]], [0.0, 1.7]),
    "laplace": (lambda m, s: d.Laplace(m, s), [[0.5, 3.0], [0.2, 2.0]], [1.0, -1.7]),
    "log_normal": (lambda m, s: d.LogNormal(m, s), [[0.5, -0.3], [0.2, 1.1]], [1.0, 2.7]),
    "beta": (lambda a, b: d.Beta(a, b), [[0.5, 3.0, 1.0, 0.6, 12.0], [0.2, 2.0, 1.0, 4.0, 150.0]],
             [0.3, 0.9, 0.5, 0.01, 0.1]),
    "squashed": (SQUASHED, [[0.3, -1.0], [0.6, 1.2]], [0.9, -1.3]),
    "squashed_rows": (SQUASHED_ROWS, [[[0.3, -1.0]], [[0.6, 1.2]]], [[0.9, -0.3]]),
}
for name, (make, parameters, value) in CASES.items():
    given = [t(p).requires_grad_() for p in parameters]
    dist = make(*given)
    x = torch.tensor(value) if name.startswith("categorical") else t(value)
    log_prob = dist.log_prob(x)
    put(f"{name}.log_prob", log_prob)
    for k, gradient in enumerate(torch.autograd.grad(log_prob.sum(), given, allow_unused=True)):
        put(f"{name}.grad.{k}", gradient)
    for what in ("mean", "variance", "mode"):
        try:
            put(f"{name}.{what}", getattr(dist, what))
        except NotImplementedError:
            pass
    try:
        put(f"{name}.entropy", dist.entropy())
    except NotImplementedError:
        pass
    torch.manual_seed(11)
    put(f"{name}.sample", dist.sample((3,)))
    if dist.has_rsample:
        torch.manual_seed(11)
        put(f"{name}.rsample", dist.rsample((3,)))
    torch.manual_seed(11)
    put(f"{name}.sample32", make(*[t(p, torch.float32) for p in parameters]).sample((3,)))

PAIRS = {
    "categorical": (lambda p: d.Categorical(p), [[0.2, 0.3, 0.5], [0.0, 0.5, 0.5]], [[0.4, 0.4, 0.2], [0.5, 0.0, 0.5]]),
    "bernoulli": (lambda p: d.Bernoulli(p), [0.2, 0.0, 1.0, 0.4], [0.7, 0.3, 0.9, 0.0]),
    "exponential": (lambda r: d.Exponential(r), [0.2, 3.0], [0.7, 1.3]),
}
PAIRS2 = {
    "normal": (d.Normal, ([0.3, -1.0], [0.5, 2.0]), ([0.1, 4.0], [1.5, 0.3])),
    "laplace": (d.Laplace, ([0.3, -1.0], [0.5, 2.0]), ([0.1, 4.0], [1.5, 0.3])),
    "uniform": (d.Uniform, ([0.3, -1.0], [0.5, 2.0]), ([0.1, 0.0], [1.5, 3.0])),
    "log_normal": (d.LogNormal, ([0.3, -1.0], [0.5, 2.0]), ([0.1, 4.0], [1.5, 0.3])),
    "beta": (d.Beta, ([0.3, 1.0], [0.5, 2.0]), ([0.1, 4.0], [1.5, 0.3])),
}
for name, (make, p, q) in PAIRS.items():
    put(f"kl.{name}", d.kl_divergence(make(t(p)), make(t(q))))
for name, (make, p, q) in PAIRS2.items():
    put(f"kl.{name}", d.kl_divergence(make(*map(t, p)), make(*map(t, q))))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributions.txt"), "w") as out:
    print("\n".join(lines), file=out)
