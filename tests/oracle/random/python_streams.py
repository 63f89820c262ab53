#!/usr/bin/python3
"""Streams of Python's random module, written to python_streams.txt beside this script: name, seed, values."""
import os
import random

SEEDS = [0, 1, 42, 2**32 - 1, 2**32, 2**40 + 12345, 2**64 - 1]
SAMPLES = [(10, 3), (21, 5), (22, 5), (64, 64), (277, 64), (278, 64), (10000, 64), (100, 6), (1000, 1), (5, 0)]


def shuffled(n):
    values = list(range(n))
    random.shuffle(values)
    return values


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "python_streams.txt"), "w") as out:
    for seed in SEEDS:
        def write(name, values):
            print(name, seed, len(values), *values, file=out)
            random.seed(seed)
        random.seed(seed)
        write("random", [random.random().hex() for _ in range(10)])
        write("uniform", [random.uniform(-2.5, 0.75).hex() for _ in range(5)])
        write("getrandbits", [random.getrandbits(bits) for bits in (1, 7, 31, 32, 33, 63, 64)])
        write("randint", [random.randint(-3, high) for high in (-3, 0, 1, 4, 10**6, 2**40)])
        write("epsilon_greedy", [random.randint(0, 1) if random.random() < 0.5 else 2 for _ in range(40)])
        for n, k in SAMPLES:
            write(f"sample_{n}", random.sample(range(n), k))
        write("shuffle", shuffled(20))
        for _ in range(700):
            random.random()
        state = random.getstate()[1]
        write("state", [state[0], state[1], state[623], state[624]])
