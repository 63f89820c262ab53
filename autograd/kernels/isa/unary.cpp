// The kernels of every unary rule.
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/libm.hpp>
#include <ember/autograd/kernels/isa/map.hpp>
#include <ember/autograd/kernels/isa/math.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double unary_cost = 8;

template <class T, class Rule> void forward(const void* rule, T* y, const T* x, int64_t n) {
  const Rule r = *static_cast<const Rule*>(rule);
  map(y, x, n, unary_cost, [r](Lanes<T> v) { return r.forward(v); });
}

template <class T, class Rule> void backward(const void* rule, T* dx, const T* g, const T* saved, int64_t n) {
  const Rule r = *static_cast<const Rule*>(rule);
  each_register<T>(n, unary_cost, [=](int64_t i, int64_t left) {
    Lanes<T> s(0);
    if constexpr (Rule::saves != rules::Saves::nothing) s = load_each(saved + i, left);
    store_each(Lanes<T>(r.backward(load_each(g + i, left), s)), dx + i, left);
  });
}

template <class T, class... Rules> void fill_rules(Kernels<T>& k, rules::List<Rules...>) {
  int i = 0, j = 0;
  ((k.unary[i++] = forward<T, Rules>), ...);
  ((k.unary_backward[j++] = backward<T, Rules>), ...);
}

}  // namespace

void fill_unary(Kernels<float>& f32, Kernels<double>& f64) {
  fill_rules(f32, rules::UnaryRules{});
  fill_rules(f64, rules::UnaryRules{});
}

}  // namespace ember::kernels::EMBER_ISA
