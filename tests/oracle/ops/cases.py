#!/usr/bin/python3
"""Values, gradients and second gradients of tensor ops in PyTorch 1.13, written to cases.safetensors beside this script.

A case is `op.dtype.number`; its arguments stand in the metadata under that name, its tensors under NAME.in0, .in1, ...,
.out, .g0 (gradient of input 0) and .gg0. With e(i, k) = ((7 i + 3 k + 1) mod 11 - 5) / 4 for the flat index i, the
cotangent of the output is e(i, 0); the second gradients are those of the sum over inputs k of g_k times e(i, k + 1).
What is not recorded is zero or has no derivative. Tests make the inputs contiguous, transposed and strided themselves.
"""
import json
import os
import struct

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
tensors, metadata = {}, {}


def fixed(like, k):
    i = torch.arange(like.numel(), dtype=torch.int64)
    return (((7 * i + 3 * k + 1) % 11 - 5).to(like.dtype) / 4).reshape(like.shape)


def record(op, function, inputs, derivatives=2, **arguments):
    """One case; integer and bool inputs take part without derivatives."""
    dtype = next((t.dtype for t in inputs if t.is_floating_point()), inputs[0].dtype)
    kind = {torch.float32: "f32", torch.float64: "f64"}.get(dtype, str(dtype)[6:])
    number = sum(name.startswith(f"{op}.{kind}.") for name in metadata)
    name = f"{op}.{kind}.{number}"
    metadata[name] = " ".join(f"{key}={value}" for key, value in arguments.items()).replace("[", "").replace("]", "")
    metadata[name] = metadata[name].replace(", ", ",")
    leaves = [t.clone().requires_grad_(derivatives > 0 and t.is_floating_point()) for t in inputs]
    out = function(*leaves)
    for k, leaf in enumerate(leaves):
        tensors[f"{name}.in{k}"] = leaf.detach()
    tensors[f"{name}.out"] = out.detach()
    wanted = [k for k, leaf in enumerate(leaves) if leaf.requires_grad]
    if derivatives == 0 or not out.requires_grad:
        return
    grads = torch.autograd.grad(out, [leaves[k] for k in wanted], fixed(out, 0), create_graph=True, allow_unused=True)
    total = 0
    for k, grad in zip(wanted, grads):
        if grad is not None:
            tensors[f"{name}.g{k}"] = grad.detach()
            total = total + (grad * fixed(grad, k + 1)).sum()
    if derivatives < 2 or not getattr(total, "requires_grad", False):
        return
    for k, second in zip(wanted, torch.autograd.grad(total, [leaves[k] for k in wanted], allow_unused=True)):
        if second is not None and second.abs().sum() != 0:
            tensors[f"{name}.gg{k}"] = second


def uniform(shape, dtype, low=-2.0, high=2.0):
    return torch.empty(shape, dtype=dtype).uniform_(low, high)


def unary(dtype):
    positive = {"sqrt", "rsqrt", "log", "reciprocal"}
    for op in ("neg", "abs", "square", "sqrt", "rsqrt", "reciprocal", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh",
               "sigmoid", "relu", "floor", "sign"):
        function = getattr(torch, op)
        low, high = (0.1, 5.0) if op in positive else (-0.9, 5.0) if op == "log1p" else (-4.0, 4.0)
        for shape in ([], [0, 2], [3, 5], [37]):
            record(op, function, [uniform(shape, dtype, low, high)])
        edges = [0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-30, -1e-30, 60.0, -60.0, 1.0, -1.0, 1e4]
        record(op, function, [torch.tensor(edges, dtype=dtype)], derivatives=0)
    x = uniform([3, 7], dtype, -4, 4)
    record("leaky_relu", lambda t: F.leaky_relu(t, 0.2), [x], slope=0.2)
    record("softplus", lambda t: F.softplus(t, 2, 5), [x], beta=2, threshold=5)
    record("clamp", lambda t: t.clamp(-0.5, 1.25), [x], low=-0.5, high=1.25)
    record("clamp_min", lambda t: t.clamp_min(0.3), [x], low=0.3)
    record("clamp_max", lambda t: t.clamp_max(0.3), [x], high=0.3)
    positive = uniform([3, 7], dtype, 0.2, 3)
    for exponent in (0, 1, 2, 3, 0.5, -1, 2.5):
        record("pow_scalar", lambda t, e=exponent: t.pow(e), [positive], exponent=exponent)
    record("pow_scalar", lambda t: t.pow(3), [x], exponent=3)


def binary(dtype):
    shapes = [([3, 4], [3, 4]), ([3, 1], [1, 4]), ([4], []), ([2, 3, 4], [4]), ([0, 3], [3]), ([35], [35]), ([], [])]
    for op in ("add", "sub", "mul", "div", "maximum", "minimum", "pow"):
        for a, b in shapes:
            low, high = (0.3, 3.0) if op == "pow" else (0.3, 2.0) if op == "div" else (-2.0, 2.0)
            record(op, getattr(torch, op), [uniform(a, dtype, low, high), uniform(b, dtype, low, high)])
    a, b = uniform([3, 4], dtype), uniform([3, 1], dtype)
    record("add_alpha", lambda s, t: torch.add(s, t, alpha=-2.5), [a, b], alpha=-2.5)
    record("where", torch.where, [torch.tensor([[True], [False], [True]]), a, b])
    record("where", torch.where, [a > 0, a, uniform([], dtype)])
    record("masked_fill", lambda s, m: s.masked_fill(m, 1.5), [a, a > 0], value=1.5)
    ties = torch.tensor([[1, 2, float("nan")], [2, -0.0, 3]], dtype=dtype)
    for op in ("eq", "ne", "lt", "le", "gt", "ge"):
        record(op, getattr(torch, op), [ties, torch.tensor([2.0, 0.0, 3.0], dtype=dtype)], derivatives=0)
    for op in ("maximum", "minimum"):  # equal values share the gradient
        record(op, getattr(torch, op), [torch.tensor([1.0, 2, 3], dtype=dtype), torch.tensor([1.0, 5, 3], dtype=dtype)])


def reductions(dtype):
    x, cube, empty = uniform([3, 5], dtype), uniform([2, 3, 4], dtype), torch.zeros([0, 3], dtype=dtype)
    long = uniform([700], dtype)
    for op in ("sum", "mean"):
        function = getattr(torch, op)
        for t in (x, cube, long, empty, uniform([], dtype)):
            record(op, function, [t])
        for t, dims, keep in ((x, [0], False), (x, [1], True), (cube, [0, 2], False), (cube, [-1], True), (cube, [1], False),
                              (empty, [0], False), (empty, [1], True)):
            record(f"{op}_dim", lambda s, d=dims, k=keep, f=function: f(s, dim=d, keepdim=k), [t], dim=dims, keepdim=int(keep))
    for op in ("var", "std"):
        function = getattr(torch, op)
        for unbiased in (True, False):
            record(op, lambda s, u=unbiased, f=function: f(s, unbiased=u), [x], unbiased=int(unbiased))
            record(f"{op}_dim", lambda s, u=unbiased, f=function: f(s, dim=[1], unbiased=u, keepdim=True), [cube],
                   dim=[1], keepdim=1, unbiased=int(unbiased))
        record(op, lambda s, f=function: f(s), [uniform([1], dtype)], derivatives=0, unbiased=1)
    tied = torch.tensor([[1, 3, 3], [2, 2, -1]], dtype=dtype)
    for op in ("amax", "amin"):
        for t in (x, tied):
            record(op, lambda s, f=getattr(torch, op): f(s, dim=[1], keepdim=True), [t], dim=[1], keepdim=1)
    for op in ("max", "min"):
        function = getattr(torch, op)
        record(op, function, [x])
        for t, dim, keep in ((x, 0, False), (cube, 1, True), (tied, 1, False), (cube, -1, False)):
            record(f"{op}_dim", lambda s, d=dim, k=keep, f=function: f(s, d, k)[0], [t], dim=dim, keepdim=int(keep))
            record(f"arg{op}", lambda s, d=dim, k=keep, f=getattr(torch, "arg" + op): f(s, d, k), [t], derivatives=0,
                   dim=dim, keepdim=int(keep))
    record("norm", torch.norm, [x], p=2)
    record("norm", lambda s: torch.norm(s, 1), [x], p=1)
    for op in ("softmax", "log_softmax"):
        function = getattr(torch, op)
        for t, dim in ((x, 1), (x, 0), (cube, 1), (uniform([4, 33], dtype, -20, 20), -1), (uniform([1], dtype), 0), (empty, 1)):
            record(op, lambda s, d=dim, f=function: f(s, d), [t], dim=dim)
    for t, dims, keep in ((x, [1], False), (x, [0], True), (cube, [0, 2], False), (uniform([4, 33], dtype, -200, 200), [1], False)):
        record("logsumexp", lambda s, d=dims, k=keep: torch.logsumexp(s, d, k), [t], dim=dims, keepdim=int(keep))


def products(dtype):
    def pair(a, b):
        return [uniform(a, dtype), uniform(b, dtype)]
    for a, b in (([3, 4], [4, 5]), ([1, 4], [4, 1]), ([0, 4], [4, 3]), ([3, 0], [0, 2]), ([17, 33], [33, 9]), ([4], [4]),
                 ([3, 4], [4]), ([4], [4, 2]), ([2, 3, 4], [2, 4, 2]), ([2, 1, 3, 4], [5, 4, 2]), ([2, 3, 4], [4])):
        record("matmul", torch.matmul, pair(a, b))
    for a, w in (([6, 4], [5, 4]), ([4], [5, 4]), ([2, 3, 4], [5, 4]), ([0, 4], [5, 4])):
        record("linear", F.linear, [*pair(a, w), uniform([5], dtype)])
        record("linear", F.linear, pair(a, w))
    record("addmm", lambda c, a, b: torch.addmm(c, a, b, beta=0.5, alpha=2), [uniform([5], dtype), *pair([3, 4], [4, 5])],
           beta=0.5, alpha=2)


def places(dtype):
    x, cube = uniform([3, 5], dtype), uniform([2, 3, 4], dtype)
    rows = torch.tensor([[0, 2, 2], [4, 1, 0]])
    record("gather", lambda s, i: s.gather(1, i), [x, rows], dim=1)
    record("gather", lambda s, i: s.gather(0, i), [x, torch.tensor([[2, 0, 1, 1, 0]])], dim=0)
    record("gather", lambda s, i: s.gather(1, i), [x, torch.zeros([3, 0], dtype=torch.int64)], dim=1)
    record("scatter", lambda s, i, t: s.scatter(1, i, t), [x, torch.tensor([[0, 2], [4, 1]]), uniform([2, 2], dtype)], dim=1)
    record("scatter_add", lambda s, i, t: s.scatter_add(1, i, t), [x, rows, uniform([2, 3], dtype)], dim=1)
    record("index_select", lambda s, i: s.index_select(1, i), [cube, torch.tensor([2, 0, 2])], dim=1)
    record("index_add", lambda s, i, t: s.index_add(0, i, t, alpha=2), [x, torch.tensor([2, 0, 2, 1]), uniform([4, 5], dtype)],
           dim=0, alpha=2)
    record("cat", lambda a, b, c: torch.cat([a, b, c], 1), [x, uniform([3, 0], dtype), uniform([3, 2], dtype)], dim=1)
    record("stack", lambda a, b: torch.stack([a, b], -1), [x, uniform([3, 5], dtype)], dim=-1)
    record("view", lambda s: s.reshape(4, -1), [cube], shape=[4, -1])
    record("reshape", lambda s: s.reshape(6, 4), [cube], shape=[6, 4])
    record("flatten", lambda s: s.flatten(1), [cube], start=1)
    record("squeeze", lambda s: s.squeeze(1), [uniform([3, 1, 2], dtype)], dim=1)
    record("unsqueeze", lambda s: s.unsqueeze(-2), [x], dim=-2)
    record("transpose", lambda s: s.transpose(0, 2), [cube], dim0=0, dim1=2)
    record("permute", lambda s: s.permute(2, 0, 1), [cube], dims=[2, 0, 1])
    record("expand", lambda s: s.expand(2, 3, 4), [uniform([3, 1], dtype)], shape=[2, 3, 4])
    record("slice", lambda s: s[:, 1:3], [cube], dim=1, start=1, end=3, step=1)
    record("slice", lambda s: s[..., 0:4:2], [cube], dim=2, start=0, end=4, step=2)
    record("select", lambda s: s.select(1, -1), [cube], dim=1, index=-1)


def losses(dtype):
    for shape in ([4, 3], [64]):
        pair = [uniform(shape, dtype, -3, 3), uniform(shape, dtype, -3, 3)]
        for reduction in ("mean", "sum", "none"):
            record("mse_loss", lambda a, b, r=reduction: F.mse_loss(a, b, reduction=r), pair, reduction=reduction)
            record("l1_loss", lambda a, b, r=reduction: F.l1_loss(a, b, reduction=r), pair, reduction=reduction)
            for beta in (1.0, 0.5):
                record("smooth_l1_loss", lambda a, b, r=reduction, w=beta: F.smooth_l1_loss(a, b, reduction=r, beta=w), pair,
                       reduction=reduction, beta=beta)
            for delta in (1.0, 2.0):
                record("huber_loss", lambda a, b, r=reduction, w=delta: F.huber_loss(a, b, reduction=r, delta=w), pair,
                       reduction=reduction, delta=delta)


def write(path):
    names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.bool: "BOOL"}
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


for dtype in (torch.float32, torch.float64):
    torch.manual_seed(20)
    for family in (unary, binary, reductions, products, places, losses):
        family(dtype)
write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.safetensors"))
print(len(metadata), "cases of", len({name.split(".")[0] for name in metadata}), "ops,", len(tensors), "tensors")
