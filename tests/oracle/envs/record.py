"""Records Gymnasium's environments for the tests of the envs layer.

    NPY_PROMOTION_STATE=weak NPY_DISABLE_CPU_FEATURES="AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL" \\
        PYTHONPATH=<checkout of Farama-Foundation/Gymnasium> python3 tests/oracle/envs/record.py [NAME ...]

The checkout used is 3f0476a8 (version 1.4.0), with NumPy 1.24.2. The two variables give NumPy 2's promotion of
scalars and libm's sine and cosine, which NumPy's AVX-512 kernels do not.

Each environment gives <name>.txt of lines:
    rollout ID seed N          a short record in full, as the lines that follow:
      o BITS...                observation of a reset, float32 bits in hex
      s ACTION REWARD FLAGS BITS...   a step: action (integer or float32 bits), float64 bits, terminated + 2 truncated
    stream ID OPTIONS seed N steps N  a long record, as CRC-32 of each block of 1000 steps
    c CRC...
In both, an episode that ends is followed by reset(). Actions come from action_space.sample() with the space seeded by
the same seed; every third episode (1, 4, ...) the scripted policy acts instead, and where actions are continuous the
sample is multiplied by 1.5 in episodes 2, 5, ...
"""

import pathlib
import struct
import sys
import zlib

import gymnasium
import numpy as np

HERE = pathlib.Path(__file__).parent
BLOCK = 1000


def along(velocity):
    return lambda o: 2 if o[velocity] > 0 else 0


SCRIPTS = {
    "CartPole": lambda o: 1 if o[2] + o[3] > 0 else 0,
    "Acrobot": along(4),
    "MountainCar": along(1),
    "MountainCarContinuous": lambda o: np.array([1.0 if o[1] > 0 else -1.0], np.float32),
    "Pendulum": lambda o: np.array([2.0 if o[2] > 0 else -2.0], np.float32),
}



def taxi_script():
    """Drives to the passenger and the destination by the shortest way through the middle row."""
    stops = [(0, 0), (0, 4), (4, 0), (4, 3)]

    def act(state):
        row, column, passenger, destination = state // 100, state // 20 % 5, state // 4 % 5, state % 4
        target = stops[destination if passenger == 4 else passenger]
        if (row, column) == target:
            return 5 if passenger == 4 else 4
        if column != target[1]:
            return (0 if row < 2 else 1) if row != 2 else (2 if column < target[1] else 3)
        return 0 if row < target[0] else 1

    return act


SCRIPTS["Taxi"] = taxi_script()
SCRIPTS["Blackjack"] = lambda o: 0 if o[0] >= 17 else 1
SCRIPTS["FrozenLake"] = lambda o: [0, 3, 3, 3, 0, 0, 0, 0, 3, 1, 0, 0, 0, 2, 1, 0][o % 16]
SCRIPTS["FrozenLake8x8"] = lambda o: 2 if o % 8 < 7 else 1
SCRIPTS["CliffWalking"] = SCRIPTS["CliffWalkingSlippery"] = lambda o: 0 if o == 36 else 2 if o % 12 == 11 else 1

# file name: [(id, options of make, seed, steps of the stream)]
STREAMS = {
    "cart_pole": [("CartPole-v1", {}, 42, 1_000_000), ("CartPole-v0", {}, 3, 20_000),
                  ("CartPole-v1", {"sutton_barto_reward": True}, 5, 20_000)],
    "acrobot": [("Acrobot-v1", {}, 42, 1_000_000)],
    "mountain_car": [("MountainCar-v0", {}, 42, 1_000_000), ("MountainCar-v0", {"goal_velocity": 0.02}, 3, 50_000)],
    "mountain_car_continuous": [("MountainCarContinuous-v0", {}, 42, 1_000_000),
                                ("MountainCarContinuous-v0", {"goal_velocity": 0.02}, 3, 50_000)],
    "pendulum": [("Pendulum-v1", {}, 42, 1_000_000), ("Pendulum-v1", {"g": 9.81}, 3, 50_000)],
    "frozen_lake_8x8": [("FrozenLake8x8-v1", {}, 42, 1_000_000)],
    "frozen_lake": [("FrozenLake-v1", {}, 42, 1_000_000),
                    ("FrozenLake-v1", {"is_slippery": False}, 5, 50_000),
                    ("FrozenLake-v1", {"success_rate": 0.7}, 7, 50_000)],
    "cliff_walking": [("CliffWalking-v1", {}, 42, 1_000_000), ("CliffWalkingSlippery-v1", {}, 3, 1_000_000)],
    "taxi": [("Taxi-v4", {}, 42, 1_000_000), ("Taxi-v4", {"is_rainy": True}, 3, 200_000),
             ("Taxi-v4", {"fickle_passenger": True}, 5, 200_000),
             ("Taxi-v4", {"is_rainy": True, "fickle_passenger": True}, 7, 200_000)],
    "blackjack": [("Blackjack-v1", {}, 42, 1_000_000), ("Blackjack-v1", {"sab": False}, 3, 50_000),
                  ("Blackjack-v1", {"sab": False, "natural": True}, 5, 100_000)],
}
ROLLOUTS = {"seeds": [0, 1, 2, 42, 4294967296 + 7], "steps": 120}


def bits32(values):
    return " ".join(f"{b:08x}" for b in np.asarray(values, np.float32).ravel().view(np.uint32))


def bits64(value):
    return struct.pack(">d", float(value)).hex()


def row(observation):
    if isinstance(observation, tuple):
        return np.array(observation, np.float32)
    return np.atleast_1d(np.asarray(observation)).astype(np.float32)


class Player:
    """Yields (kind, action, reward, flags, observation) for resets and steps."""

    def __init__(self, env_id, options, seed, steps):
        env = gymnasium.make(env_id, disable_env_checker=True, **options)
        script = SCRIPTS.get(env_id.split("-")[0])
        env.action_space.seed(seed)
        continuous = isinstance(env.action_space, gymnasium.spaces.Box)
        self.events = self.play(env, script, continuous, seed, steps)

    def play(self, env, script, continuous, seed, steps):
        observation, _ = env.reset(seed=seed)
        yield None, 0.0, 0, row(observation)
        episode = 0
        for _ in range(steps):
            action = env.action_space.sample()
            if script and episode % 3 == 1:
                action = script(observation)
            elif continuous and episode % 3 == 2:
                action = action * np.float32(1.5)
            observation, reward, terminated, truncated, _ = env.step(action)
            yield action, float(reward), int(terminated) + 2 * int(truncated), row(observation)
            if terminated or truncated:
                episode += 1
                observation, _ = env.reset()
                yield None, 0.0, 0, row(observation)


def action_text(action):
    return bits32(action) if isinstance(action, np.ndarray) else str(int(action))


def action_bytes(action):
    return action.astype("<f4").tobytes() if isinstance(action, np.ndarray) else struct.pack("<q", int(action))


def record(name):
    lines = []
    for env_id, options, seed, steps in STREAMS[name]:
        if not options:
            for short_seed in ROLLOUTS["seeds"]:
                lines.append(f"rollout {env_id} seed {short_seed}")
                for action, reward, flags, observation in Player(env_id, {}, short_seed, ROLLOUTS["steps"]).events:
                    if action is None:
                        lines.append(f"o {bits32(observation)}")
                    else:
                        lines.append(f"s {action_text(action)} {bits64(reward)} {flags} {bits32(observation)}")
        text = ",".join(f"{k}={v}" for k, v in options.items()) or "-"
        lines.append(f"stream {env_id} {text} seed {seed} steps {steps}")
        block, count, sums = bytearray(), 0, []
        for action, reward, flags, observation in Player(env_id, options, seed, steps).events:
            if action is not None:
                block += action_bytes(action) + struct.pack("<dB", reward, flags)
                count += 1
            block += observation.astype("<f4").tobytes()
            if action is not None and count % BLOCK == 0:
                sums.append(f"{zlib.crc32(bytes(block)):08x}")
                block.clear()
        lines += ["c " + " ".join(sums[i : i + 12]) for i in range(0, len(sums), 12)]
    (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")


for wanted in sys.argv[1:] or STREAMS:
    record(wanted)
