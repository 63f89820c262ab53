#include <algorithm>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/function.hpp>
#include <ember/autograd/path.hpp>
#include <ember/autograd/view.hpp>

namespace ember::autograd {
namespace {

/// Whether a gradient of these sizes sums to the input's.
bool broadcasts_to(IntArrayRef small, IntArrayRef large) {
  if (small.size() > large.size()) return false;
  for (size_t i = 1; i <= small.size(); ++i) {
    const int64_t size = small[small.size() - i];
    if (size != 1 && size != large[large.size() - i]) return false;
  }
  return true;
}

}  // namespace

variable_list AutogradContext::get_saved_variables() const {
  require<GraphError>(!node_->released, "backward: the graph was already released: ", node_->name(),
                      " has run before; call the first backward with retain_graph");
  variable_list variables;
  for (const SavedTensor& saved : saved_) variables.push_back(saved.unpack(*node_));
  return variables;
}

void AutogradContext::mark_dirty(const variable_list& inputs) {
  for (const Tensor& input : inputs) dirty_.push_back(input.unsafeGetTensorImpl());
}

void AutogradContext::mark_non_differentiable(const variable_list& outputs) {
  for (const Tensor& output : outputs) constant_.push_back(output.unsafeGetTensorImpl());
}

bool AutogradContext::needs_input_grad(size_t input) const { return Path::wants(node_->edges[input]); }
bool AutogradContext::needs_input_grad(std::initializer_list<std::pair<size_t, size_t>> ranges) const {
  for (const auto& [first, last] : ranges) {
    for (size_t input = first; input < last; ++input) {
      if (needs_input_grad(input)) return true;
    }
  }
  return false;
}

void FunctionNode::add_argument(const TensorList& tensors) {
  for (const Tensor& tensor : tensors) add_argument(tensor);
}
void FunctionNode::add_argument(const Tensor& tensor) {
  is_tensor_.push_back(true);
  inputs_.push_back(tensor);
}

void FunctionNode::finish(variable_list& results) {
  const bool recorded =
      GradMode::is_enabled() && std::any_of(inputs_.begin(), inputs_.end(), [](const Tensor& input) {
        return input.defined() && input.requires_grad();
      });
  for (const Tensor& input : inputs_) {
    storage_.push_back(recorded ? edge_to(input) : Edge{});
    input_forms_.push_back(input.defined() ? Form{Dims(input.sizes()), input.dtype()} : Form{});
  }
  edges = storage_;
  outputs = static_cast<uint32_t>(std::max<size_t>(1, results.size()));
  number(*this);

  for (size_t i = 0; i < results.size(); ++i) {
    Tensor& result = results[i];
    output_forms_.push_back(result.defined() ? Form{Dims(result.sizes()), result.dtype()} : Form{});
    if (!result.defined()) continue;
    const TensorImpl* impl = result.unsafeGetTensorImpl();
    const bool is_input = std::any_of(inputs_.begin(), inputs_.end(), [&](const Tensor& input) {
      return input.unsafeGetTensorImpl() == impl;
    });
    const auto marked = [impl](const auto& marks) {
      return std::find(marks.begin(), marks.end(), impl) != marks.end();
    };
    const bool dirty = marked(context.dirty_), constant = marked(context.constant_);
    require<GraphError>(!dirty || is_input, "mark_dirty: output ", i, " is no input of the function");
    if (dirty) {
      if (recorded) check_writable("mark_dirty", result);
      bump_version(result);
    }
    if (is_input && !dirty && (recorded || result.requires_grad()))
      result = detail::alias(result, result.sizes(), result.strides(), 0);
    if (recorded && !constant && result.is_floating_point())
      set_history(result, Ref<Node>(this), static_cast<uint32_t>(i));
  }
  for (const TensorImpl* impl : context.dirty_) {
    require<GraphError>(
        std::any_of(results.begin(), results.end(),
                    [&](const Tensor& result) { return result.unsafeGetTensorImpl() == impl; }),
        "mark_dirty: an input that was written is not among the outputs");
  }
  if (recorded) {
    for (const Tensor& kept : context.to_save_) {
      const bool own = kept.defined() && kept.impl().grad_fn.get() == this;
      context.saved_.push_back(own ? SavedTensor::output(kept) : SavedTensor(kept));
    }
  }
  context.to_save_.clear();
  inputs_.clear();
}

void FunctionNode::backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) {
  variable_list given(grad_out.begin(), grad_out.end());
  for (size_t i = 0; i < given.size() && context.materialize_; ++i) {
    if (!given[i].defined() && i < output_forms_.size())
      given[i] = zeros(output_forms_[i].sizes, output_forms_[i].dtype);
  }
  variable_list gradients = backward_(&context, std::move(given));
  while (gradients.size() > is_tensor_.size() && !gradients.back().defined()) gradients.pop_back();
  require<GraphError>(gradients.size() == is_tensor_.size(), "Function: backward returned ", gradients.size(),
                      " gradients for ", is_tensor_.size(), " arguments of forward");
  size_t input = 0;
  for (size_t i = 0; i < gradients.size(); ++i) {
    if (!is_tensor_[i]) {
      require<GraphError>(!gradients[i].defined(), "Function: backward returned a gradient for argument ", i,
                          ", which is no tensor");
      continue;
    }
    const size_t k = input++;
    if (!gradients[i].defined() || !wants(k)) continue;
    const Form& form = input_forms_[k];
    require<ShapeError>(broadcasts_to(form.sizes, gradients[i].sizes()),
                        "Function: backward returned a gradient of shape ", gradients[i].sizes(),
                        " for argument ", i, " of shape ", form.sizes);
    grad_in[k] = to(sum_to(gradients[i], form.sizes), form.dtype);
  }
}

void FunctionNode::release_saved() {
  for (SavedTensor& saved : context.saved_) saved.reset();
}

size_t FunctionNode::saved_bytes() const {
  size_t bytes = 0;
  for (const SavedTensor& saved : context.saved_) bytes += saved.bytes();
  return bytes;
}

}  // namespace ember::autograd
