#!/usr/bin/python3
"""Random tensors of PyTorch 1.13 on the CPU, written to random_tensors.txt beside this script.

One line per case and seed: name, seed, dtype, shape, then every element as the hex digits of its bytes (little-endian).
"""
import os
import torch

SEEDS = [0, 1, 42, 123456789, 2**40 + 7]
f32, f64 = torch.float32, torch.float64
NAMES = {f32: "Float", f64: "Double", torch.int64: "Long", torch.int32: "Int", torch.uint8: "Byte", torch.bool: "Bool"}

CASES = {
    "rand": lambda: torch.rand(3, 5),
    "rand_f64": lambda: torch.rand(2, 2, dtype=f64),
    "randn": lambda: torch.randn(3, 7),
    "randn_small": lambda: torch.randn(3),
    "randn_f64": lambda: torch.randn(4, 5, dtype=f64),
    "randint": lambda: torch.randint(-3, 12, (11,)),
    "randint_f32": lambda: torch.randint(9, (2, 3), dtype=f32),
    "randint_u8": lambda: torch.randint(200, (5,), dtype=torch.uint8),
    "randperm": lambda: torch.randperm(13),
    "normal_tensors": lambda: torch.normal(torch.arange(20.0), torch.arange(1.0, 21.0) / 7),
    "normal_broadcast": lambda: torch.normal(torch.arange(3.0).reshape(3, 1), torch.ones(2) / 3),
    "normal_number": lambda: torch.normal(torch.arange(4.0, dtype=f64), 0.5),
    "bernoulli": lambda: torch.bernoulli(torch.linspace(0, 1, 17)),
    "bernoulli_p": lambda: torch.empty(9, dtype=torch.int64).bernoulli_(0.4),
    "multinomial": lambda: torch.multinomial(torch.tensor([[1.0, 2, 3, 4], [4.0, 3, 2, 1]]), 6, True),
    "multinomial_once": lambda: torch.multinomial(torch.tensor([0.5, 0.1, 0.9, 2.0]), 1),
    "multinomial_distinct": lambda: torch.multinomial(torch.tensor([[1.0, 2, 3, 4], [4.0, 3, 2, 1]]), 3),
    "uniform_transposed": lambda: torch.empty(3, 4).t().uniform_(-1, 1),
    "normal_transposed": lambda: torch.empty(5, 4).t().normal_(1, 2),
    "normal_strided": lambda: torch.zeros(20, 2)[:, 1].normal_(),
    "random_permuted": lambda: torch.zeros(2, 3, 4, dtype=torch.int64).permute(2, 0, 1).random_(0, 50),
    "exponential": lambda: torch.empty(10).exponential_(2.5),
    "cauchy": lambda: torch.empty(10, dtype=f64).cauchy_(0.25, 2),
    "geometric": lambda: torch.empty(10, dtype=f64).geometric_(0.25),
    "log_normal": lambda: torch.empty(20, dtype=f64).log_normal_(0.1, 0.5),
}

with open(os.path.splitext(os.path.abspath(__file__))[0] + ".txt", "w") as out:
    for name, draw in CASES.items():
        for seed in SEEDS:
            torch.manual_seed(seed)
            x = draw()
            step = x.element_size()
            raw = x.contiguous().numpy().tobytes()
            values = " ".join(raw[i:i + step].hex() for i in range(0, len(raw), step))
            out.write(f"{name} {seed} {NAMES[x.dtype]} {','.join(map(str, x.shape))} {values}\n")
