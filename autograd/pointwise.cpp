#include <cctype>
#include <cstring>
#include <ember/autograd/broadcast.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pointwise_rules.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

using detail::BinaryEntry;
using detail::RuleValue;
using detail::UnaryEntry;
using kernels::Spread;
using rules::Saves;

/// "leaky_relu" -> "LeakyReluBackward"
std::string node_name(const char* rule) {
  std::string name;
  bool upper = true;
  for (const char* c = rule; *c != 0; ++c) {
    if (*c == '_')
      upper = true;
    else
      name += upper ? static_cast<char>(std::toupper(*c)) : *c, upper = false;
  }
  return name + "Backward";
}

/// The gradient's own memory where nobody else sees it, else new memory: where a derivative is written.
Tensor room_for(Tensor& g) { return detail::is_unshared(g) ? std::move(g) : detail::empty_like(g); }

/// A gradient in row-major order.
void make_dense(Tensor& g) {
  if (!g.is_contiguous()) g = detail::contiguous_copy(g);
}

// ---------------------------------------------------------------------------- one operand

[[gnu::always_inline]] inline void run_unary(const UnaryEntry& entry, size_t index, const void* rule,
                                             const Tensor& out, const Tensor& x) {
  if (x.dtype() == kFloat) {
    kernels::table().f32.unary[index](rule, static_cast<float*>(out.impl().data),
                                      static_cast<const float*>(x.impl().data), x.numel());
  } else if (x.dtype() == kDouble) {
    kernels::table().f64.unary[index](rule, static_cast<double*>(out.impl().data),
                                      static_cast<const double*>(x.impl().data), x.numel());
  } else {
    dispatch(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = static_cast<T*>(out.impl().data);
      const T* from = static_cast<const T*>(x.impl().data);
      for (int64_t i = 0; i < x.numel(); ++i)
        y[i] = static_cast<T>(entry.whole(rule, static_cast<int64_t>(from[i])));
    });
  }
}

// y = a function of x that is flat almost everywhere, as relu's derivative is: dx = 0
class FlatBackward final : public NodeOf<1> {
 public:
  std::string name() const override { return "FlatBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = zeros_like(grad_out[0]);
  }
};

/// Saved is what the rule asks for: SavedTensor, the input (or nothing), or SavedOutput.
template <class Saved> class UnaryBackward final : public NodeOf<1> {
 public:
  const char* op = "";
  uint32_t index = 0;
  RuleValue rule;
  Saved saved;
  std::string name() const override { return node_name(op); }
  void release_saved() override { saved.reset(); }
  size_t saved_bytes() const override { return saved.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Tensor& g = grad_out[0];
    if (GradMode::is_enabled()) {
      const bool keeps_none = entry().saves == Saves::nothing;
      const Tensor value = keeps_none ? g : unpacked(g);
      grad_in[0] = entry().backward(&rule, g, value);
      const bool is_flat = !keeps_none && !grad_in[0].requires_grad();
      if (is_flat && index != rules::UnaryRules::index_of<rules::Clamp>())
        record<FlatBackward>(grad_in[0], value);
      return;
    }
    make_dense(g);
    if constexpr (std::is_same_v<Saved, SavedOutput>) {
      run(g, saved.data(*this), grad_in[0]);
    } else {
      if (entry().saves == Saves::nothing) return run(g, g.impl().data, grad_in[0]);
      const Tensor& value = saved.peek(*this);
      const Tensor copy = value.is_contiguous() ? Tensor() : detail::contiguous_copy(value);
      run(g, (copy.defined() ? copy : value).impl().data, grad_in[0]);
    }
  }

 private:
  const UnaryEntry& entry() const { return detail::unary_entry(index); }
  Tensor unpacked([[maybe_unused]] const Tensor& g) const {
    if constexpr (std::is_same_v<Saved, SavedOutput>)
      return saved.unpack(*this, g);
    else
      return saved.unpack(*this);
  }
  void run(Tensor& g, const void* value, Tensor& dx) const {
    const void* from = g.impl().data;  // in place when g's memory is the room
    dx = room_for(g);
    dispatch_floating("backward", dx.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().unary_backward[index](&rule, static_cast<T*>(dx.impl().data),
                                                      static_cast<const T*>(from),
                                                      static_cast<const T*>(value), dx.numel());
    });
  }
};

template <class Saved, class Entry>
void record_unary(const Entry& entry, size_t index, const void* rule, const Tensor& out, const Tensor& x,
                  const Tensor& kept) {
  auto* node = record<UnaryBackward<Saved>>(out, x);
  node->op = entry.name;
  node->index = static_cast<uint32_t>(index);
  std::memcpy(&node->rule, rule, entry.bytes);
  if (kept.defined()) node->saved = Saved(kept);
}

void remember_unary(const UnaryEntry& entry, size_t index, const void* rule, const Tensor& out,
                    const Tensor& x) {
  if (entry.saves == Saves::output)
    record_unary<SavedOutput>(entry, index, rule, out, x, out);
  else
    record_unary<SavedTensor>(entry, index, rule, out, x, entry.saves == Saves::input ? x : Tensor());
}

// ---------------------------------------------------------------------------- two operands

void run_alike(size_t index, const void* rule, const Tensor& out, const Tensor& a, const Tensor& b) {
  dispatch_floating("", out.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().binary[index](rule, static_cast<T*>(out.impl().data),
                                            static_cast<const T*>(a.impl().data),
                                            static_cast<const T*>(b.impl().data), out.numel(), Spread::none);
  });
}

void run_binary(const BinaryEntry& entry, size_t index, const void* rule, const Tensor& out, const Tensor& a,
                const Tensor& b) {
  dispatch(out.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* y = static_cast<T*>(out.impl().data);
    detail::for_each_spread<T>(
        out.sizes(), out.numel(), a, b, [&](int64_t at, const T* pa, const T* pb, int64_t n, Spread spread) {
          if constexpr (std::is_floating_point_v<T>) {
            kernels::kernels_for<T>().binary[index](rule, y + at, pa, pb, n, spread);
          } else {
            const int64_t step_a = spread == Spread::a_is_scalar ? 0 : 1,
                          step_b = spread == Spread::b_is_scalar ? 0 : 1;
            for (int64_t i = 0; i < n; ++i) {
              y[at + i] = static_cast<T>(entry.whole(rule, static_cast<int64_t>(pa[i * step_a]),
                                                     static_cast<int64_t>(pb[i * step_b])));
            }
          }
        });
  });
}

/// Whether both are row-major, of one floating dtype and one shape: what most ops see.
inline bool are_alike(const Tensor& a, const Tensor& b) {
  const TensorImpl &x = a.impl(), &y = b.impl();
  if (&x == &y) return x.contiguous && is_floating_point(x.dtype) && !x.wrapped_number;
  bool same = x.dtype == y.dtype && x.rank == y.rank;
  for (size_t d = 0; same && d < x.rank; ++d) same = x.sizes[d] == y.sizes[d];
  return same && x.contiguous && y.contiguous && !x.wrapped_number && !y.wrapped_number &&
         is_floating_point(x.dtype);
}

class BinaryBackward final : public NodeOf<2> {
 public:
  const BinaryEntry* entry = nullptr;
  size_t index = 0;
  RuleValue rule;
  SavedTensor a, b;
  std::string name() const override { return node_name(entry->name); }
  void release_saved() override {
    a.reset();
    b.reset();
  }
  size_t saved_bytes() const override { return a.bytes() + b.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Tensor& g = grad_out[0];
    const unsigned needed = (wants(0) ? entry->needs[0] : 0U) | (wants(1) ? entry->needs[1] : 0U);
    static const Tensor none;
    if (GradMode::is_enabled()) {
      const Tensor va = (needed & rules::needs_a) != 0 ? a.unpack(*this) : none,
                   vb = (needed & rules::needs_b) != 0 ? b.unpack(*this) : none;
      for (size_t side = 0; side < 2; ++side) {
        if (wants(side)) grad_in[side] = entry->backward[side](&rule, g, va, vb);
      }
      return;
    }
    make_dense(g);
    const Tensor& va = (needed & rules::needs_a) != 0 ? a.peek(*this) : none;
    const Tensor& vb = (needed & rules::needs_b) != 0 ? b.peek(*this) : none;
    if (wants(0)) grad_in[0] = derivative(0, g, va, vb, !wants(1));
    if (wants(1)) grad_in[1] = derivative(1, g, va, vb, true);
  }

 private:
  Tensor derivative(size_t side, Tensor& g, const Tensor& va, const Tensor& vb, bool last) const {
    if (is_plain_sum(side)) return last ? std::move(g) : g;
    const Tensor room = last ? room_for(g) : detail::empty_like(g);
    const Tensor& from = g.defined() ? g : room;
    dispatch_floating(entry->name, room.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const auto& table = kernels::kernels_for<T>();
      const auto kernel = side == 0 ? table.binary_backward_a[index] : table.binary_backward_b[index];
      T* d = static_cast<T*>(room.impl().data);
      const T* gradient = static_cast<const T*>(from.impl().data);
      const bool has_a = va.defined(), has_b = vb.defined();
      if ((!has_a || are_alike(room, va)) && (!has_b || are_alike(room, vb))) {
        kernel(&rule, d, gradient, has_a ? static_cast<const T*>(va.impl().data) : nullptr,
               has_b ? static_cast<const T*>(vb.impl().data) : nullptr, room.numel(), Spread::none);
        return;
      }
      detail::for_each_spread<T>(room.sizes(), room.numel(), has_a ? va : room, has_b ? vb : room,
                                 [&](int64_t at, const T* pa, const T* pb, int64_t n, Spread spread) {
                                   kernel(&rule, d + at, gradient + at, has_a ? pa : nullptr,
                                          has_b ? pb : nullptr, n, spread);
                                 });
    });
    return room;
  }
  /// Whether the derivative is the gradient itself.
  bool is_plain_sum(size_t side) const {
    if (index != rules::BinaryRules::index_of<rules::Add>()) return false;
    double alpha = 0;
    static_assert(sizeof(rules::Add) == sizeof alpha);
    std::memcpy(&alpha, &rule, sizeof alpha);
    return side == 0 || alpha == 1;
  }
};

void remember_binary(const BinaryEntry& entry, size_t index, const void* rule, const Tensor& out,
                     const Tensor& a, const Tensor& b) {
  auto* node = record<BinaryBackward>(out, a, b);
  const unsigned needs = (node->wants(0) ? entry.needs[0] : 0U) | (node->wants(1) ? entry.needs[1] : 0U);
  node->entry = &entry;
  node->index = index;
  std::memcpy(&node->rule, rule, entry.bytes);
  if ((needs & rules::needs_a) != 0) node->a = SavedTensor(a);
  if ((needs & rules::needs_b) != 0) node->b = SavedTensor(b);
}

/// A tensor and a number; `side` says which operand the tensor is.
class NumberBackward final : public NodeOf<1> {
 public:
  const BinaryEntry* entry = nullptr;
  size_t index = 0, side = 0;
  RuleValue rule;
  double number = 0;
  SavedTensor saved;
  std::string name() const override { return node_name(entry->name); }
  void release_saved() override { saved.reset(); }
  size_t saved_bytes() const override { return saved.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Tensor& g = grad_out[0];
    const bool reads = (entry->needs[side] & own()) != 0;
    if (GradMode::is_enabled()) {
      const Tensor x = reads ? saved.unpack(*this) : Tensor(), value = detail::wrap_number(number, g.dtype());
      grad_in[0] =
          side == 0 ? entry->backward[0](&rule, g, x, value) : entry->backward[1](&rule, g, value, x);
      return;
    }
    if (index == rules::BinaryRules::index_of<rules::Add>() && side == 0) {
      grad_in[0] = std::move(g);
      return;
    }
    make_dense(g);
    static const Tensor none;
    const Tensor& kept = reads ? saved.peek(*this) : none;
    const Tensor copy = reads && !kept.is_contiguous() ? detail::contiguous_copy(kept) : none;
    const Tensor& x = copy.defined() ? copy : kept;
    Tensor d = room_for(g);
    const Tensor& from = g.defined() ? g : d;
    dispatch_floating(entry->name, d.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const auto& table = kernels::kernels_for<T>();
      const auto kernel = side == 0 ? table.binary_backward_a[index] : table.binary_backward_b[index];
      const T value = static_cast<T>(number), *px = reads ? static_cast<const T*>(x.impl().data) : nullptr;
      kernel(&rule, static_cast<T*>(d.impl().data), static_cast<const T*>(from.impl().data),
             side == 0 ? px : &value, side == 0 ? &value : px, d.numel(),
             side == 0 ? Spread::b_is_scalar : Spread::a_is_scalar);
    });
    grad_in[0] = std::move(d);
  }

  unsigned own() const { return side == 0 ? rules::needs_a : rules::needs_b; }
};

ScalarType computed_in(const BinaryEntry& entry, ScalarType dtype) {
  return entry.integral || is_floating_point(dtype) ? dtype : get_default_dtype();
}

/// The common dtype of two operands of the op.
ScalarType meeting_dtype(const BinaryEntry& entry, const Tensor& a, const Tensor& b) {
  const bool alike = a.dtype() == b.dtype() && !a.impl().wrapped_number && !b.impl().wrapped_number;
  return computed_in(entry, alike ? a.dtype() : result_type(a, b));
}

Tensor apply_number(size_t index, const void* rule, size_t side, const Tensor& tensor, const Scalar& number,
                    bool may_reuse) {
  const OpTimer timer(detail::binary_entry(index).name, tensor);
  const BinaryEntry& entry = detail::binary_entry(index);
  const ScalarType dtype = computed_in(entry, result_type(tensor, number));
  if (!is_floating_point(dtype)) {
    const Tensor wrapped = detail::wrap_number(number, dtype), x = to(tensor, dtype);
    return side == 0 ? detail::binary(index, rule, x, wrapped) : detail::binary(index, rule, wrapped, x);
  }
  if (tensor.dtype() != dtype) return apply_number(index, rule, side, to(tensor, dtype), number, true);

  const bool recorded = is_recorded(tensor);
  const bool dense = tensor.is_contiguous();
  const bool reads = recorded && (entry.needs[side] & (side == 0 ? rules::needs_a : rules::needs_b)) != 0;
  const Tensor copy = dense ? Tensor() : detail::contiguous_copy(tensor);
  const Tensor& x = dense ? tensor : copy;
  Tensor out = may_reuse && !reads && detail::is_unshared_memory(tensor)
                   ? detail::alias(tensor, tensor.sizes(), tensor.strides(), 0)
                   : detail::empty_like(x);
  dispatch_floating(entry.name, dtype, [&](auto zero) {
    using T = decltype(zero);
    const T value = number.to<T>(), *px = static_cast<const T*>(x.impl().data);
    kernels::kernels_for<T>().binary[index](rule, static_cast<T*>(out.impl().data), side == 0 ? px : &value,
                                            side == 0 ? &value : px, out.numel(),
                                            side == 0 ? Spread::b_is_scalar : Spread::a_is_scalar);
  });
  if (!recorded) return out;
  auto* node = record<NumberBackward>(out, tensor);
  node->entry = &entry;
  node->index = index;
  node->side = side;
  std::memcpy(&node->rule, rule, entry.bytes);
  node->number = number.toDouble();
  if (reads) node->saved = SavedTensor(tensor);
  return out;
}

/// Whether `other` reads memory that writing `self` element by element would change too early.
bool overlaps(const Tensor& self, const Tensor& other) {
  return other.is_alias_of(self) &&
         !(other.impl().data == self.impl().data && other.is_contiguous() && other.sizes() == self.sizes());
}

int category(ScalarType type) { return type == kBool ? 0 : is_integral(type) ? 1 : 2; }

}  // namespace

namespace detail {

Tensor unary(size_t index, const void* rule, const Tensor& x) {
  const UnaryEntry& entry = unary_entry(index);
  const OpTimer timer(entry.name, x);
  using rules::UnaryRules;
  if (x.dtype() == kBool && entry.integral && index != UnaryRules::index_of<rules::Sign>()) {
    require<TypeError>(index == UnaryRules::index_of<rules::Square>(), entry.name, ": not defined for bool");
    return unary(index, rule, to(x, kLong));
  }
  require<TypeError>(x.is_floating_point() || index != UnaryRules::index_of<rules::Frac>(),
                     "frac: needs a floating dtype: got ", x.dtype());
  if (!entry.integral && !x.is_floating_point()) return unary(index, rule, to(x, get_default_dtype()));
  const Tensor dense = x.is_contiguous() ? Tensor() : contiguous_copy(x);
  const Tensor& from = dense.defined() ? dense : x;
  Tensor out = detail::empty_like(from);
  run_unary(entry, index, rule, out, from);
  if (is_recorded(x)) remember_unary(entry, index, rule, out, x);
  return out;
}

Tensor unary(size_t index, const void* rule, Tensor&& x) {
  const UnaryEntry& entry = unary_entry(index);
  const bool kept = entry.saves == Saves::input && is_recorded(x);
  if (kept || !x.is_floating_point() || !is_unshared_memory(x))
    return unary(index, rule, static_cast<const Tensor&>(x));
  const OpTimer timer(entry.name, x);
  Tensor out = alias(x, x.sizes(), x.strides(), 0);
  run_unary(entry, index, rule, out, out);
  if (is_recorded(x)) remember_unary(entry, index, rule, out, x);
  return out;
}

Tensor binary(size_t index, const void* rule, const Tensor& a, const Tensor& b) {
  const BinaryEntry& entry = binary_entry(index);
  const OpTimer timer(entry.name, a, b);
  if (are_alike(a, b)) {
    Tensor out = detail::empty_like(a);
    run_alike(index, rule, out, a, b);
    if (!is_recorded(a, b)) return out;
    constexpr size_t square = rules::UnaryRules::index_of<rules::Square>();
    if (a.is_same(b) && index == rules::BinaryRules::index_of<rules::Mul>())
      record_unary<SavedTensor>(entry, square, rule, out, a, a);  // one gradient instead of two
    else
      remember_binary(entry, index, rule, out, a, b);
    return out;
  }
  const ScalarType dtype = meeting_dtype(entry, a, b);
  if (a.dtype() != dtype || b.dtype() != dtype) return binary(index, rule, to(a, dtype), to(b, dtype));

  const bool alike = a.sizes() == b.sizes(), recorded = is_recorded(a, b);
  const Dims shape = alike ? Dims() : broadcast_shapes(entry.name, a.sizes(), b.sizes());
  Tensor out = empty(alike ? a.sizes() : IntArrayRef(shape), dtype);
  run_binary(entry, index, rule, out, a, b);
  if (!recorded) return out;

  // The derivative of broadcasting belongs to expand; an operand without a derivative is kept as it is.
  const bool wide_a = !alike && a.requires_grad() && a.sizes() != IntArrayRef(shape),
             wide_b = !alike && b.requires_grad() && b.sizes() != IntArrayRef(shape);
  const Tensor expanded_a = wide_a ? expand(a, shape) : Tensor(),
               expanded_b = wide_b ? expand(b, shape) : Tensor();
  remember_binary(entry, index, rule, out, wide_a ? expanded_a : a, wide_b ? expanded_b : b);
  return out;
}

Tensor binary(size_t index, const void* rule, Tensor&& a, const Tensor& b) {
  const BinaryEntry& entry = binary_entry(index);
  const bool kept = is_recorded(a, b) && ((entry.needs[0] | entry.needs[1]) & rules::needs_a) != 0;
  if (kept || !a.is_floating_point() || a.dtype() != b.dtype() || a.sizes() != b.sizes() ||
      a.impl().wrapped_number || !is_unshared_memory(a))
    return binary(index, rule, static_cast<const Tensor&>(a), b);
  const OpTimer timer(entry.name, a, b);
  Tensor out = alias(a, a.sizes(), a.strides(), 0);
  run_binary(entry, index, rule, out, out, b);
  if (is_recorded(a, b)) remember_binary(entry, index, rule, out, a, b);
  return out;
}

Tensor binary(size_t index, const void* rule, const Tensor& a, const Scalar& b) {
  return apply_number(index, rule, 0, a, b, false);
}
Tensor binary(size_t index, const void* rule, Tensor&& a, const Scalar& b) {
  return apply_number(index, rule, 0, a, b, true);
}
Tensor binary(size_t index, const void* rule, const Scalar& a, const Tensor& b) {
  return apply_number(index, rule, 1, b, a, false);
}

bool binary_in_place(size_t index, const void* rule, const Tensor& self, const Tensor& other) {
  if (is_recorded(self, other) || !self.is_floating_point() || self.dtype() != other.dtype() ||
      !self.is_contiguous() || self.dim() < other.dim() || overlaps(self, other))
    return false;
  const auto extra = static_cast<size_t>(self.dim() - other.dim());
  for (size_t d = 0; d < other.sizes().size(); ++d) {
    if (other.sizes()[d] != 1 && other.sizes()[d] != self.sizes()[d + extra]) return false;
  }
  const OpTimer timer(binary_entry(index).name, self, other);
  run_binary(binary_entry(index), index, rule, self, self, other);
  bump_version(self);
  return true;
}

bool binary_in_place(size_t index, const void* rule, const Tensor& self, const Scalar& other) {
  if (is_recorded(self) || !self.is_floating_point() || !self.is_contiguous()) return false;
  const OpTimer timer(binary_entry(index).name, self);
  dispatch_floating("", self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T value = other.to<T>();
    T* data = static_cast<T*>(self.impl().data);
    kernels::kernels_for<T>().binary[index](rule, data, data, &value, self.numel(), Spread::b_is_scalar);
  });
  bump_version(self);
  return true;
}

}  // namespace detail

ScalarType result_type(const Tensor& a, const Tensor& b) {
  // Tensors with dimensions decide; 0-d tensors, then numbers, count only with a higher category.
  ScalarType by_rank[3] = {ScalarType::Undefined, ScalarType::Undefined, ScalarType::Undefined};
  for (const Tensor* t : {&a, &b}) {
    const bool number = t->impl().wrapped_number;
    const size_t rank = number ? 2 : t->dim() == 0 ? 1 : 0;
    const ScalarType type = number && t->is_floating_point() ? get_default_dtype() : t->dtype();
    by_rank[rank] = by_rank[rank] == ScalarType::Undefined ? type : promote_types(by_rank[rank], type);
  }
  ScalarType result = ScalarType::Undefined;
  for (ScalarType type : by_rank) {
    if (type == ScalarType::Undefined) continue;
    if (result == ScalarType::Undefined || category(type) > category(result)) result = type;
  }
  return result;
}

ScalarType result_type(const Tensor& a, const Scalar& b) {
  if (is_floating_point(a.dtype())) return a.dtype();
  const ScalarType number = b.isFloatingPoint() ? get_default_dtype() : b.type();
  return category(number) > category(a.dtype()) ? number : a.dtype();
}

}  // namespace ember
