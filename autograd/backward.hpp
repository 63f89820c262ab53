// The reverse sweep and its two front doors (https://pytorch.org/docs/stable/autograd.html).
#pragma once

#include <ember/autograd/node.hpp>
#include <vector>

namespace ember {

/// One gradient to start from.
struct Root {
  Edge edge;
  Tensor gradient;
};

/// Which gradients a sweep is asked for; without targets, all leaves accumulate.
struct Targets {
  std::vector<Edge> edges;
  std::vector<Tensor> captured;  ///< one per edge
  bool accumulate = false;       ///< into .grad() of the target (backward(inputs=...)) instead of capturing
};

/// Runs every node that leads from the roots to a leaf (or target) once, in reverse order of recording.
void sweep(std::span<Root> roots, bool keep_graph, bool create_graph, Targets* targets = nullptr);

namespace autograd {

using variable_list = std::vector<Tensor>;

/// Sums into .grad() of the leaves (or of `inputs`, when given) the derivatives of all `tensors`, each
/// weighted by its gradient (undefined: 1, for one element). PyTorch: torch.autograd.backward. Throws
/// GraphError: nothing requires grad, or the graph was released by an earlier backward; ShapeError: a
/// gradient does not fit; ValueError: empty `inputs`.
void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
              std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
              const std::optional<variable_list>& inputs = std::nullopt);

/// The gradients of the sum of `outputs` by `inputs`, leaving every .grad() alone. PyTorch:
/// torch.autograd.grad. Throws GraphError when an input was not used, unless `allow_unused`, which gives an
/// undefined tensor for it.
variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs = {}, std::optional<bool> retain_graph = std::nullopt,
                   bool create_graph = false, bool allow_unused = false);

}  // namespace autograd
}  // namespace ember
