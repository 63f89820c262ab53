#!/usr/bin/python3
"""Values, gradients and second gradients of PyTorch 1.13 for the op table, written to ops.txt beside this script.

Each case has a name, its inputs (drawn by a formula that the C++ side repeats) and a function. Lines:
  case NAME DTYPE INPUT...     INPUT = dtype:shape:low:high:seed:layout:grad
  out SHAPE BASE64             the bytes of every element; dtype as the case's or as written
  grad BASE64 | grad -         of sum(out * weights) by each input that wants it
  second BASE64 | second -     of sum(grad * weights) by each of them
"""
import base64
import os
import torch
import torch.nn.functional as F

f32, f64, i64, i32, b8 = torch.float32, torch.float64, torch.int64, torch.int32, torch.bool
NAMES = {f32: "Float", f64: "Double", i64: "Long", i32: "Int", b8: "Bool", torch.uint8: "Byte"}
CASES = []


class Input:
    def __init__(self, shape, low=-2.0, high=2.0, seed=1, layout="c", dtype=None, grad=True):
        self.shape, self.low, self.high, self.seed, self.layout = list(shape), low, high, seed, layout
        self.dtype, self.grad = dtype, grad and dtype is None

    def text(self):
        shape = ",".join(map(str, self.shape)) if self.shape else "-"
        name = NAMES[self.dtype] if self.dtype else "-"
        return f"{name}:{shape}:{self.low!r}:{self.high!r}:{self.seed}:{self.layout}:{int(self.grad)}"

    def values(self, shape):
        n = 1
        for s in shape:
            n *= s
        unit = [((k * 40503 + self.seed * 9973 + 12345) % 65521) / 65521 for k in range(n)]
        return torch.tensor([self.low + (self.high - self.low) * u for u in unit], dtype=f64).reshape(shape)

    def make(self, dtype):
        x = self.values(self.shape)
        if self.dtype == b8:
            x = x < (self.low + self.high) / 2
        elif self.dtype is not None:
            x = x.floor().to(self.dtype)
        else:
            x = x.to(dtype)
        if self.layout == "t":  # transposed memory
            x = x.permute(*reversed(range(x.dim()))).contiguous().permute(*reversed(range(x.dim())))
        if self.layout == "s":  # every second element of a longer last dimension
            wide = torch.zeros(self.shape[:-1] + [self.shape[-1] * 2], dtype=x.dtype)
            wide[..., ::2] = x
            x = wide[..., ::2]
        return x.detach().requires_grad_(self.grad)


def I(*shape, **kw):
    return Input(shape, **kw)


def L(*shape, high=4, low=0, seed=3, layout="c"):
    return Input(shape, low=low, high=high, seed=seed, layout=layout, dtype=i64)


def B(*shape, seed=5):
    return Input(shape, low=0.0, high=1.0, seed=seed, dtype=b8)


def case(name, function, *inputs):
    CASES.append((name, function, inputs))


def unary(name, function, low=-2.0, high=2.0):
    for suffix, x in (("", I(7, low=low, high=high)), ("/transposed", I(3, 4, low=low, high=high, layout="t")),
                      ("/0-d", I(low=low, high=high)), ("/empty", I(0, 3, low=low, high=high))):
        case(name + suffix, function, x)


def binary(name, function, low=-2.0, high=2.0):
    kw = {"low": low, "high": high}
    case(name, function, I(3, 4, **kw), I(3, 4, seed=2, **kw))
    case(name + "/broadcast", function, I(2, 1, 3, **kw), I(4, 1, seed=2, **kw))
    case(name + "/row", function, I(5, 3, **kw), I(3, seed=2, **kw))
    case(name + "/strided", function, I(3, 4, layout="t", **kw), I(3, 4, seed=2, layout="s", **kw))
    case(name + "/0-d", function, I(2, 3, **kw), I(seed=2, **kw))
    case(name + "/empty", function, I(0, 3, **kw), I(1, 3, seed=2, **kw))


exec(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "op_list.py")).read())


def encode(x):
    x = torch.zeros(x.shape, dtype=x.dtype) + x.detach() if x.dtype.is_floating_point else x  # lazy zeros have no memory
    return base64.b64encode(x.detach().contiguous().numpy().tobytes()).decode() or "="


def weights(x, seed):
    return Input(list(x.shape), 0.5, 1.5, seed).values(list(x.shape)).to(x.dtype)


def weighted(tensors, seed):
    return sum((t * weights(t, seed + i)).sum() for i, t in enumerate(tensors))


def shape_of(x):
    return ",".join(map(str, x.shape)) if x.dim() else "-"


with open(os.path.splitext(os.path.abspath(__file__))[0] + ".txt", "w") as out:
    for name, function, specs in CASES:
        for dtype in (f64, f32):
            inputs = [s.make(dtype) for s in specs]
            wanted = [x for x in inputs if x.requires_grad]
            made = function(*inputs)
            made = [made] if isinstance(made, torch.Tensor) else list(made)
            out.write(f"case {name} {NAMES[dtype]} {' '.join(s.text() for s in specs)}\n")
            for y in made:
                out.write(f"out {NAMES[y.dtype]} {shape_of(y)} {encode(y)}\n")
            used = [y for y in made if y.requires_grad]
            if not used or not wanted:
                continue
            grads = torch.autograd.grad(weighted(used, 100), wanted, create_graph=True, allow_unused=True)
            for g in grads:
                out.write(f"grad {'-' if g is None else encode(g)}\n")
            again = [g for g in grads if g is not None and g.requires_grad]
            if dtype == f32 or not again:
                continue
            for g in torch.autograd.grad(weighted(again, 200), wanted, allow_unused=True):
                out.write(f"second {'-' if g is None else encode(g)}\n")
