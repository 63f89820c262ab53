// Where gradients end: sums, .grad() of leaves, retained gradients and user hooks.
#pragma once

#include <ember/autograd/node.hpp>

namespace ember {

/// A user's function on a gradient, owned; see Tensor::register_hook.
class Hook {
 public:
  using Call = Tensor (*)(void*, const Tensor&);
  using Destroy = void (*)(void*);
  Hook(void* held, Call call, Destroy destroy) : held_(held), call_(call), destroy_(destroy) {}
  Hook(Hook&& other) noexcept
      : held_(std::exchange(other.held_, nullptr)), call_(other.call_), destroy_(other.destroy_) {}
  Hook& operator=(Hook&&) = delete;
  ~Hook() {
    if (held_ != nullptr) destroy_(held_);
  }
  Tensor operator()(const Tensor& gradient) const { return call_(held_, gradient); }

 private:
  void* held_;
  Call call_;
  Destroy destroy_;
};

/// Hooks by position; a removed one leaves its place empty so that positions stay.
using HookList = std::vector<std::optional<Hook>>;

/// The rare parts of a tensor.
struct TensorExtra {
  HookList hooks;             ///< of a leaf
  bool retains_grad = false;  ///< of a tensor that an op made
};

/// Hooks on the outputs of a node.
struct NodeHooks {
  struct OfOutput {
    uint32_t output;
    HookList hooks;
    TensorImpl* retainer = nullptr;  ///< gets the gradient as its .grad(); takes itself out when it dies
  };
  std::vector<OfOutput> outputs;
  /// In anomaly mode: return addresses from when the op was recorded, and, when that was in a backward, of
  /// the op whose backward it was.
  std::vector<void*> place, outer_place;
  OfOutput& of(uint32_t output);
};

namespace detail {
/// Whether nobody else can see the memory of `t`, so that a result may be written there.
bool is_unshared_memory(const Tensor& t);
/// The same, and no graph leads to `t`.
bool is_unshared(const Tensor& t);
/// Gives an impl a row-major shape of `numel` elements.
void lay_out(TensorImpl& impl, IntArrayRef sizes, int64_t numel);
}  // namespace detail

/// total += share, reusing total's memory when nobody else can see it; the first share is moved in.
void add_share(Tensor& total, Tensor&& share);

/// leaf.grad() += gradient, after the leaf's hooks. Safe from several threads at once.
void accumulate_gradient(TensorImpl& leaf, Tensor&& gradient);

/// Runs the hooks on a node's outputs and fills retained gradients.
void call_hooks(Node& node, std::span<Tensor> grad_out);

/// The gradient after a leaf's hooks.
Tensor apply_hooks(const HookList& hooks, Tensor gradient);

/// Anomaly mode: keeps where the op was called.
void remember_place(Node& node);

/// Anomaly mode: node.backward(), which throws NonFiniteError naming the node when a gradient holds a NaN.
/// Warns of where the node's forward was before any error goes on.
void watched_backward(Node& node, std::span<Tensor> grad_out, std::span<Tensor> grad_in);

}  // namespace ember
