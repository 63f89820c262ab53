"""Records gymnasium.vector.SyncVectorEnv (vector.txt); run as record.py.

    vector ID MODE n N seed N steps N     MODE next_step or same_step
    c CRC...       CRC-32 per 500 steps of, for each step, observations (float32), rewards (float64), both flags
                   (bytes), and under same_step the final observations of the rows that ended; before the first step
                   the reset observations
Actions are drawn step by step from numpy.random.default_rng(seed): integers(k, size=n), or
uniform(low, high, (n, 1)) as float32.
"""

import pathlib
import zlib

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, SyncVectorEnv

RUNS = [
    ("CartPole-v1", "next_step", 5, 42, 20000),
    ("CartPole-v1", "same_step", 5, 43, 20000),
    ("MountainCarContinuous-v0", "next_step", 3, 7, 5000),
    ("MountainCarContinuous-v0", "same_step", 3, 7, 5000),
    ("Pendulum-v1", "same_step", 2, 11, 5000),
    ("Acrobot-v1", "next_step", 4, 5, 2500),
]
BLOCK = 500

lines = []
for env_id, mode, n, seed, steps in RUNS:
    envs = SyncVectorEnv([lambda: gymnasium.make(env_id)] * n, autoreset_mode=AutoresetMode[mode.upper()])
    random = np.random.default_rng(seed)
    space = envs.single_action_space
    lines.append(f"vector {env_id} {mode} n {n} seed {seed} steps {steps}")
    observations, _ = envs.reset(seed=seed)
    block, sums = bytearray(observations.tobytes()), []
    for step in range(1, steps + 1):
        if isinstance(space, gymnasium.spaces.Box):
            actions = random.uniform(float(space.low[0]), float(space.high[0]), (n, 1)).astype(np.float32)
        else:
            actions = random.integers(int(space.n), size=n)
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        block += observations.tobytes() + rewards.tobytes() + terminated.tobytes() + truncated.tobytes()
        for i in np.flatnonzero(infos["_final_obs"]) if "final_obs" in infos else []:
            block += infos["final_obs"][i].tobytes()
        if step % BLOCK == 0:
            sums.append(f"{zlib.crc32(bytes(block)):08x}")
            block.clear()
    lines += ["c " + " ".join(sums[i : i + 12]) for i in range(0, len(sums), 12)]
pathlib.Path(__file__).with_name("vector.txt").write_text("\n".join(lines) + "\n")
