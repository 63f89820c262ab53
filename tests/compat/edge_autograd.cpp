#include <ember/nn/linear.hpp>
#include <ember/nn/sequential.hpp>

#include "edge_behaviours.hpp"

namespace edge {

using namespace ember;

namespace {

Tensor leaf(int64_t n = 2) { return ones(n, requires_grad()); }

}  // namespace

Rows rows_of_autograd() {
  return {
      {124,
       [] {
         const Tensor x = leaf(), y = (x * x).sum();
         y.backward();
         y.backward();
         return text(x.grad());
       }},
      {125,
       [] {
         const Tensor x = leaf(), y = x.sum();
         y.backward();
         y.backward();
         return text(x.grad());
       }},
      {126,
       [] {
         const Tensor x = leaf(), y = (x * x).sum();
         y.backward({}, true);
         y.backward();
         return text(x.grad());
       }},
      {127, [] { return (leaf() * 2).backward(), text(1); }},
      {128, [] { return ones(1).sum().backward(), text(1); }},
      {129, [] { return (leaf() * 2).backward(ones(3)), text(1); }},
      {130, [] { return text(autograd::grad({(leaf(1) * 2).sum()}, {leaf(1)})); }},
      {131,
       [] { return text(autograd::grad({(leaf(1) * 2).sum()}, {leaf(1)}, {}, std::nullopt, false, true)); }},
      {132,
       [] {
         const Tensor y = leaf() * 2;
         y.sum().backward();
         return text(y.grad());
       }},
      {133,
       [] {
         const Tensor y = leaf() * 2;
         y.retain_grad();
         y.sum().backward();
         return text(y.grad());
       }},
      {134, [] { return text(leaf().mul_(2)); }},
      {135,
       [] {
         const Tensor x = leaf();
         const NoGradGuard guard;
         x.mul_(2);
         return text(x._version());
       }},
      {136,
       [] {
         const Tensor y = (leaf() * 1).exp();
         y.mul_(2);
         y.sum().backward();
         return text(1);
       }},
      {137,
       [] {
         const Tensor a = leaf() * 1, b = a * a;
         a.add_(1);
         b.sum().backward();
         return text(1);
       }},
      {138,
       [] {
         const Tensor x = leaf(), a = x * 1, b = a + 1;
         a.add_(1);
         b.sum().backward();
         return text(x.grad());
       }},
      {139,
       [] {
         const Tensor a = leaf() * 1, b = a * a;
         a[0].mul_(5);
         b.sum().backward();
         return text(1);
       }},
      {140,
       [] {
         const Tensor x = leaf(), a = x * 1, b = a * a;
         a.data().mul_(5);
         b.sum().backward();
         return text(x.grad());
       }},
      {141,
       [] {
         const Tensor a = leaf() * 1, b = a * a;
         a.detach().mul_(5);
         b.sum().backward();
         return text(1);
       }},
      {142,
       [] {
         const nn::Linear first(2, 2), second(2, 1);
         const Tensor y = second(first(ones({1, 2}))).sum();
         {
           const NoGradGuard guard;
           second->weight.mul_(2);
         }
         y.backward();
         return text(1);
       }},
      {143,
       [] {
         const Tensor x = leaf();
         return text(x.detach().data_ptr() == x.data_ptr());
       }},
      {144, [] { return text((leaf(1) * 2).requires_grad_(false)); }},
      {145,
       [] {
         const Tensor x = leaf(1);
         const NoGradGuard guard;
         return text((x * 2).is_leaf());
       }},
      {146,
       [] {
         const NoGradGuard guard;
         return text(leaf(1).requires_grad());
       }},
      {147,
       [] {
         Tensor made;
         {
           const InferenceMode guard;
           made = ones(1);
         }
         return (made * leaf(1)).sum().backward(), text(1);
       }},
      {148,
       [] {
         const Tensor x = tensor(2., requires_grad());
         const Tensor first = autograd::grad({x.pow(3)}, {x}, {}, std::nullopt, true)[0];
         return text(autograd::grad({first}, {x}));
       }},
      {149,
       [] {
         const Tensor x = tensor(2., requires_grad());
         return text(autograd::grad({x.pow(3)}, {x})[0].requires_grad());
       }},
      {150,
       [] {
         const Tensor x = tensor(1., requires_grad());
         x.register_hook([](const Tensor& g) { return g * 10; });
         (x * 2).backward();
         return text(x.grad());
       }},
      {153,
       [] {
         const Tensor x = leaf(1);
         return text(autograd::grad({x.expand(3).sum()}, {x}));
       }},
      {154, [] { return leaf().set_grad(ones(3)), text(1); }},
      {155,
       [] {
         const autograd::DetectAnomalyGuard guard;
         const Tensor x = zeros(1, requires_grad());
         return (x.sqrt() * 0).sum().backward(), text(1);
       }},
      {156, [] { return text(ones(1).expand(3).mul_(2)); }},
      {157,
       [] {
         const Tensor x = tensor(1., requires_grad());
         Tensor y = x;
         for (int i = 0; i < 5000; ++i) y = y + 1;
         y.backward();
         return text(x.grad());
       }},
  };
}

}  // namespace edge
