#include <ember/autograd/broadcast.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

using kernels::Spread;
using rules::BinaryRules;
using rules::Saves;
using rules::UnaryRules;

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

// ---------------------------------------------------------------------------- one operand

template <class Rule> void run_unary(const Rule& rule, const Tensor& out, const Tensor& x) {
  if (x.dtype() == kFloat) {
    kernels::table().f32.unary[UnaryRules::index_of<Rule>()](
        &rule, static_cast<float*>(out.impl().data), static_cast<const float*>(x.impl().data), x.numel());
  } else if (x.dtype() == kDouble) {
    kernels::table().f64.unary[UnaryRules::index_of<Rule>()](
        &rule, static_cast<double*>(out.impl().data), static_cast<const double*>(x.impl().data), x.numel());
  } else if constexpr (Rule::integral) {
    dispatch(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (!std::is_floating_point_v<T>) {
        for (int64_t i = 0; i < x.numel(); ++i) {
          out.data_ptr<T>()[i] = static_cast<T>(rule.forward(static_cast<int64_t>(x.data_ptr<T>()[i])));
        }
      }
    });
  }
}

template <class Rule> class UnaryBackward final : public NodeOf<1> {
 public:
  Rule rule;
  SavedTensor saved;
  std::string name() const override { return node_name(Rule::name); }
  void release_saved() override { saved.reset(); }
  size_t saved_bytes() const override { return saved.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Tensor& g = grad_out[0];
    const Tensor kept = Rule::saves == Saves::nothing ? g : saved.unpack(*this);
    if (GradMode::is_enabled()) {
      grad_in[0] = rule.template backward<Tensor>(g, kept);
      return;
    }
    const Tensor dense = detail::contiguous_copy(g), value = detail::contiguous_copy(kept);
    Tensor dx = detail::empty_like(dense);
    dispatch_floating(Rule::name, dense.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().unary_backward[UnaryRules::index_of<Rule>()](
          &rule, static_cast<T*>(dx.impl().data), dense.data_ptr<T>(),
          static_cast<const T*>(value.impl().data), dx.numel());
    });
    grad_in[0] = std::move(dx);
  }
};

template <class Rule> Tensor apply_unary(const Tensor& x, const Rule& rule) {
  if (!Rule::integral && !x.is_floating_point()) return apply_unary(to(x, get_default_dtype()), rule);
  const Tensor dense = detail::contiguous_copy(x);
  Tensor out = detail::empty_like(dense);
  run_unary(rule, out, dense);
  if (!x.requires_grad()) return out;
  if (auto* node = record<UnaryBackward<Rule>>(out, x)) {
    node->rule = rule;
    if constexpr (Rule::saves == Saves::input) node->saved = SavedTensor(x);
    if constexpr (Rule::saves == Saves::output) node->saved = SavedTensor::output(out);
  }
  return out;
}

// ---------------------------------------------------------------------------- two operands

template <class Rule> void run_binary(const Rule& rule, const Tensor& out, const Tensor& a, const Tensor& b) {
  constexpr size_t index = BinaryRules::index_of<Rule>();
  dispatch(out.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* y = static_cast<T*>(out.impl().data);
    detail::for_each_spread<T>(
        out.sizes(), a, b, [&](int64_t at, const T* pa, const T* pb, int64_t n, Spread spread) {
          if constexpr (std::is_floating_point_v<T>) {
            kernels::kernels_for<T>().binary[index](&rule, y + at, pa, pb, n, spread);
          } else if constexpr (Rule::integral) {
            const int64_t step_a = spread == Spread::a_is_scalar ? 0 : 1,
                          step_b = spread == Spread::b_is_scalar ? 0 : 1;
            for (int64_t i = 0; i < n; ++i) {
              y[at + i] = static_cast<T>(
                  rule.forward(static_cast<int64_t>(pa[i * step_a]), static_cast<int64_t>(pb[i * step_b])));
            }
          }
        });
  });
}

template <class Rule> class BinaryBackward final : public NodeOf<2> {
 public:
  Rule rule;
  SavedTensor a, b;
  std::string name() const override { return node_name(Rule::name); }
  void release_saved() override {
    a.reset();
    b.reset();
  }
  size_t saved_bytes() const override { return a.bytes() + b.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor& g = grad_out[0];
    constexpr unsigned any = Rule::backward_a_needs | Rule::backward_b_needs;
    const Tensor va = (any & rules::needs_a) != 0 ? a.unpack(*this) : Tensor();
    const Tensor vb = (any & rules::needs_b) != 0 ? b.unpack(*this) : Tensor();
    if (wants(0)) grad_in[0] = derivative<0>(g, va, vb);
    if (wants(1)) grad_in[1] = derivative<1>(g, va, vb);
  }

 private:
  template <int side> Tensor derivative(const Tensor& g, const Tensor& va, const Tensor& vb) const {
    constexpr unsigned needs = side == 0 ? Rule::backward_a_needs : Rule::backward_b_needs;
    if constexpr (needs == rules::needs_nothing && std::is_same_v<Rule, rules::Add>) {
      if (side == 0 || rule.alpha == 1) return g;
    }
    const bool raw = !GradMode::is_enabled() && g.is_contiguous();
    const auto fits = [&](const Tensor& v) {
      return !v.defined() || v.numel() == 1 || (v.sizes() == g.sizes() && v.is_contiguous());
    };
    if (!raw || !fits(va) || !fits(vb) ||
        (va.defined() && vb.defined() && va.numel() == 1 && vb.numel() == 1 && g.numel() != 1)) {
      return side == 0 ? rule.template backward_a<Tensor>(g, va, vb)
                       : rule.template backward_b<Tensor>(g, va, vb);
    }
    const Spread spread = g.numel() == 1                    ? Spread::none
                          : va.defined() && va.numel() == 1 ? Spread::a_is_scalar
                          : vb.defined() && vb.numel() == 1 ? Spread::b_is_scalar
                                                            : Spread::none;
    Tensor d = detail::empty_like(g);
    dispatch_floating(Rule::name, g.dtype(), [&](auto zero) {
      using T = decltype(zero);
      constexpr size_t index = BinaryRules::index_of<Rule>();
      const auto& table = kernels::kernels_for<T>();
      const auto kernel = side == 0 ? table.binary_backward_a[index] : table.binary_backward_b[index];
      const auto pointer = [](const Tensor& v) {
        return v.defined() ? static_cast<const T*>(v.impl().data) : nullptr;
      };
      kernel(&rule, static_cast<T*>(d.impl().data), g.data_ptr<T>(), pointer(va), pointer(vb), g.numel(),
             spread);
    });
    return d;
  }
};

template <class Rule> Tensor apply_binary(const Tensor& a, const Tensor& b, const Rule& rule) {
  ScalarType dtype = a.dtype();
  if (dtype != b.dtype() || a.impl().wrapped_number) dtype = result_type(a, b);
  if (!Rule::integral && !is_floating_point(dtype)) dtype = get_default_dtype();
  if (a.dtype() != dtype || b.dtype() != dtype) return apply_binary(to(a, dtype), to(b, dtype), rule);

  const bool recorded = is_recorded(a, b);
  if (a.sizes() == b.sizes()) {
    Tensor out = detail::empty(a.sizes(), dtype);
    run_binary(rule, out, a, b);
    if (!recorded) return out;
    if (auto* node = record<BinaryBackward<Rule>>(out, a, b)) {
      constexpr unsigned for_a = Rule::backward_a_needs, for_b = Rule::backward_b_needs;
      const unsigned needs = (a.requires_grad() ? for_a : 0U) | (b.requires_grad() ? for_b : 0U);
      node->rule = rule;
      node->a = SavedTensor((needs & rules::needs_a) != 0 ? a : Tensor());
      node->b = SavedTensor((needs & rules::needs_b) != 0 ? b : Tensor());
    }
    return out;
  }
  const Dims shape = broadcast_shapes(Rule::name, a.sizes(), b.sizes());
  if (recorded) {
    // The derivative of broadcasting belongs to expand; an operand without one is used as it is.
    const Tensor wide_a = a.requires_grad() ? expand(a, shape) : a,
                 wide_b = b.requires_grad() ? expand(b, shape) : b;
    if (!wide_a.is_same(a) || !wide_b.is_same(b) || IntArrayRef(shape) != a.sizes() ||
        IntArrayRef(shape) != b.sizes()) {
      Tensor out = detail::empty(shape, dtype);
      run_binary(rule, out, a, b);
      auto* node = record<BinaryBackward<Rule>>(out, wide_a, wide_b);
      constexpr unsigned for_a = Rule::backward_a_needs, for_b = Rule::backward_b_needs;
      const unsigned needs = (a.requires_grad() ? for_a : 0U) | (b.requires_grad() ? for_b : 0U);
      node->rule = rule;
      node->a = SavedTensor((needs & rules::needs_a) != 0 ? wide_a : Tensor());
      node->b = SavedTensor((needs & rules::needs_b) != 0 ? wide_b : Tensor());
      return out;
    }
  }
  Tensor out = detail::empty(shape, dtype);
  run_binary(rule, out, a, b);
  return out;
}

/// A number beside a tensor takes the tensor's dtype where its category allows.
ScalarType dtype_beside(const Tensor& tensor, const Scalar& number) { return result_type(tensor, number); }

template <class Rule> Tensor apply_binary(const Tensor& a, const Scalar& b, const Rule& rule) {
  ScalarType dtype = dtype_beside(a, b);
  if (!Rule::integral && !is_floating_point(dtype)) dtype = get_default_dtype();
  return apply_binary(to(a, dtype), detail::wrap_number(b, dtype), rule);
}

template <class Rule> Tensor apply_binary(const Scalar& a, const Tensor& b, const Rule& rule) {
  ScalarType dtype = dtype_beside(b, a);
  if (!Rule::integral && !is_floating_point(dtype)) dtype = get_default_dtype();
  return apply_binary(detail::wrap_number(a, dtype), to(b, dtype), rule);
}

int category(ScalarType type) { return type == kBool ? 0 : is_integral(type) ? 1 : 2; }

}  // namespace

template <class Rule> Tensor unary(const Tensor& x, const Rule& rule) { return apply_unary(x, rule); }
template <class Rule> Tensor unary(Tensor&& x, const Rule& rule) { return apply_unary(x, rule); }
template <class Rule> Tensor binary(const Tensor& a, const Tensor& b, const Rule& rule) {
  return apply_binary(a, b, rule);
}
template <class Rule> Tensor binary(const Tensor& a, const Scalar& b, const Rule& rule) {
  return apply_binary(a, b, rule);
}
template <class Rule> Tensor binary(const Scalar& a, const Tensor& b, const Rule& rule) {
  return apply_binary(a, b, rule);
}

namespace detail {

// Instantiates the functions above for every rule of the lists.
void instantiate_pointwise(std::vector<const void*>& functions) {
  UnaryRules::for_each([&]<class Rule>(Rule) {
    functions.push_back(
        reinterpret_cast<const void*>(static_cast<Tensor (*)(const Tensor&, const Rule&)>(&unary<Rule>)));
    functions.push_back(
        reinterpret_cast<const void*>(static_cast<Tensor (*)(Tensor&&, const Rule&)>(&unary<Rule>)));
  });
  BinaryRules::for_each([&]<class Rule>(Rule) {
    functions.push_back(reinterpret_cast<const void*>(
        static_cast<Tensor (*)(const Tensor&, const Tensor&, const Rule&)>(&binary<Rule>)));
    functions.push_back(reinterpret_cast<const void*>(
        static_cast<Tensor (*)(const Tensor&, const Scalar&, const Rule&)>(&binary<Rule>)));
    functions.push_back(reinterpret_cast<const void*>(
        static_cast<Tensor (*)(const Scalar&, const Tensor&, const Rule&)>(&binary<Rule>)));
  });
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
  const ScalarType number = b.isFloatingPoint() ? get_default_dtype() : b.type();
  return category(number) > category(a.dtype()) ? number : a.dtype();
}

}  // namespace ember
