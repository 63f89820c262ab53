"""Records NumPy's generator (random.txt) and Gymnasium's spaces (spaces.txt); run as record.py.

random.txt: `seed N`, then lines `NAME COUNT CRC FIRST...`: the CRC-32 of COUNT little-endian 64-bit results of one kind
of draw, all from one generator in the order of the lines, and the first results in hex.
spaces.txt: `space TEXT`, `seed N`, then one line per sample, float64 bits in hex; TEXT is what Gymnasium prints.
"""

import pathlib
import struct
import zlib

import numpy as np
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple, flatten

HERE = pathlib.Path(__file__).parent
SEEDS = [0, 1, 2, 42, 123456789, 2**31 - 1, 2**32 - 1, 2**32, 2**32 + 7, 2**53, 2**63 - 1, 2**63, 2**64 - 1]
RANGES = [2, 3, 7, 13, 1000, 2**16, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 10**15, 2**63 - 1]
MIXED = 2000


def line(name, values, kind):
    data = b"".join(struct.pack(kind, v) for v in values)
    first = " ".join(struct.pack(">" + kind[1], v).hex() for v in values[:4])
    return f"{name} {len(values)} {zlib.crc32(data):08x} {first}"


def record_random():
    lines = []
    for seed in SEEDS:
        g = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
        lines.append(f"seed {seed}")
        lines.append(line("raw", [int(v) for v in g.bit_generator.random_raw(1000)], "<Q"))
        lines.append(line("random", g.random(10000).tolist(), "<d"))
        lines.append(line("uniform", g.uniform(-0.05, 0.05, 10000).tolist(), "<d"))
        for n in RANGES:
            lines.append(line(f"integers_{n}", g.integers(n, size=2001).tolist(), "<q"))
        lines.append(line("integers_-9999_9999", [int(g.integers(-9999, 9999)) for _ in range(101)], "<q"))
        lines.append(line("float", [float(v) for v in g.random(1001, dtype=np.float32)], "<d"))
        lines.append(line("normal", g.standard_normal(100000).tolist(), "<d"))
        lines.append(line("exponential", g.standard_exponential(100000).tolist(), "<d"))
        mixed = []
        for _ in range(MIXED):
            mixed += [float(g.integers(5)), g.random(), float(g.choice(13)), g.standard_normal()]
        lines.append(line("mixed", mixed, "<d"))
        lines.append(line("choice", [int(g.choice(4, p=[0.1, 0.2, 0.3, 0.4])) for _ in range(1000)], "<q"))
        items = list(range(50))
        g.shuffle(items)
        lines.append(line("shuffle", items, "<q"))
        lines.append(line("permutation", g.permutation(1000).tolist(), "<q"))
    (HERE / "random.txt").write_text("\n".join(lines) + "\n")


inf = np.inf
SPACES = [
    Discrete(2),
    Discrete(5, start=-3),
    Box(-2.0, 2.0, (1,), np.float32),
    Box(np.array([-4.8, -inf, -0.41887903, 0.0], np.float32), np.array([4.8, inf, inf, 1.0], np.float32)),
    Box(-inf, 1.0, (2, 2), np.float32),
    Box(0, 255, (2, 3), np.uint8),
    Box(-1.0, 1.0, (3,), np.float64),
    Box(-5, 5, (4,), np.int32),
    Box(-(2**40), 2**40, (2,), np.int64),
    Box(np.array([0.0, -inf, 3.0]), np.array([inf, 2.0, 4.0]), dtype=np.float64),
    Box(-3, inf, (2,), np.int32),
    MultiDiscrete([5, 2, 2]),
    MultiDiscrete([3, 4], start=[-1, 10]),
    MultiBinary(7),
    MultiBinary((2, 3)),
    Tuple((Discrete(32), Discrete(11), Discrete(2))),
    Dict({"b": Box(-1.0, 1.0, (2,), np.float32), "a": Discrete(3), "c": Tuple((MultiBinary(2), Discrete(4)))}),
]


def row(space, x):
    if isinstance(space, Tuple):
        return [v for s, part in zip(space.spaces, x) for v in row(s, part)]
    if isinstance(space, Dict):
        return [v for k, s in space.spaces.items() for v in row(s, x[k])]
    return [float(v) for v in np.asarray(x).ravel()]


def hexes(values):
    return " ".join(struct.pack(">d", v).hex() for v in values)


def record_spaces():
    lines = []
    for space in SPACES:
        lines.append("space " + str(space).replace("\n", "|"))
        for seed in (0, 42):
            space.seed(seed)
            lines.append(f"seed {seed}")
            lines += [hexes(row(space, space.sample())) for _ in range(20)]
    i8 = lambda *v: np.array(v, np.int8)
    masks = [
        (Discrete(5, start=-3), i8(0, 1, 1, 0, 1)),
        (Discrete(3), i8(0, 0, 0)),
        (MultiDiscrete([3, 4], start=[-1, 10]), (i8(1, 0, 1), i8(0, 0, 0, 0))),
        (MultiBinary(5), i8(0, 1, 2, 2, 2)),
        (Tuple((Discrete(3), MultiBinary(3))), (i8(1, 1, 0), i8(2, 2, 0))),
    ]
    flat = lambda m: " ".join(str(v) for part in (m if isinstance(m, tuple) else (m,)) for v in part)
    for space, mask in masks:
        space.seed(42)
        lines.append("masked " + str(space) + " mask " + flat(mask))
        lines += [hexes(row(space, space.sample(mask=mask))) for _ in range(20)]
    f8 = lambda *v: np.array(v, np.float64)
    weights = [
        (Discrete(4), f8(0.1, 0.2, 0.3, 0.4)),
        (MultiDiscrete([2, 3]), (f8(0.25, 0.75), f8(0.5, 0.0, 0.5))),
        (MultiBinary(3), f8(0.0, 0.5, 1.0)),
    ]
    for space, weight in weights:
        space.seed(42)
        lines.append("weighted " + str(space) + " weights " + flat(weight))
        lines += [hexes(row(space, space.sample(probability=weight))) for _ in range(20)]
    (HERE / "spaces.txt").write_text("\n".join(lines) + "\n")


record_random()
record_spaces()
