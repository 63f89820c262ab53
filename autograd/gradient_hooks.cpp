#include <cstdlib>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/pointwise.hpp>
#include <mutex>
#include <utility>
#if __has_include(<execinfo.h>)
#include <execinfo.h>
#endif

namespace ember {
namespace {

std::mutex& lock_of(const TensorImpl& leaf) {
  static std::mutex locks[64];
  return locks[reinterpret_cast<uintptr_t>(&leaf) / 256 % 64];
}

void add_in_place(const Tensor& total, const Tensor& share) {
  const Tensor dense = share.is_contiguous() ? share : detail::contiguous_copy(share);
  dispatch_floating("backward", total.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().axpy(static_cast<T*>(total.impl().data), T{1}, dense.data_ptr<T>(),
                                   total.numel());
  });
}

}  // namespace

namespace detail {

bool is_unshared_memory(const Tensor& t) {
  const TensorImpl& impl = t.impl();
  return impl.count.value() == 1 && impl.contiguous && !impl.base.defined() && !impl.wrapped_number &&
         impl.storage->owners() == 1 && !impl.storage->is_external();
}

bool is_unshared(const Tensor& t) { return !t.impl().grad_fn && is_unshared_memory(t); }

}  // namespace detail

NodeHooks::OfOutput& NodeHooks::of(uint32_t output) {
  for (OfOutput& entry : outputs) {
    if (entry.output == output) return entry;
  }
  outputs.push_back({output, {}, nullptr});
  return outputs.back();
}

void add_share(Tensor& total, Tensor&& share) {
  if (!total.defined())
    total = std::move(share);
  else if (!GradMode::is_enabled() && detail::is_unshared(total) && total.sizes() == share.sizes())
    add_in_place(total, share);
  else
    total = add(total, share);
}

Tensor apply_hooks(const HookList& hooks, Tensor gradient) {
  for (size_t i = 0; i < hooks.size(); ++i) {  // by index: a hook may register another
    if (!hooks[i]) continue;
    if (Tensor replaced = (*hooks[i])(gradient); replaced.defined()) gradient = std::move(replaced);
  }
  return gradient;
}

void accumulate_gradient(TensorImpl& leaf, Tensor&& gradient) {
  if (leaf.extra != nullptr) gradient = apply_hooks(leaf.extra->hooks, std::move(gradient));
  const std::lock_guard lock(lock_of(leaf));
  if (!leaf.grad.defined()) {
    if (GradMode::is_enabled() || !detail::is_unshared(gradient))
      leaf.grad = gradient.clone();
    else
      leaf.grad = std::move(gradient);
  } else if (GradMode::is_enabled()) {
    leaf.grad = add(leaf.grad, gradient);
  } else {
    Tensor sum = leaf.grad;
    if (sum.is_contiguous() && !sum.requires_grad()) {
      add_in_place(sum, gradient);
      bump_version(sum);
    } else {
      leaf.grad = add(leaf.grad, gradient);
    }
  }
}

void call_hooks(Node& node, std::span<Tensor> grad_out) {
  for (NodeHooks::OfOutput& entry : node.hooks->outputs) {
    Tensor& gradient = grad_out[entry.output];
    if (!gradient.defined()) continue;
    gradient = apply_hooks(entry.hooks, std::move(gradient));
    if (entry.retainer == nullptr) continue;
    if (entry.retainer->grad.defined())
      entry.retainer->grad = add(entry.retainer->grad, gradient);
    else
      entry.retainer->grad = gradient.clone();
  }
}

namespace {

thread_local const Node* running = nullptr;  // in anomaly mode: the node whose backward is at work

}  // namespace

void remember_place(Node& node) {
  if (node.hooks == nullptr) node.hooks = new NodeHooks;
  if (running != nullptr && running->hooks != nullptr) node.hooks->outer_place = running->hooks->place;
#if __has_include(<execinfo.h>)
  node.hooks->place.resize(24);
  node.hooks->place.resize(static_cast<size_t>(backtrace(node.hooks->place.data(), 24)));
#endif
}

namespace {

/// One line per caller of the op, innermost first.
std::string text_of(const std::vector<void*>& place) {
  std::string text;
#if __has_include(<execinfo.h>)
  const auto count = static_cast<int>(place.size());
  char** lines = backtrace_symbols(place.data(), count);
  for (int i = 0; i < count && lines != nullptr; ++i) text += std::string("\n  ") + lines[i];
  std::free(lines);
#endif
  return text;
}
std::string place_of(const Node& node) {
  if (node.hooks == nullptr || node.hooks->place.empty()) return {};
  return "; its forward was recorded at" + text_of(node.hooks->place);
}

void check_for_nan(const Node& node, std::span<Tensor> grad_in) {
  for (size_t i = 0; i < grad_in.size(); ++i) {
    if (!grad_in[i].defined()) continue;
    const Tensor dense = detail::contiguous_copy(grad_in[i]);
    dispatch_floating("backward", dense.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* values = dense.data_ptr<T>();
      for (int64_t k = 0; k < dense.numel(); ++k) {
        if (values[k] != values[k]) {
          raise<NonFiniteError>("backward: ", node.name(), " returned NaN for its input ", i, ": element ", k,
                                " of ", dense.sizes(), place_of(node));
        }
      }
    });
  }
}

}  // namespace

void watched_backward(Node& node, std::span<Tensor> grad_out, std::span<Tensor> grad_in) {
  const Node* outer = std::exchange(running, &node);
  try {
    node.backward(grad_out, grad_in);
    check_for_nan(node, grad_in);
  } catch (...) {
    running = outer;
    if (node.hooks != nullptr && !node.hooks->place.empty())
      warn(joined_text("backward: error in ", node.name(),
                       ". Traceback of forward call that caused the error:", text_of(node.hooks->place)));
    if (node.hooks != nullptr && !node.hooks->outer_place.empty())
      warn("backward: Traceback of forward call that induced the previous calculation:" +
           text_of(node.hooks->outer_place));
    throw;
  }
  running = outer;
}

}  // namespace ember
