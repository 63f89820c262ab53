// Comparisons, choices and truth values.
#include <cmath>
#include <ember/autograd/broadcast.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

namespace ember {
namespace {

using kernels::Spread;

template <class T> bool holds(Comparison comparison, T a, T b) {
  switch (comparison) {
    case Comparison::eq: return a == b;
    case Comparison::ne: return a != b;
    case Comparison::lt: return a < b;
    case Comparison::le: return a <= b;
    case Comparison::gt: return a > b;
    case Comparison::ge: return a >= b;
  }
  return false;
}

/// f(a, b) as bool for operands of one dtype, broadcast.
template <class T, class F> Tensor truth_of(const char* op, const Tensor& a, const Tensor& b, const F& f) {
  Tensor out = detail::empty(broadcast_shapes(op, a.sizes(), b.sizes()), kBool);
  bool* y = out.data_ptr<bool>();
  detail::for_each_spread<T>(
      out.sizes(), a, b,
      [&](int64_t at, const T* pa, const T* pb, int64_t n, Spread spread) { f(y + at, pa, pb, n, spread); });
  return out;
}

template <class F> Tensor logical(const char* op, const Tensor& a, const Tensor& b, const F& f) {
  if (a.dtype() != kBool || b.dtype() != kBool) {
    const ScalarType dtype = result_type(a, b);
    const Tensor x = detail::converted(a, kLong), y = detail::converted(b, kLong);
    Tensor out = detail::empty(broadcast_shapes(op, a.sizes(), b.sizes()), kLong);
    detail::for_each_spread<int64_t>(
        out.sizes(), x, y, [&](int64_t at, const int64_t* pa, const int64_t* pb, int64_t n, Spread spread) {
          for (int64_t i = 0; i < n; ++i) {
            out.data_ptr<int64_t>()[at + i] =
                f(pa[spread == Spread::a_is_scalar ? 0 : i], pb[spread == Spread::b_is_scalar ? 0 : i]);
          }
        });
    return to(out, dtype);
  }
  return truth_of<bool>(op, detail::converted(a, kBool), detail::converted(b, kBool),
                        [&](bool* y, const bool* pa, const bool* pb, int64_t n, Spread spread) {
                          for (int64_t i = 0; i < n; ++i) {
                            y[i] = f(pa[spread == Spread::a_is_scalar ? 0 : i],
                                     pb[spread == Spread::b_is_scalar ? 0 : i]) != 0;
                          }
                        });
}

template <class F> Tensor truth_of_each(const Tensor& x, const F& f) {
  const Tensor dense = detail::contiguous_copy(x);
  Tensor out = detail::empty(x.sizes(), kBool);
  dispatch(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < x.numel(); ++i) out.data_ptr<bool>()[i] = f(dense.data_ptr<T>()[i]);
  });
  return out;
}

// y = condition ? a : b: da = dy where condition, db = dy elsewhere
class WhereBackward final : public NodeOf<2> {
 public:
  Tensor condition;
  std::string name() const override { return "WhereBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (wants(0)) grad_in[0] = where(condition, grad_out[0], 0);
    if (wants(1)) grad_in[1] = where(condition, 0, grad_out[0]);
  }
};

}  // namespace

Tensor compare(Comparison comparison, const Tensor& a, const Tensor& b) {
  const OpTimer timer("compare", a, b);
  const ScalarType common = result_type(a, b), dtype = is_floating_point(common) ? common : kLong;
  const Tensor x = detail::converted(detail::converted(a, common), dtype),
               y = detail::converted(detail::converted(b, common), dtype);
  if (dtype == kLong) {
    return truth_of<int64_t>("compare", x, y,
                             [&](bool* out, const int64_t* pa, const int64_t* pb, int64_t n, Spread spread) {
                               for (int64_t i = 0; i < n; ++i) {
                                 out[i] = holds(comparison, pa[spread == Spread::a_is_scalar ? 0 : i],
                                                pb[spread == Spread::b_is_scalar ? 0 : i]);
                               }
                             });
  }
  return dispatch_floating("compare", dtype, [&](auto zero) {
    using T = decltype(zero);
    return truth_of<T>("compare", x, y, [&](bool* out, const T* pa, const T* pb, int64_t n, Spread spread) {
      kernels::kernels_for<T>().compare[static_cast<size_t>(comparison)](reinterpret_cast<uint8_t*>(out), pa,
                                                                         pb, n, spread);
    });
  });
}

Tensor compare(Comparison comparison, const Tensor& a, const Scalar& b) {
  return compare(comparison, a, detail::wrap_number(b, result_type(a, b)));
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const OpTimer timer("where", condition, a, b);
  require<TypeError>(condition.dtype() == kBool, "where: the condition must be bool: got ",
                     condition.dtype());
  const ScalarType dtype = result_type(a, b);
  const Tensor x = to(a, dtype), y = to(b, dtype);
  const Dims both = broadcast_shapes("where", x.sizes(), y.sizes()),
             shape = broadcast_shapes("where", condition.sizes(), both);
  const Tensor chooser =
      detail::contiguous_copy(condition.sizes() == IntArrayRef(shape) ? condition : expand(condition, shape));
  const bool recorded = is_recorded(x, y);
  const Tensor wide_x = recorded && x.requires_grad() ? expand(x, shape) : x,
               wide_y = recorded && y.requires_grad() ? expand(y, shape) : y;
  Tensor out = detail::empty(shape, dtype);
  const auto* c = reinterpret_cast<const uint8_t*>(chooser.data_ptr<bool>());
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    T* result = out.data_ptr<T>();
    detail::for_each_spread<T>(
        shape, x, y, [&](int64_t at, const T* pa, const T* pb, int64_t n, Spread spread) {
          if constexpr (std::is_floating_point_v<T>) {
            kernels::kernels_for<T>().where(result + at, c + at, pa, pb, n, spread);
          } else {
            for (int64_t i = 0; i < n; ++i) {
              result[at + i] = c[at + i] != 0 ? pa[spread == Spread::a_is_scalar ? 0 : i]
                                              : pb[spread == Spread::b_is_scalar ? 0 : i];
            }
          }
        });
  });
  if (auto* node = record<WhereBackward>(out, wide_x, wide_y)) node->condition = chooser;
  return out;
}

Tensor where(const Tensor& condition, const Tensor& a, const Scalar& b) {
  return where(condition, a, detail::wrap_number(b, result_type(a, b)));
}
Tensor where(const Tensor& condition, const Scalar& a, const Tensor& b) {
  return where(condition, detail::wrap_number(a, result_type(b, a)), b);
}
Tensor where(const Tensor& condition, const Scalar& a, const Scalar& b) {
  const bool real = a.isFloatingPoint() || b.isFloatingPoint();
  const ScalarType dtype = real ? get_default_dtype() : promote_types(a.type(), b.type());
  return where(condition, detail::wrap_number(a, dtype), detail::wrap_number(b, dtype));
}

Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value) {
  require<ShapeError>(value.dim() == 0, "masked_fill: the value must be one number: shape ", value.sizes());
  require<TypeError>(mask.dtype() == kBool, "masked_fill: the mask must be bool: got ", mask.dtype());
  return where(mask, to(value, self.dtype()), self);
}
Tensor masked_fill(const Tensor& self, const Tensor& mask, const Scalar& value) {
  detail::check_fits("masked_fill", value, self.dtype());
  return masked_fill(self, mask, detail::wrap_number(value, self.dtype()));
}

Tensor clamp(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high) {
  require<ValueError>(low || high, "clamp: needs at least one bound");
  constexpr double inf = std::numeric_limits<double>::infinity();
  if (!x.is_floating_point() && !(low && low->isFloatingPoint()) && !(high && high->isFloatingPoint())) {
    const Tensor raised = low ? where(x < *low, *low, x) : x;
    return high ? where(raised > *high, *high, raised) : raised;
  }
  return unary<rules::Clamp>(to(x, x.is_floating_point() ? x.dtype() : get_default_dtype()),
                             {low ? low->toDouble() : -inf, high ? high->toDouble() : inf});
}

namespace {

int64_t whole_power(int64_t base, int64_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
  uint64_t result = 1, factor = static_cast<uint64_t>(base);
  for (; exponent > 0; exponent /= 2, factor *= factor) {
    if (exponent % 2 != 0) result *= factor;
  }
  return static_cast<int64_t>(result);
}

}  // namespace

Tensor pow(const Tensor& a, const Tensor& b) {
  if (a.is_floating_point() || b.is_floating_point()) return binary<rules::Pow>(a, b);
  const ScalarType type = result_type(a, b);
  return to(logical("pow", to(a, kLong), to(b, kLong), whole_power), type == kBool ? kLong : type);
}
Tensor pow(const Scalar& a, const Tensor& b) {
  if (a.isFloatingPoint() || b.is_floating_point()) return binary<rules::Pow>(a, b);
  return pow(detail::wrap_number(a, b.dtype() == kBool ? kLong : b.dtype()), b);
}
Tensor pow(const Tensor& a, const Scalar& b) {
  const double exponent = b.toDouble();
  if (!a.is_floating_point() && !b.isFloatingPoint()) {
    require<ValueError>(exponent >= 0,
                        "pow: whole numbers to a negative whole power are not whole: ", exponent);
    const Tensor base = a.dtype() == kBool ? to(a, kLong) : a;
    Tensor result = full_like(base, 1);
    for (int64_t i = 0; i < b.toLong(); ++i) result = mul(result, base);
    return result;
  }
  if (exponent == 0 && a.is_floating_point()) return masked_fill(a, ones(a.sizes(), kBool), 1);
  if (exponent == 2 && a.is_floating_point()) return square(a);
  if (exponent == 0.5) return sqrt(a);
  return unary<rules::PowScalar>(a, {exponent});
}

namespace {

void refuse_bool(bool is_bool) {
  require<TypeError>(!is_bool, "sub: not defined for bool; use logical_xor or logical_not");
}

}  // namespace

Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  refuse_bool(a.dtype() == kBool || b.dtype() == kBool);
  return binary<rules::Add>(a, b, {-detail::alpha_of(a, b, alpha)});
}
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha) {
  refuse_bool(a.dtype() == kBool || b.isBoolean());
  return binary<rules::Add>(a, b, {-detail::alpha_of(a, b, alpha)});
}
Tensor sub(Tensor&& a, const Tensor& b, const Scalar& alpha) {
  refuse_bool(a.dtype() == kBool || b.dtype() == kBool);
  return binary<rules::Add>(std::move(a), b, {-detail::alpha_of(a, b, alpha)});
}
Tensor sub(Tensor&& a, const Scalar& b, const Scalar& alpha) {
  refuse_bool(a.dtype() == kBool || b.isBoolean());
  return binary<rules::Add>(std::move(a), b, {-detail::alpha_of(a, b, alpha)});
}
Tensor rsub(const Tensor& a, const Scalar& b) {
  refuse_bool(a.dtype() == kBool || b.isBoolean());
  return binary<rules::Add>(b, a, {-1.0});
}

Tensor logical_not(const Tensor& x) {
  return truth_of_each(x, [](auto v) { return v == decltype(v){}; });
}
Tensor bitwise_not(const Tensor& x) {
  require<TypeError>(!x.is_floating_point(), "bitwise_not: needs bool or whole numbers: got ", x.dtype());
  return x.dtype() == kBool ? logical_not(x) : sub(neg(x), Scalar(1));
}
Tensor isnan(const Tensor& x) {
  return truth_of_each(x, [](auto v) { return v != v; });
}
Tensor isinf(const Tensor& x) {
  return truth_of_each(x, [](auto v) { return std::isinf(static_cast<double>(v)); });
}
Tensor isfinite(const Tensor& x) {
  return truth_of_each(x, [](auto v) { return std::isfinite(static_cast<double>(v)); });
}
Tensor logical_and(const Tensor& a, const Tensor& b) {
  return detail::bitwise(detail::converted(a, kBool), detail::converted(b, kBool), '&');
}
Tensor logical_or(const Tensor& a, const Tensor& b) {
  return detail::bitwise(detail::converted(a, kBool), detail::converted(b, kBool), '|');
}
Tensor logical_xor(const Tensor& a, const Tensor& b) {
  return detail::bitwise(detail::converted(a, kBool), detail::converted(b, kBool), '^');
}
Tensor detail::bitwise(const Tensor& a, const Tensor& b, char op) {
  require<TypeError>(!a.is_floating_point() && !b.is_floating_point(),
                     "bitwise: needs bool or whole numbers: got ", a.dtype(), " and ", b.dtype());
  if (op == '&') return logical("and", a, b, [](int64_t x, int64_t y) { return x & y; });
  if (op == '|') return logical("or", a, b, [](int64_t x, int64_t y) { return x | y; });
  return logical("xor", a, b, [](int64_t x, int64_t y) { return x ^ y; });
}

}  // namespace ember
