// autograd::backward and autograd::grad: the arguments checked, then one sweep.
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_hooks.hpp>

namespace ember::autograd {
namespace {

/// Where a sweep from `output` starts. `i` is the place of the output among those given, for messages.
Root root_of(const char* op, const Tensor& output, Tensor gradient, size_t i) {
  require<GraphError>(output.defined() && output.requires_grad(), op, ": tensor ", i,
                      " does not require grad and has no grad_fn");
  if (gradient.defined()) {
    require<ShapeError>(gradient.sizes() == output.sizes(), op, ": gradient ", i, " has shape ",
                        gradient.sizes(), ", its tensor has ", output.sizes());
    require<TypeError>(gradient.dtype() == output.dtype(), op, ": gradient ", i, " is ", gradient.dtype(),
                       ", its tensor is ", output.dtype());
  } else {
    require<ValueError>(output.numel() == 1, op,
                        ": pass a gradient for a tensor of more than one element: shape ", output.sizes());
    gradient = ones_like(output);
  }
  return {edge_to(output), std::move(gradient)};
}

std::vector<Root> roots_of(const char* op, const variable_list& outputs, const variable_list& gradients) {
  require<ValueError>(!outputs.empty(), op, ": needs at least one tensor");
  require<ValueError>(gradients.empty() || gradients.size() == outputs.size(), op, ": ", gradients.size(),
                      " gradients for ", outputs.size(), " tensors");
  std::vector<Root> roots;
  for (size_t i = 0; i < outputs.size(); ++i) {
    roots.push_back(root_of(op, outputs[i], gradients.empty() ? Tensor() : gradients[i], i));
  }
  return roots;
}

std::vector<Edge> edges_to(const char* op, const variable_list& inputs) {
  std::vector<Edge> edges;
  for (size_t i = 0; i < inputs.size(); ++i) {
    require<GraphError>(inputs[i].defined() && inputs[i].requires_grad(), op, ": input ", i,
                        " does not require grad");
    edges.push_back(edge_to(inputs[i]));
  }
  return edges;
}

}  // namespace

void backward(const variable_list& tensors, const variable_list& grad_tensors,
              std::optional<bool> retain_graph, bool create_graph,
              const std::optional<variable_list>& inputs) {
  std::vector<Root> roots = roots_of("backward", tensors, grad_tensors);
  const bool keep = retain_graph.value_or(create_graph);
  if (!inputs) {
    sweep(roots, keep, create_graph);
    return;
  }
  require<ValueError>(!inputs->empty(), "backward: inputs may be left out, but not empty");
  Targets targets{edges_to("backward", *inputs), variable_list(inputs->size()), true};
  sweep(roots, keep, create_graph, &targets);
  for (size_t i = 0; i < inputs->size(); ++i) {  // leaves have accumulated already; results collect here
    if (targets.edges[i].leaf || !targets.captured[i].defined()) continue;
    Tensor& held = (*inputs)[i].mutable_grad();
    const AutoGradMode mode(create_graph);
    if (!(*inputs)[i].retains_grad()) add_share(held, std::move(targets.captured[i]));
  }
}

variable_list grad(const variable_list& outputs, const variable_list& inputs,
                   const variable_list& grad_outputs, std::optional<bool> retain_graph, bool create_graph,
                   bool allow_unused) {
  std::vector<Root> roots = roots_of("grad", outputs, grad_outputs);
  require<ValueError>(!inputs.empty(), "grad: needs at least one input");
  Targets targets{edges_to("grad", inputs), variable_list(inputs.size()), false};
  sweep(roots, retain_graph.value_or(create_graph), create_graph, &targets);
  for (size_t i = 0; i < inputs.size(); ++i) {
    Tensor& gradient = targets.captured[i];
    if (gradient.defined() && targets.edges[i].leaf && inputs[i].impl().extra != nullptr) {
      gradient = apply_hooks(inputs[i].impl().extra->hooks, std::move(gradient));
    }
    require<GraphError>(allow_unused || gradient.defined(), "grad: input ", i,
                        " was not used in the graph; pass allow_unused to get an undefined "
                        "tensor for it");
  }
  return std::move(targets.captured);
}

}  // namespace ember::autograd

namespace ember {

void Tensor::backward(const Tensor& gradient, std::optional<bool> retain_graph, bool create_graph,
                      std::optional<TensorList> inputs) const {
  if (inputs) return autograd::backward({*this}, {gradient}, retain_graph, create_graph, inputs->vec());
  // One root and no list of targets: the way of every training step, without a heap call.
  Root root = autograd::root_of("backward", *this, gradient, 0);
  sweep({&root, 1}, retain_graph.value_or(create_graph), create_graph);
}

}  // namespace ember
