#include <ember/nn/functional.hpp>
#include <ember/nn/linear.hpp>
#include <limits>

#include "edge_behaviours.hpp"

namespace edge {

using namespace ember;
using indexing::Slice;
namespace F = ember::nn::functional;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();

Tensor vec(std::initializer_list<TensorLiteral> values) { return tensor(values); }
Tensor whole(int64_t n) { return arange(n); }
Tensor reals(int64_t n) { return arange(static_cast<double>(n)); }
std::vector<double> first_sizes(const std::vector<Tensor>& parts) {
  std::vector<double> sizes;
  for (const Tensor& part : parts) sizes.push_back(static_cast<double>(part.size(0)));
  return sizes;
}

}  // namespace

Rows rows_of_tensors() {
  return {
      {1, [] { return text(empty(0).sum(), empty(0).prod()); }},
      {2, [] { return text(empty(0).mean()); }},
      {3, [] { return text(empty(0).std()); }},
      {4, [] { return text(empty(0).max()); }},
      {5, [] { return text(empty(0).argmax()); }},
      {6,
       [] {
         return text(std::get<0>(empty({0, 3}).max(1)).sizes());
       }},
      {7,
       [] {
         return text(std::get<0>(empty({2, 0}).max(1)));
       }},
      {8,
       [] {
         return text(empty({2, 0}).sum(1));
       }},
      {9,
       [] {
         return text(empty({2, 0}).logsumexp(1));
       }},
      {10,
       [] {
         return text(matmul(empty({2, 0}), empty({0, 3})));
       }},
      {11,
       [] {
         return text(matmul(empty({0, 3}), empty({3, 2})).sizes());
       }},
      {12,
       [] {
         const nn::Linear layer(3, 2);
         layer(empty({0, 3})).sum().backward();
         return text(layer->weight.grad().abs().sum());
       }},
      {13, [] { return text(F::mse_loss(empty(0), empty(0))); }},
      {14, [] { return text(empty(0, kBool).any(), empty(0, kBool).all()); }},
      {15,
       [] {
         return text(cat({empty(0), ones({2, 2})}).sizes());
       }},
      {16, [] { return text(cat(std::vector<Tensor>{})); }},
      {17, [] { return text(stack(std::vector<Tensor>{})); }},
      {18,
       [] {
         return text(F::softmax(empty({0, 3}), -1).sizes());
       }},
      {19,
       [] {
         return text(empty({0, 3}).reshape({-1}).sizes());
       }},
      {20,
       [] {
         return text(empty({0, 3}).reshape({-1, 0}));
       }},
      {21, [] { return text(whole(3).index({Slice(5, 9)}).sizes()); }},
      {22,
       [] {
         return text(ones({2, 2}).sum().dim());
       }},
      {23,
       [] {
         return text(ones({1, 1, 1}).item<double>());
       }},
      {24, [] { return text(ones(2).item<double>()); }},
      {25, [] { return text(tensor(1.)[0]); }},
      {26, [] { return text(tensor(2.).sum(0), std::get<1>(tensor(2.).max(-1))); }},
      {27, [] { return text(tensor(2.).sum(1)); }},
      {28, [] { return text(tensor(1.).size(0)); }},
      {29,
       [] {
         return text(cat({tensor(1.), tensor(2.)}));
       }},
      {30,
       [] {
         return text(stack({tensor(1.), tensor(2.)}).sizes());
       }},
      {31, [] { return text((ones(2) * tensor(2., kDouble)).dtype()); }},
      {32, [] { return text((ones(2) * ones(1, kDouble)).dtype()); }},
      {33, [] { return text((ones(2, kLong) * tensor(2.)).dtype()); }},
      {34,
       [] {
         return text(ones(1).squeeze().sizes()) + text(ones({1, 1}).squeeze().sizes());
       }},
      {35, [] { return text(F::softmax(tensor(3.), 0)); }},
      {36, [] { return text(ones(3) + ones(4)); }},
      {37, [] { return text(ones(1).add_(ones(3))); }},
      {38,
       [] {
         return text(F::mse_loss(vec({1., 2., 3.}).unsqueeze(1), vec({1., 2., 3.})));
       }},
      {39,
       [] {
         return text(F::binary_cross_entropy(rand({3, 1}), rand(3)));
       }},
      {40,
       [] {
         return text(matmul(ones({2, 3}), ones({2, 3})));
       }},
      {41, [] { return text(matmul(ones(3), ones(3)).sizes()); }},
      {42,
       [] {
         return text(matmul(ones({2, 1, 3, 4}), ones({5, 4, 2})).sizes());
       }},
      {43, [] { return text(ones(3).expand(2)); }},
      {44,
       [] {
         return text(ones({1, 3}).expand({0, 3}).sizes());
       }},
      {45,
       [] {
         return text(ones({2, 3}).t().view(6));
       }},
      {46,
       [] {
         const Tensor x = ones({2, 3});
         return text(x.t().reshape(6).data_ptr() == x.data_ptr());
       }},
      {47,
       [] {
         const Tensor x = ones({2, 3});
         return text(x.reshape(6).data_ptr() == x.data_ptr());
       }},
      {48,
       [] {
         return text(gather(reals(6).view({3, 2}), 1, tensor({{1}, {0}})));
       }},
      {49,
       [] {
         return text(gather(ones({2, 3}), 1, zeros({3, 1}, kLong)));
       }},
      {50,
       [] {
         return text(ones({2, 3}).permute({0, 0}));
       }},
      {51,
       [] {
         return text(ones({2, 3}).sum(2));
       }},
      {52, [] { return text(first_sizes(chunk(whole(5), 4))); }},
      {53, [] { return text(first_sizes(split(whole(5), 2))); }},
      {54, [] { return text(whole(3)[3]); }},
      {55, [] { return text(whole(3)[-4]); }},
      {56, [] { return text(reals(3)[tensor({-1})]); }},
      {57, [] { return text(gather(ones(3), 0, tensor({-1}))); }},
      {58, [] { return text(reals(3).index_select(0, tensor({-1}))); }},
      {59, [] { return text(reals(3)[tensor({0.})]); }},
      {60,
       [] {
         return text(reals(3)[tensor({true, false})]);
       }},
      {61, [] { return text(whole(5).index({Slice(indexing::None, indexing::None, -1)})); }},
      {62,
       [] {
         const Tensor x = reals(3);
         x.index({Slice(1)}).mul_(10);
         return text(x);
       }},
      {63,
       [] {
         const Tensor x = ones(3);
         x[tensor({0})].mul_(10);
         return text(x);
       }},
      {64,
       [] {
         const Tensor x = zeros(2), twice = tensor({0, 0});
         x.index_put_({twice}, x[twice] + 1);
         return text(x);
       }},
      {65,
       [] {
         return text(zeros(2).index_add_(0, tensor({0, 0}), ones(2)));
       }},
      {66,
       [] {
         return text(F::embedding(tensor({3}), ones({3, 2})));
       }},
      {67,
       [] {
         return text(F::cross_entropy(ones({1, 2}), tensor({2})));
       }},
      {68, [] { return text(one_hot(tensor({3}), 3)); }},
      {69,
       [] {
         const Tensor x = vec({1., nan, 3.});
         return text(x.max(), x.min(), x.argmax());
       }},
      {70,
       [] {
         const auto [value, index] = vec({1., nan, 3.}).unsqueeze(0).max(1);
         return text(value, index);
       }},
      {71,
       [] {
         return text(maximum(vec({nan, 1.}), vec({1., nan})), fmax(vec({nan}), vec({1.})));
       }},
      {72,
       [] {
         return text(vec({nan, 5.}).clamp(0, 1));
       }},
      {73,
       [] {
         return text(vec({0., 5.}).clamp(3, 1));
       }},
      {74,
       [] {
         return text(relu(vec({nan, -inf, inf})));
       }},
      {75,
       [] {
         return text(gradient({0., -0.}, [](const Tensor& x) { return relu(x); }));
       }},
      {76, [] { return text(gradient({0.}, [](const Tensor& x) { return x.abs(); })); }},
      {77, [] { return text(gradient({0.}, [](const Tensor& x) { return x.sqrt(); })); }},
      {78,
       [] {
         return text(gradient({0., 0.}, [](const Tensor& x) { return x.norm(); }));
       }},
      {79, [] { return text(gradient({0.}, [](const Tensor& x) { return x.pow(2); }), tensor(0.).pow(0)); }},
      {80,
       [] { return text(gradient({0.}, [](const Tensor& x) { return where(x > 0, x.sqrt(), zeros(1)); })); }},
      {81,
       [] {
         return text(vec({nan, 1.}).masked_fill(tensor({true, false}), 0.));
       }},
      {82, [] { return text(vec({inf}) * 0); }},
      {83,
       [] {
         return text(F::softmax(vec({-inf, 0., 0.}), 0));
       }},
      {84,
       [] {
         return text(F::softmax(vec({-inf, -inf}), 0));
       }},
      {85,
       [] {
         return text(F::log_softmax(vec({0., 200.}), 0), F::softmax(vec({0., 200.}), 0).log());
       }},
      {86,
       [] {
         return text(vec({-inf, -inf}).logsumexp(0));
       }},
      {87,
       [] {
         return text(vec({1., 0., -1.}) / 0);
       }},
      {88, [] { return text(tensor({1}).div(tensor({0}), "floor")); }},
      {89,
       [] {
         const Tensor n = tensor(nan);
         return text(n == n, allclose(n, n), allclose(n, n, 1e-5, 1e-8, true));
       }},
      {90, [] { return text(equal(vec({nan}), vec({nan}))); }},
      {91,
       [] {
         return text(std::get<0>(vec({nan, 1., 3.}).sort()));
       }},
      {92, [] { return text(F::binary_cross_entropy(vec({0.}), vec({1.}))); }},
      {93,
       [] {
         return text(F::binary_cross_entropy_with_logits(vec({500., -500.}), vec({0., 1.}), kNone));
       }},
      {94, [] { return text(tanh(tensor(20.)), sigmoid(tensor(20.))); }},
      {95,
       [] {
         return text(softplus(vec({20.5, 1000.})));
       }},
      {96,
       [] {
         return text(vec({1., 3., 3.}).argmax(),
                     gradient({1., 3., 3.}, [](const Tensor& x) { return std::get<0>(x.max(0)); }));
       }},
      {97,
       [] {
         return text(gradient({1., 3., 3.}, [](const Tensor& x) { return x.max(); }));
       }},
      {98,
       [] {
         const Tensor a = ones(1, requires_grad()), b = ones(1, requires_grad());
         return text(autograd::grad({maximum(a, b).sum()}, {a, b}));
       }},
      {99,
       [] {
         return text(gradient({-.1, 0., 1., 1.1}, [](const Tensor& x) { return x.clamp(0, 1); }));
       }},
      {100,
       [] {
         return text(vec({1., 2., 3., 4.}).std(), vec({1., 2., 3., 4.}).std(false));
       }},
      {101, [] { return text(vec({5.}).std()); }},
      {102,
       [] {
         return text(gradient({1., 1., 1.}, [](const Tensor& x) { return x.std(); }));
       }},
      {103,
       [] {
         return text(gradient({1., 1., 1.}, [](const Tensor& x) { return x.var(); }));
       }},
      {104,
       [] {
         return text(vec({1., 2., 3., 4.}).median());
       }},
      {105,
       [] {
         return text(vec({0.5, 1.5, 2.5, -0.5}).round());
       }},
      {106, [] { return text(std::abs(full(10'000'000, 0.1).sum().item<double>() / 1e6 - 1) < 1e-4); }},
      {107, [] { return text((tensor({3}) / tensor({2})).dtype(), tensor({3}) / tensor({2})); }},
      {108,
       [] {
         return text(tensor({true, true}).sum().dtype(), tensor({1}, kInt).sum().dtype());
       }},
      {109,
       [] {
         return text(tensor({1, 2}).mean());
       }},
      {110, [] { return text(1 - tensor({true})); }},
      {111, [] { return text(tensor({true}) + tensor({true})); }},
      {112, [] { return text((tensor({1}) + 1.5).dtype()); }},
      {113, [] { return text(tensor({1}).add_(1.5)); }},
      {114, [] { return text(tensor({1}, requires_grad())); }},
      {115,
       [] {
         return text(matmul(ones({2, 2}), ones({2, 2}, kDouble)));
       }},
      {116,
       [] {
         return text(nn::Linear(2, 2)(ones({1, 2}, kDouble)));
       }},
      {117,
       [] {
         return text(vec({-1.7, 1.7}).to(kLong));
       }},
      {118, [] { return text(vec({nan}).to(kBool)); }},
      {119, [] { return text(gather(ones(2), 0, tensor({0}, kInt))); }},
      {120,
       [] {
         return text(F::cross_entropy(ones({2, 3}), vec({0., 1.})));
       }},
      {121,
       [] {
         const Tensor c = ones(1, requires_grad()) > 0;
         return text(c.dtype(), c.requires_grad());
       }},
      {122,
       [] {
         return text(cat({ones(1), ones(1, kLong)}).dtype());
       }},
      {123, [] { return text(where(tensor({true}), ones(1), ones(1, kDouble)).dtype()); }},
  };
}

}  // namespace edge
