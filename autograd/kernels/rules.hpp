// Pointwise ops as values: each struct is one op, with its value and its derivative side by side.
//
// A rule is written once over a generic value type V. The same text runs on SIMD lanes (the kernels), on
// Tensor (the graph of a second derivative) and on double (finite differences), so it has no `?:` and no `if`
// on values, only arithmetic, comparisons, `where(condition, a, b)` and the functions exp, log, ... found for
// V.
//
// From the lists at the end follow: kernels for every instruction set, the graph node and its name, what the
// graph saves, double backward, the gradient check over `domain`, the comparison with PyTorch, and the
// benchmark row.
#pragma once

#include <ember/autograd/kernels/binary_rules.hpp>
#include <ember/autograd/kernels/unary_rules.hpp>
