// The kernels of every binary rule.
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/libm.hpp>
#include <ember/autograd/kernels/isa/map.hpp>
#include <ember/autograd/kernels/isa/math.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double binary_cost = 2;

template <class T, class Rule>
void forward(const void* rule, T* y, const T* a, const T* b, int64_t n, Spread spread) {
  const Rule r = *static_cast<const Rule*>(rule);
  const Operand<T> left_side{a, spread == Spread::a_is_scalar}, right_side{b, spread == Spread::b_is_scalar};
  each_register<T>(n, binary_cost, [=](int64_t i, int64_t left) {
    Lanes<T> va = left_side.load(i, left), vb = right_side.load(i, left);
    store_each(Lanes<T>(r.forward(va, vb)), y + i, left);
  });
}

template <class T, class Rule, bool wrt_a>
void backward(const void* rule, T* d, const T* g, const T* a, const T* b, int64_t n, Spread spread) {
  constexpr unsigned needs = wrt_a ? Rule::backward_a_needs : Rule::backward_b_needs;
  const Rule r = *static_cast<const Rule*>(rule);
  const Operand<T> left_side{a, spread == Spread::a_is_scalar}, right_side{b, spread == Spread::b_is_scalar};
  each_register<T>(n, binary_cost, [=](int64_t i, int64_t left) {
    Lanes<T> va(0), vb(0), vg = load_each(g + i, left);
    if constexpr ((needs & rules::needs_a) != 0) va = left_side.load(i, left);
    if constexpr ((needs & rules::needs_b) != 0) vb = right_side.load(i, left);
    if constexpr (wrt_a)
      store_each(Lanes<T>(r.backward_a(vg, va, vb)), d + i, left);
    else
      store_each(Lanes<T>(r.backward_b(vg, va, vb)), d + i, left);
  });
}

template <class T, class... Rules> void fill_rules(Kernels<T>& k, rules::List<Rules...>) {
  int i = 0, j = 0, l = 0;
  ((k.binary[i++] = forward<T, Rules>), ...);
  ((k.binary_backward_a[j++] = backward<T, Rules, true>), ...);
  ((k.binary_backward_b[l++] = backward<T, Rules, false>), ...);
}

}  // namespace

void fill_binary(Kernels<float>& f32, Kernels<double>& f64) {
  fill_rules(f32, rules::BinaryRules{});
  fill_rules(f64, rules::BinaryRules{});
}

}  // namespace ember::kernels::EMBER_ISA
