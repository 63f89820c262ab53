#!/usr/bin/python3
"""Random streams of PyTorch 1.13 on the CPU (AVX2), written to torch_streams.txt beside this script.

One line per case and seed: name, seed, number of elements, FNV-1a hash of all bytes, first 16 elements in hex.
"""
import os
import torch

SEEDS = [0, 1, 42, 123456789, 2**63 + 5]
f32, f64 = torch.float32, torch.float64


def weights(dtype, rows=5, categories=7):
    i = torch.arange(rows * categories, dtype=dtype)
    return ((i * 37) % 11 + (i == 3)).reshape(rows, categories)


def mixed(dtype):
    """Draws that leave a normal number waiting, and others in between."""
    parts = [torch.randn(3, dtype=dtype), torch.rand(2, dtype=dtype), torch.randn(1, dtype=dtype),
             torch.randn(20, dtype=dtype), torch.randn(5, dtype=dtype)]
    return torch.cat(parts)


def linear(_):
    layer = torch.nn.Linear(4, 128)
    return torch.cat([layer.weight.detach().reshape(-1), layer.bias.detach()])


CASES = {}
for name, dtype in (("f32", f32), ("f64", f64)):
    for n in (1, 5, 15, 16, 17, 31, 32, 40, 10007):
        CASES[f"rand_{n}_{name}"] = lambda n=n, d=dtype: torch.rand(n, dtype=d)
        CASES[f"randn_{n}_{name}"] = lambda n=n, d=dtype: torch.randn(n, dtype=d)
        CASES[f"uniform_{n}_{name}"] = lambda n=n, d=dtype: torch.empty(n, dtype=d).uniform_(-0.35, 0.77)
        CASES[f"normal_{n}_{name}"] = lambda n=n, d=dtype: torch.empty(n, dtype=d).normal_(-0.3, 1.7)
    CASES[f"mixed_{name}"] = lambda d=dtype: mixed(d)
    CASES[f"exponential_{name}"] = lambda d=dtype: torch.empty(1000, dtype=d).exponential_(1.3)
    CASES[f"geometric_{name}"] = lambda d=dtype: torch.empty(1000, dtype=d).geometric_(0.3)
    CASES[f"cauchy_{name}"] = lambda d=dtype: torch.empty(1000, dtype=d).cauchy_(0.5, 1.25)
    CASES[f"log_normal_{name}"] = lambda d=dtype: torch.empty(1000, dtype=d).log_normal_(0.5, 0.25)
    CASES[f"bernoulli_tensor_{name}"] = lambda d=dtype: torch.empty(101).bernoulli_(torch.arange(101, dtype=d) / 100)
    CASES[f"multinomial_{name}"] = lambda d=dtype: torch.multinomial(weights(d), 100, True)
    CASES[f"multinomial_once_{name}"] = lambda d=dtype: torch.multinomial(weights(d, 200), 1)
    CASES[f"categorical_{name}"] = lambda d=dtype: torch.distributions.Categorical(weights(d, 200)).sample()
for name, dtype in (("i64", torch.int64), ("i32", torch.int32), ("u8", torch.uint8), ("bool", torch.bool),
                    ("f32", f32), ("f64", f64)):
    CASES[f"random_{name}"] = lambda d=dtype: torch.empty(100, dtype=d).random_()
    CASES[f"bernoulli_{name}"] = lambda d=dtype: torch.empty(100, dtype=d).bernoulli_(0.3)
    low, high = (0, 2) if name == "bool" else (3, 100) if name == "u8" else (-5, 1000)
    CASES[f"integers_{name}"] = lambda d=dtype, a=low, b=high: torch.empty(100, dtype=d).random_(a, b)
CASES["integers_wide_i64"] = lambda: torch.empty(100, dtype=torch.int64).random_(-(2**40), 2**62)
CASES["integers_edge_i64"] = lambda: torch.empty(100, dtype=torch.int64).random_(0, 2**32)
CASES["integers_below_edge_i64"] = lambda: torch.empty(100, dtype=torch.int64).random_(0, 2**32 - 1)
CASES["integers_full_i32"] = lambda: torch.empty(100, dtype=torch.int32).random_(-(2**31), 2**31)
CASES["integers_wide_f32"] = lambda: torch.empty(100, dtype=f32).random_(0, 2**24 + 1)
CASES["integers_wide_f64"] = lambda: torch.empty(100, dtype=f64).random_(-(2**50), 2**50)
for n in (0, 1, 2, 10, 1000):
    CASES[f"randperm_{n}"] = lambda n=n: torch.randperm(n)
CASES["linear_f32"] = lambda: linear(None)


def state_after(draws):
    if draws:
        draws()
    return torch.get_rng_state()


CASES["state_fresh"] = lambda: state_after(None)
CASES["state_after_randn_3"] = lambda: state_after(lambda: torch.randn(3))
CASES["state_after_624"] = lambda: state_after(lambda: torch.rand(624))
CASES["state_after_625"] = lambda: state_after(lambda: torch.rand(625))


def fnv(data):
    h = 0xCBF29CE484222325
    for b in data:
        h = ((h ^ b) * 0x100000001B3) & (2**64 - 1)
    return h


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_streams.txt"), "w") as out:
    for name, case in CASES.items():
        for seed in SEEDS:
            torch.manual_seed(seed)
            values = case().contiguous().numpy()
            data, head = values.tobytes(), values.reshape(-1)[:16].tobytes()
            print(name, seed, values.size, f"{fnv(data):016x}", head.hex() or "-", file=out)
