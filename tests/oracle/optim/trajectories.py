#!/usr/bin/python3
"""Twenty steps of each optimizer of PyTorch 1.13 in float64, and gradient clipping, written to trajectories.txt.

Two parameters, a [3, 2] and b [4], start at s(i) = ((5 i + 2) mod 7 - 3) / 4 (i runs on from a to b). The gradient of
step t (from 1) is g_i = 0.3 p_i + ((3 i + 2 t) mod 11 - 5) / 10, p being the parameter before the step.
Each line: optimizer, options, then a and b after steps 1, 2, 5, 10 and 20, as hexadecimal floats.
clip_* lines: the gradients ((5 i + 2) mod 7 - 3) / 4 of a and b after clipping, and the norm that was returned.
"""
import os

import torch

F64 = torch.float64
CASES = [
    ("SGD", {"lr": 0.1}), ("SGD", {"lr": 0.1, "momentum": 0.9}), ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.01}), ("SGD", {"lr": 0.1, "maximize": True}),
    ("Adam", {"lr": 0.1}), ("Adam", {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-5}), ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "amsgrad": True}), ("Adam", {"lr": 0.1, "maximize": True}),
    ("AdamW", {"lr": 0.1}), ("AdamW", {"lr": 0.1, "weight_decay": 0.2, "amsgrad": True}),
    ("RMSprop", {"lr": 0.1}), ("RMSprop", {"lr": 0.1, "alpha": 0.9, "eps": 1e-5, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.1, "momentum": 0.9}), ("RMSprop", {"lr": 0.1, "centered": True}),
    ("RMSprop", {"lr": 0.1, "momentum": 0.5, "centered": True}),
    ("Adagrad", {"lr": 0.1}), ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("Adadelta", {}), ("Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-5, "weight_decay": 0.1}),
    ("Adamax", {"lr": 0.1}), ("Adamax", {"lr": 0.1, "betas": (0.8, 0.95), "weight_decay": 0.1}),
    ("NAdam", {"lr": 0.1}), ("NAdam", {"lr": 0.1, "weight_decay": 0.1, "momentum_decay": 0.01}),
    ("RAdam", {"lr": 0.1}), ("RAdam", {"lr": 0.1, "betas": (0.8, 0.95), "weight_decay": 0.1}),
]


def start():
    values = ((5 * torch.arange(10) + 2) % 7 - 3).to(F64) / 4
    return values[:6].reshape(3, 2).clone(), values[6:].clone()


def text(tensors):
    return " ".join(x.hex() for t in tensors for x in t.detach().reshape(-1).tolist())


def shown(options):
    values = {"betas": "{0[0]},{0[1]}"}
    return " ".join(f"{k}={values.get(k, '{}').format(int(v) if isinstance(v, bool) else v)}" for k, v in options.items())


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "trajectories.txt"), "w") as out:
    for name, options in CASES:
        params = [p.requires_grad_() for p in start()]
        optimizer = getattr(torch.optim, name)(params, **options)
        for t in range(1, 21):
            i = 0
            for p in params:
                index = torch.arange(i, i + p.numel())
                p.grad = 0.3 * p.detach() + (((3 * index + 2 * t) % 11 - 5).to(F64) / 10).reshape(p.shape)
                i += p.numel()
            optimizer.step()
            if t in (1, 2, 5, 10, 20):
                print(name, t, shown(options) or "-", "|", text(params), file=out)
    for max_norm, norm_type in ((0.5, 2.0), (100.0, 2.0), (0.5, 1.0), (0.5, float("inf"))):
        params = [torch.zeros_like(p, requires_grad=True) for p in start()]
        for p, grad in zip(params, start()):
            p.grad = grad
        norm = torch.nn.utils.clip_grad_norm_(params, max_norm, norm_type)
        print("clip_grad_norm_", 0, f"max_norm={max_norm} norm_type={norm_type}", "|", text([p.grad for p in params] + [norm]), file=out)
    params = [torch.zeros_like(p, requires_grad=True) for p in start()]
    for p, grad in zip(params, start()):
        p.grad = grad
    torch.nn.utils.clip_grad_value_(params, 0.3)
    print("clip_grad_value_", 0, "clip_value=0.3", "|", text([p.grad for p in params]), file=out)
