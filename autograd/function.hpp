// Ops of your own with a derivative of your own (https://pytorch.org/tutorials/advanced/cpp_autograd.html):
//
//   struct Cube : autograd::Function<Cube> {
//     static Tensor forward(autograd::AutogradContext* ctx, const Tensor& x) {
//       ctx->save_for_backward({x});
//       return x * x * x;
//     }
//     static autograd::variable_list backward(autograd::AutogradContext* ctx, autograd::variable_list grad) {
//       const Tensor x = ctx->get_saved_variables()[0];
//       return {grad[0] * 3 * x * x};
//     }
//   };
//   Tensor y = Cube::apply(x);
#pragma once

#include <ember/autograd/backward.hpp>
#include <unordered_map>

namespace ember::autograd {

/// A number or a tensor kept between forward and backward.
class SavedValue {
 public:
  SavedValue() = default;
  template <class T>
  requires std::is_arithmetic_v<T> SavedValue(T value) : number_(value) {}
  SavedValue(Tensor tensor) : tensor_(std::move(tensor)) {}
  int64_t toInt() const { return number_.toLong(); }
  double toDouble() const { return number_.toDouble(); }
  bool toBool() const { return number_.toBool(); }
  const Tensor& toTensor() const { return tensor_; }
  bool isTensor() const { return tensor_.defined(); }
  const Scalar& toScalar() const { return number_; }

 private:
  Scalar number_;
  Tensor tensor_;
};

class FunctionNode;

/// What forward leaves for backward.
class AutogradContext {
 public:
  /// Anything that is not differentiated, by name.
  std::unordered_map<std::string, SavedValue> saved_data;

  /// Keeps tensors (inputs, outputs, others) for backward, with version checks; undefined ones stay
  /// undefined.
  void save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }
  /// The tensors kept. Throws GraphError when one was changed in place since, or the graph was released.
  variable_list get_saved_variables() const;
  /// Says that forward wrote into these inputs; they have to be among the outputs.
  void mark_dirty(const variable_list& inputs);
  /// Says that no gradient flows through these outputs.
  void mark_non_differentiable(const variable_list& outputs);
  /// Whether the backward that runs asks for the gradient of tensor argument number `input`, or of any one in
  /// the ranges [first, last).
  bool needs_input_grad(size_t input) const;
  bool needs_input_grad(std::initializer_list<std::pair<size_t, size_t>> ranges) const;
  /// Whether undefined gradients come to backward as zeros (the default) or undefined.
  void set_materialize_grads(bool value) { materialize_ = value; }

 private:
  friend class FunctionNode;
  variable_list to_save_;
  std::vector<SavedTensor> saved_;
  std::vector<const TensorImpl*> dirty_, constant_;
  bool materialize_ = true;
  const FunctionNode* node_ = nullptr;
};

/// The node of a Function; no part of the interface.
class FunctionNode final : public Node {
 public:
  using Backward = variable_list (*)(AutogradContext*, variable_list);
  explicit FunctionNode(Backward given) : backward_(given) { context.node_ = this; }

  std::string name() const override { return "FunctionBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override;
  void release_saved() override;
  size_t saved_bytes() const override;

  void add_argument(const Tensor& tensor);
  void add_argument(const TensorList& tensors);
  void add_argument(const variable_list& tensors) { add_argument(TensorList(tensors)); }
  template <class T> void add_argument(const T&) { is_tensor_.push_back(false); }
  /// Gives the results their place in the graph.
  void finish(variable_list& results);

  AutogradContext context;

 private:
  struct Form {
    Dims sizes;
    ScalarType dtype = kFloat;
  };
  Backward backward_;
  std::vector<bool> is_tensor_;  ///< by argument of forward
  variable_list inputs_;         ///< until finish()
  std::vector<Form> input_forms_, output_forms_;
  std::vector<Edge> storage_;
};

/// Derive as Function<Derived> with static forward(AutogradContext*, ...) -> Tensor or variable_list and
/// static backward(AutogradContext*, variable_list) -> variable_list with one gradient per argument of
/// forward (undefined for those that are no tensors). Errors when backward runs: GraphError for a wrong
/// number of gradients, ShapeError for one that does not fit its input.
template <class Derived> struct Function {
  template <class F = Derived, class... Args> static auto apply(Args&&... args) {
    const Ref<FunctionNode> node = Ref<FunctionNode>::adopt(new FunctionNode(&F::backward));
    (node->add_argument(args), ...);
    auto made = [&] {
      const AutoGradMode off(false);
      return F::forward(&node->context, std::forward<Args>(args)...);
    }();
    if constexpr (std::is_same_v<decltype(made), Tensor>) {
      variable_list results{std::move(made)};
      node->finish(results);
      return results[0];
    } else {
      node->finish(made);
      return made;
    }
  }
};

using Variable = Tensor;
/// The tensor arguments from the first number up to, not including, the second.
using IndexRange = std::pair<size_t, size_t>;

}  // namespace ember::autograd
