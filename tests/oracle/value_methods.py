#!/usr/bin/python3
"""Numbers of the value-based methods by PyTorch and NumPy in float64, from their definitions, in value_methods.txt:
lines `name: number number ...`. The inputs are the decimal numbers written here, repeated in tests/rl/rainbow_test.cpp.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
out = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "value_methods.txt"), "w")


def write(name, values):
    print(name + ":", *(float(v).hex() for v in np.asarray(values).reshape(-1)), file=out)


# C51: the mass of each atom z_j goes to its image, spread over the atoms within one step by a triangle of width 2 step
z = np.linspace(-2, 2, 5)
p = np.array([[0.1, 0.2, 0.4, 0.2, 0.1], [0.5, 0.0, 0.25, 0.25, 0.0], [0.2, 0.2, 0.2, 0.2, 0.2]])
rewards, terminated, discount = [0.3, -1.0, 1.7], [0, 0, 1], [0.9, 0.81, 0.9]
m = np.zeros_like(p)
for i in range(3):
    for j in range(5):
        image = min(max(rewards[i] + discount[i] * (1 - terminated[i]) * z[j], -2), 2)
        m[i] += p[i, j] * np.clip(1 - np.abs(image - z) / 1.0, 0, 1)
write("projection", m)

# its cross-entropy and gradient in the logits
logits = torch.tensor([[0.3, -0.2, 0.5, 1.0, -1.5]] * 3, requires_grad=True)
loss = -(torch.tensor(m) * F.log_softmax(logits, 1)).sum(1)
write("cross_entropy", loss.detach())
loss.mean().backward()
write("cross_entropy_grad", logits.grad)

# prioritised replay: P(i) and weights
errors = np.array([0.5, -2.0, 1.0, 0.1])
priority = (np.abs(errors) + 1e-6) ** 0.6
probability = priority / priority.sum()
write("priorities", priority)
weight = (4 * probability) ** -0.4
write("weights", weight / weight.max())

# Huber's loss and gradient, as the mean over a batch
q = torch.tensor([0.5, 2.0, -3.0], requires_grad=True)
loss = F.huber_loss(q, torch.zeros(3))
loss.backward()
write("huber", [loss.item()])
write("huber_grad", q.grad)

# dueling: values, and the gradient of q[0] in value and advantages
v, a = torch.tensor([[0.5]], requires_grad=True), torch.tensor([[1.0, 2.0, 6.0]], requires_grad=True)
q = v + a - a.mean(1, keepdim=True)
write("dueling", q.detach())
q[0, 0].backward()
write("dueling_grad", torch.cat([v.grad, a.grad], 1))

# a noisy layer with given noise: y and the gradients of its sum
torch.manual_seed(0)
mu_w, sigma_w = torch.tensor([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]), torch.full((2, 3), 0.25)
mu_b, sigma_b = torch.tensor([0.05, -0.1]), torch.full((2,), 0.125)
e_in, e_out = torch.tensor([0.5, -1.5, 2.0]), torch.tensor([-0.7, 0.9])
f = lambda x: x.sign() * x.abs().sqrt()
sigma_w.requires_grad_()
x = torch.tensor([[1.0, 2.0, -1.0]])
y = F.linear(x, mu_w + sigma_w * torch.outer(f(e_out), f(e_in)), mu_b + sigma_b * f(e_out))
write("noisy", y.detach())
y.sum().backward()
write("noisy_sigma_grad", sigma_w.grad)
out.close()
