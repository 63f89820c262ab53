"""Records Gymnasium's wrappers (wrappers.txt); run as record.py.

    wrapper NAME seed N steps N
    c CRC...       CRC-32 per 500 steps of observation (as float32), reward (float64), flags (byte), resets included
Actions are those of action_space.sample() of the wrapped environment, seeded with seed.
"""

import pathlib
import struct
import zlib

import gymnasium
import numpy as np
from gymnasium import wrappers as w

make = gymnasium.make
RUNS = {
    "NormalizeObservation": lambda: w.NormalizeObservation(make("CartPole-v1")),
    "NormalizeReward": lambda: w.NormalizeReward(make("Pendulum-v1")),
    "NormalizeRewardTerminated": lambda: w.NormalizeReward(make("CartPole-v1"), gamma=0.9),
    "ClipAction": lambda: w.ClipAction(make("MountainCarContinuous-v0")),
    "RescaleAction": lambda: w.RescaleAction(make("Pendulum-v1"), -0.7, 0.3),
    "ClipReward": lambda: w.ClipReward(make("Pendulum-v1"), -1.0, 1.0),
    "TimeAware": lambda: w.TimeAwareObservation(make("CartPole-v1")),
    "TimeAwareNormalized": lambda: w.TimeAwareObservation(make("CartPole-v1"), normalize_time=True),
    "FrameStack": lambda: w.FrameStackObservation(make("CartPole-v1"), 4),
    "FrameStackZero": lambda: w.FrameStackObservation(make("CartPole-v1"), 3, padding_type="zero"),
    "MaxAndSkip": lambda: w.MaxAndSkipObservation(make("CartPole-v1"), 4),
    "Nested": lambda: w.FrameStackObservation(w.NormalizeObservation(w.RescaleAction(make("Pendulum-v1"), -1.0, 1.0)), 2),
}
STEPS, BLOCK, SEED = 10000, 500, 42

lines = []
for name, build in RUNS.items():
    env = build()
    env.action_space.seed(SEED)
    lines.append(f"wrapper {name} seed {SEED} steps {STEPS}")
    observation, _ = env.reset(seed=SEED)
    data = lambda o: np.asarray(o).astype("<f4").tobytes()
    block, sums = bytearray(data(observation)), []
    for step in range(1, STEPS + 1):
        observation, reward, terminated, truncated, _ = env.step(env.action_space.sample())
        block += data(observation) + struct.pack("<dB", float(reward), terminated + 2 * truncated)
        if step % BLOCK == 0:
            sums.append(f"{zlib.crc32(bytes(block)):08x}")
            block.clear()
        if terminated or truncated:
            block += data(env.reset()[0])
    lines += ["c " + " ".join(sums[i : i + 12]) for i in range(0, len(sums), 12)]
pathlib.Path(__file__).with_name("wrappers.txt").write_text("\n".join(lines) + "\n")
