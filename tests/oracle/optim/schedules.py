#!/usr/bin/python3
"""Learning rates (and momenta) of every scheduler of PyTorch 1.13 over 24 steps, written to schedules.txt.

The optimizer is SGD with momentum 0.9 and two parameter groups with lr 0.5 and 0.05. Each line: name, then lr of both
groups and the momentum of the first, before the first step and after every step, as hexadecimal floats. ReduceLROnPlateau is
stepped with the metrics ((7 t) mod 5) / 5 + 1 / (1 + t), t from 0.
"""
import os
import warnings

import torch
from torch.optim import lr_scheduler as S

warnings.filterwarnings("ignore")
CASES = {
    "LambdaLR": lambda o: S.LambdaLR(o, lambda t: 0.95 ** t),
    "MultiplicativeLR": lambda o: S.MultiplicativeLR(o, lambda t: 1 - 0.01 * t),
    "StepLR": lambda o: S.StepLR(o, 5, 0.5),
    "MultiStepLR": lambda o: S.MultiStepLR(o, [3, 7, 7, 15], 0.5),
    "ConstantLR": lambda o: S.ConstantLR(o, 0.25, 4),
    "LinearLR": lambda o: S.LinearLR(o),
    "LinearLR_down": lambda o: S.LinearLR(o, 1.0, 0.0, 20),
    "ExponentialLR": lambda o: S.ExponentialLR(o, 0.9),
    "PolynomialLR": lambda o: S.PolynomialLR(o, 10, 2.0),
    "CosineAnnealingLR": lambda o: S.CosineAnnealingLR(o, 7, 0.01),
    "CosineAnnealingWarmRestarts": lambda o: S.CosineAnnealingWarmRestarts(o, 3, 2, 0.01),
    "CyclicLR": lambda o: S.CyclicLR(o, 0.1, 1.0, 4, 3),
    "CyclicLR_triangular2": lambda o: S.CyclicLR(o, 0.1, 1.0, 3, mode="triangular2"),
    "CyclicLR_exp_range": lambda o: S.CyclicLR(o, 0.1, 1.0, 3, mode="exp_range", gamma=0.9, cycle_momentum=False),
    "OneCycleLR": lambda o: S.OneCycleLR(o, 1.0, total_steps=25),
    "OneCycleLR_three_phase": lambda o: S.OneCycleLR(o, 1.0, total_steps=25, three_phase=True, anneal_strategy="linear"),
    "ReduceLROnPlateau": lambda o: S.ReduceLROnPlateau(o, patience=2, cooldown=1, factor=0.5),
    "ReduceLROnPlateau_max": lambda o: S.ReduceLROnPlateau(o, mode="max", patience=1, threshold=0.1, threshold_mode="abs", min_lr=0.01),
    "SequentialLR": lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.1, 3), S.ExponentialLR(o, 0.9), S.StepLR(o, 2, 0.5)], [4, 12]),
    "ChainedScheduler": lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.1, 3), S.ExponentialLR(o, 0.9)]),
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedules.txt"), "w") as out:
    for name, make in CASES.items():
        params = [torch.zeros(1, requires_grad=True) for _ in range(2)]
        optimizer = torch.optim.SGD([{"params": [params[0]], "lr": 0.5}, {"params": [params[1]], "lr": 0.05}], lr=0.1, momentum=0.9)
        scheduler = make(optimizer)
        row = []
        for t in range(25):
            groups = optimizer.param_groups
            row += [groups[0]["lr"], groups[1]["lr"], groups[0]["momentum"]]
            optimizer.step()
            if t < 24:
                scheduler.step(*([((7 * t) % 5) / 5 + 1 / (1 + t)] if name.startswith("Reduce") else []))
        print(name, " ".join(float(x).hex() for x in row), file=out)
