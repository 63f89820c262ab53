#!/usr/bin/python3
"""Functions of nn.functional and modules of PyTorch 1.13: values, gradients and second gradients, in cases.safetensors.

A case is `name.number`; under it stand its tensors .in0, .in1, ... (floating ones in float64), .out, and, unless it has no
derivative, .g0 (gradient of input 0) and .gg0, with the cotangents that tests/oracle/ops/cases.py defines. Modules are
recorded as functions of their input and parameters, in the order of named_parameters().
"""
import json
import os
import struct

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import stateless

torch.set_num_threads(1)
torch.manual_seed(5)
D = torch.float64
tensors, metadata = {}, {}


def fixed(like, k):
    i = torch.arange(like.numel(), dtype=torch.int64)
    return (((7 * i + 3 * k + 1) % 11 - 5).to(like.dtype) / 4).reshape(like.shape)


def record(name, function, *inputs, derivatives=2):
    name = f"{name}.{sum(n.rsplit('.', 1)[0] == name for n in metadata)}"
    metadata[name] = ""
    leaves = [t.clone().requires_grad_(derivatives > 0 and t.is_floating_point()) for t in inputs]
    out = function(*leaves)
    for k, leaf in enumerate(leaves):
        tensors[f"{name}.in{k}"] = leaf.detach()
    tensors[f"{name}.out"] = out.detach().contiguous()
    wanted = [k for k, leaf in enumerate(leaves) if leaf.requires_grad]
    if not wanted:
        return
    grads = torch.autograd.grad(out, [leaves[k] for k in wanted], fixed(out, 0), create_graph=derivatives > 1, allow_unused=True)
    total = 0
    for k, grad in zip(wanted, grads):
        if grad is not None:
            tensors[f"{name}.g{k}"] = grad.detach().contiguous()
            total = total + (grad * fixed(grad, k + 1)).sum()
    if derivatives < 2 or not getattr(total, "requires_grad", False):
        return
    for k, second in zip(wanted, torch.autograd.grad(total, [leaves[k] for k in wanted], allow_unused=True)):
        if second is not None and second.abs().sum() != 0:
            tensors[f"{name}.gg{k}"] = second.contiguous()


def with_parameters(module, name, *inputs):
    module = module.to(D)
    names = [n for n, _ in module.named_parameters()]
    values = [p.detach() for p in module.parameters()]

    def function(*args):
        own = dict(zip(names, args[len(inputs):]))
        return stateless.functional_call(module, own, args[: len(inputs)])

    record(name, function, *inputs, *values)


def randn(*shape):
    return torch.randn(*shape, dtype=D)


x = randn(3, 6) * 2
for name, f in {
    "relu6": lambda t: F.relu6(t * 4), "leaky_relu": F.leaky_relu, "elu": lambda t: F.elu(t, 0.7), "selu": F.selu,
    "celu": lambda t: F.celu(t, 0.5), "gelu": F.gelu, "gelu_tanh": lambda t: F.gelu(t, approximate="tanh"),
    "glu": lambda t: F.glu(t, 1), "silu": F.silu, "mish": F.mish, "hardtanh": lambda t: F.hardtanh(t, -0.5, 0.8),
    "softplus": lambda t: F.softplus(t, 2, 3), "logsigmoid": F.logsigmoid, "softsign": F.softsign, "tanhshrink": F.tanhshrink,
    "hardshrink": lambda t: F.hardshrink(t, 0.6), "softshrink": lambda t: F.softshrink(t, 0.6),
    "threshold": lambda t: F.threshold(t, 0.1, 20), "softmin": lambda t: F.softmin(t, 0),
    "log_softmax": lambda t: F.log_softmax(t, 1), "normalize": F.normalize,
}.items():
    record(name, f, x, derivatives=2)
record("prelu", F.prelu, randn(2, 3, 4), torch.tensor([0.25, -0.5, 0.1], dtype=D))
record("cosine_similarity", F.cosine_similarity, randn(3, 6), randn(3, 6))

p, q, y = torch.rand(4, 3, dtype=D), torch.rand(4, 3, dtype=D), randn(4, 3)
weight = torch.tensor([0.5, 1.0, 2.0], dtype=D)
for reduction in ("none", "mean", "sum"):
    record(f"mse_loss_{reduction}", lambda a, b: F.mse_loss(a, b, reduction=reduction), y, q)
    record(f"l1_loss_{reduction}", lambda a, b: F.l1_loss(a, b, reduction=reduction), y, q)
    record(f"smooth_l1_loss_{reduction}", lambda a, b: F.smooth_l1_loss(a, b, reduction=reduction, beta=0.5), y, q)
    record(f"huber_loss_{reduction}", lambda a, b: F.huber_loss(a, b, reduction=reduction, delta=0.5), y, q)
    record(f"bce_{reduction}", lambda a: F.binary_cross_entropy(a, q, weight, reduction=reduction), p, derivatives=2)
    record(f"bce_logits_{reduction}", lambda a: F.binary_cross_entropy_with_logits(a, q, weight, reduction=reduction, pos_weight=weight), y * 5)
    record(f"kl_div_{reduction}", lambda a: F.kl_div(a, q, reduction=reduction), y)
    record(f"poisson_{reduction}", lambda a: F.poisson_nll_loss(a, q * 4, full=True, reduction=reduction), y)
    record(f"gaussian_{reduction}", lambda a, v: F.gaussian_nll_loss(a, q, v, full=True, reduction=reduction), y, p + 0.1)
    record(f"cross_entropy_{reduction}", lambda a: F.cross_entropy(a, torch.tensor([0, 2, -100, 1]), weight, reduction=reduction, label_smoothing=0.1), y)
    record(f"cross_entropy_probabilities_{reduction}", lambda a: F.cross_entropy(a, q, weight, reduction=reduction, label_smoothing=0.2), y)
    record(f"nll_images_{reduction}", lambda a: F.nll_loss(a, torch.tensor([[[0, 2], [1, -100]], [[1, 1], [2, 0]]]), weight, reduction=reduction), randn(2, 3, 2, 2))
record("kl_div_batchmean", lambda a: F.kl_div(a, q.log(), reduction="batchmean", log_target=True), y)
record("poisson_plain", lambda a: F.poisson_nll_loss(a, q, log_input=False), p + 0.1)

record("layer_norm", lambda a, w, b: F.layer_norm(a, (3, 4), w, b), randn(2, 3, 4), randn(3, 4), randn(3, 4))
record("group_norm", lambda a, w, b: F.group_norm(a, 2, w, b), randn(2, 4, 3), randn(4), randn(4))
record("batch_norm_training", lambda a, w, b: F.batch_norm(a, None, None, w, b, True), randn(4, 3, 2, 2), randn(3), randn(3))
record("batch_norm_eval", lambda a, w, b: F.batch_norm(a, torch.tensor([0.1, 0.2, 0.3], dtype=D), torch.tensor([1.0, 2.0, 3.0], dtype=D), w, b), randn(4, 3), randn(3), randn(3))
norm = nn.BatchNorm1d(3).to(D)
for _ in range(3):
    norm(torch.arange(15, dtype=D).reshape(5, 3).sin())
record("batch_norm_running", lambda a: torch.stack([norm.running_mean, norm.running_var]) + 0 * a.sum(), torch.zeros(1, dtype=D), derivatives=0)
record("embedding", lambda w: F.embedding(torch.tensor([[1, 0, 3], [3, 1, 2]]), w, padding_idx=1), randn(5, 2), derivatives=1)

images, rows = randn(2, 4, 7, 6), randn(2, 4, 9)
record("conv2d", lambda a, w, b: F.conv2d(a, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2)), images, randn(3, 4, 3, 2), randn(3))
record("conv2d_groups", lambda a, w: F.conv2d(a, w, groups=2), images, randn(6, 2, 3, 3))
record("conv2d_same", lambda a, w: F.conv2d(a, w, padding="same"), images, randn(3, 4, 3, 2))
record("conv2d_single", lambda a, w: F.conv2d(a, w), images[0], randn(3, 4, 3, 3))
record("conv1d", lambda a, w, b: F.conv1d(a, w, b, stride=2, padding=2), rows, randn(3, 4, 3), randn(3))
record("conv_transpose2d", lambda a, w, b: F.conv_transpose2d(a, w, b, stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2), images, randn(4, 3, 3, 2), randn(6))
record("conv_transpose1d", lambda a, w: F.conv_transpose1d(a, w, stride=2, dilation=2), rows, randn(4, 3, 3))
record("max_pool2d", lambda a: F.max_pool2d(a, (3, 2), (2, 1), (1, 1)), images)
record("max_pool2d_ceil", lambda a: F.max_pool2d(a, 3, 2, ceil_mode=True), images)
record("max_pool2d_indices", lambda a: F.max_pool2d(a, (3, 2), (2, 1), (1, 1), return_indices=True)[1], images, derivatives=0)
record("max_pool1d", lambda a: F.max_pool1d(a, 3, dilation=2), rows)
record("avg_pool2d", lambda a: F.avg_pool2d(a, (3, 2), (2, 1), (1, 1)), images)
record("avg_pool2d_ceil", lambda a: F.avg_pool2d(a, 3, 2, 1, ceil_mode=True), images)
record("avg_pool2d_inside", lambda a: F.avg_pool2d(a, 3, 2, 1, count_include_pad=False), images)
record("avg_pool2d_divisor", lambda a: F.avg_pool2d(a, 3, divisor_override=2), images)
record("avg_pool1d", lambda a: F.avg_pool1d(a, 3), rows)
record("adaptive_avg_pool2d", lambda a: F.adaptive_avg_pool2d(a, (3, 4)), images)
record("adaptive_avg_pool1d", lambda a: F.adaptive_avg_pool1d(a, 4), rows)
record("pad", lambda a: F.pad(a, (1, 2, -1, 1), value=0.5), images)
record("pad_reflect", lambda a: F.pad(a, (2, 1, 1, 3), mode="reflect"), images)
record("pad_replicate", lambda a: F.pad(a, (2, 1, 1, 3), mode="replicate"), images)
record("pad_circular", lambda a: F.pad(a, (2, 1, 1, 3), mode="circular"), images)

both = lambda r: torch.cat([t.reshape(-1) for t in r])
h, c = randn(2, 3, 5), randn(2, 3, 5)


def weights(layer):
    return [p.detach() for p in layer.to(D).parameters()]


# The layers' own functions: (layers 2, no dropout, no training, one direction, batch first or not).
record("rnn", lambda x, h, *w: both(torch._VF.rnn_relu(x, h, list(w), True, 2, 0.0, False, False, False)), randn(6, 3, 4), h, *weights(nn.RNN(4, 5, 2)))
record("gru", lambda x, h, *w: both(torch._VF.gru(x, h, list(w), True, 2, 0.0, False, False, True)), randn(3, 6, 4), h, *weights(nn.GRU(4, 5, 2)))
record("lstm", lambda x, h, c, *w: both(torch._VF.lstm(x, (h, c), list(w), True, 2, 0.0, False, False, False)), randn(6, 3, 4), h, c, *weights(nn.LSTM(4, 5, 2)))
with_parameters(nn.RNNCell(4, 5), "rnn_cell", randn(3, 4), h[0])
with_parameters(nn.GRUCell(4, 5), "gru_cell", randn(3, 4), h[0])
record("lstm_both_ways", lambda x, h, c, *w: both(torch._VF.lstm(x, (h, c), list(w), True, 2, 0.0, False, True, False)), randn(6, 3, 4), randn(4, 3, 5), randn(4, 3, 5), *weights(nn.LSTM(4, 5, 2, bidirectional=True)))
record("lstm_projected", lambda x, h, c, *w: both(torch._VF.lstm(x, (h, c), list(w), True, 2, 0.0, False, False, False)), randn(6, 3, 4), randn(2, 3, 2), c, *weights(nn.LSTM(4, 5, 2, proj_size=2)))
record("embedding_max_norm", lambda w: F.embedding(torch.tensor([[1, 4], [1, 0]]), w.detach(), max_norm=1.5, norm_type=1.0), randn(5, 3), derivatives=0)
record("adaptive_avg_pool2d_rows", lambda a: F.adaptive_avg_pool2d(a, (None, 3)), images)
record("softmax2d", nn.Softmax2d(), images)
hidden = torch.tensor([[False, True, False, False], [False, False, False, True]])
future = torch.tensor([[0.0, 0.5, -1.0, 0.0], [0.2, 0.0, 0.0, float("-inf")], [0.0, 0.0, 0.1, 0.0]], dtype=D)
record("attention", lambda q, k, w, b, bk, bv, o, p: both(F.multi_head_attention_forward(q, k, k, 6, 2, w, b, bk, bv, True, 0.0, o, p, key_padding_mask=hidden, attn_mask=future)), randn(3, 2, 6), randn(4, 2, 6), randn(18, 6), randn(18), randn(1, 1, 6), randn(1, 1, 6), randn(6, 6), randn(6))
record("attention_separate", lambda q, k, v, wq, wk, wv, o: both(F.multi_head_attention_forward(q, k, v, 6, 3, None, None, None, None, False, 0.0, o, None, use_separate_proj_weight=True, q_proj_weight=wq, k_proj_weight=wk, v_proj_weight=wv, average_attn_weights=False)), randn(3, 2, 6), randn(4, 2, 5), randn(4, 2, 4), randn(6, 6), randn(6, 5), randn(6, 4), randn(6, 6))

volumes = randn(2, 4, 4, 3, 5)
record("conv3d", lambda a, w, b: F.conv3d(a, w, b, stride=(2, 1, 2), padding=(1, 0, 1), dilation=(1, 2, 1), groups=2), volumes, randn(6, 2, 3, 2, 3), randn(6))
record("conv3d_same", lambda a, w: F.conv3d(a, w, padding="same"), volumes[0], randn(3, 4, 2, 3, 2))
record("conv_transpose3d", lambda a, w, b: F.conv_transpose3d(a, w, b, stride=(2, 1, 2), padding=(1, 0, 1), output_padding=(1, 0, 0), groups=2), volumes, randn(4, 3, 3, 2, 2), randn(6))

rows, classes = randn(5, 4), torch.tensor([0, 3, -100, 1, 1])
for reduction in ("none", "mean", "sum"):
    record(f"cross_entropy_rows_{reduction}", lambda a: F.cross_entropy(a, classes.clamp_min(0), reduction=reduction), rows)
    record(f"cross_entropy_weighted_{reduction}", lambda a: F.cross_entropy(a, classes, torch.tensor([0.5, 1.0, 2.0, 1.5], dtype=D), reduction=reduction), rows)
inf, nan = float("inf"), float("nan")
extremes = torch.tensor([[0, -inf, 1], [-inf, 0, 1], [inf, 0, 0], [nan, 0, 0], [-inf, -inf, -inf], [1e4, -1e4, 0]], dtype=D)
record("cross_entropy_extremes", lambda a: F.cross_entropy(a, torch.tensor([0, 0, 1, 2, 0, 1]), reduction="none"), extremes)
record("cross_entropy_all_ignored", lambda a: F.cross_entropy(a, torch.tensor([-100, -100])), randn(2, 3))
gaussian = lambda x, m, s: torch.distributions.Independent(torch.distributions.Normal(m, s), 1)
record("gaussian_log_prob", lambda x, m, s: gaussian(x, m, s).log_prob(x), randn(4, 3), randn(4, 3), torch.rand(4, 3, dtype=D) + 0.5)
record("gaussian_entropy", lambda x, m, s: gaussian(x, m, s).entropy() + 0 * (x + m).sum(), randn(4, 3), randn(4, 3), torch.rand(4, 3, dtype=D) + 0.5)

order = sorted(tensors)
names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
header, at, blob = {"__metadata__": metadata}, 0, b""
for name in order:
    data = tensors[name].contiguous().numpy().tobytes()
    header[name] = {"dtype": names[tensors[name].dtype], "shape": list(tensors[name].shape), "data_offsets": [at, at + len(data)]}
    at += len(data)
    blob += data
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.safetensors"), "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text + blob)
