#!/usr/bin/python3
"""Initial values drawn by PyTorch 1.13 after manual_seed, written to init.txt.

Each line: what was drawn, the seed, and the values as hexadecimal floats. `linear` is nn.Linear(4, 3): weight, then bias.
The functions of nn.init fill a float32 tensor [6, 4] ([6, 4, 3] for names ending in _conv, [4, 6] for _wide).
"""
import math
import os

import torch
from torch import nn

init = nn.init
FUNCTIONS = {
    "uniform": lambda t: init.uniform_(t, -2, 3),
    "normal": lambda t: init.normal_(t, 1, 2),
    "xavier_uniform": lambda t: init.xavier_uniform_(t, 2),
    "xavier_normal_conv": lambda t: init.xavier_normal_(t),
    "kaiming_uniform": lambda t: init.kaiming_uniform_(t, nonlinearity="relu"),
    "kaiming_uniform_conv": lambda t: init.kaiming_uniform_(t, math.sqrt(5), "fan_out"),
    "kaiming_normal": lambda t: init.kaiming_normal_(t, 0.1, nonlinearity="tanh"),
    "orthogonal": lambda t: init.orthogonal_(t, math.sqrt(2)),
    "orthogonal_wide": lambda t: init.orthogonal_(t, 0.01),
    "orthogonal_conv": lambda t: init.orthogonal_(t),
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "init.txt"), "w") as out:
    def write(name, seed, *values):
        print(name, seed, " ".join(x.hex() for t in values for x in t.detach().reshape(-1).tolist()), file=out)

    for seed in (0, 1, 2, 42, 123456789):
        torch.manual_seed(seed)
        layer = nn.Linear(4, 3)
        write("linear", seed, layer.weight, layer.bias)
    for seed in (0, 7):
        for name, function in FUNCTIONS.items():
            torch.manual_seed(seed)
            shape = (6, 4, 3) if name.endswith("_conv") else (4, 6) if name.endswith("_wide") else (6, 4)
            write(name, seed, function(torch.empty(shape)))
        torch.manual_seed(seed)
        write("dropout", seed, nn.functional.dropout(torch.ones(40), 0.3))
