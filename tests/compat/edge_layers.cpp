#include <ember/nn/dropout.hpp>
#include <ember/nn/functional.hpp>
#include <ember/nn/init.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/normalization.hpp>
#include <ember/nn/sequential.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/lr_scheduler.hpp>
#include <ember/optim/sgd.hpp>
#include <limits>
#include <set>
#include <sstream>

#include "edge_behaviours.hpp"

namespace edge {

using namespace ember;
namespace F = ember::nn::functional;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();

Tensor parameter(std::initializer_list<TensorLiteral> values) { return tensor(values, requires_grad()); }
Tensor with_gradient(std::initializer_list<TensorLiteral> values, const Tensor& gradient) {
  const Tensor p = parameter(values);
  p.set_grad(gradient);
  return p;
}
nn::Module::StateDict state(std::initializer_list<std::pair<std::string, Tensor>> entries) {
  nn::Module::StateDict dict;
  for (const auto& [name, value] : entries) dict.insert(name, value);
  return dict;
}
template <class Holder> std::string printed(const Holder& holder) {
  std::ostringstream stream;
  stream << holder;
  std::string text = stream.str();
  for (size_t at; (at = text.find('\n')) != text.npos;) text.replace(at, 1, " | ");
  for (size_t at; (at = text.find(nn::printed_namespace())) != text.npos;)
    text.erase(at, nn::printed_namespace().size());
  return text;
}
template <class Scheduler> std::string rates(optim::SGD& sgd, Scheduler& scheduler, int steps) {
  std::vector<double> all;
  for (int i = 0; i < steps; ++i) {
    sgd.step();
    scheduler.step();
    all.push_back(std::round(scheduler.get_last_lr()[0] * 1e4) / 1e4);
  }
  return text(all);
}

}  // namespace

Rows rows_of_layers() {
  return {
      {158,
       [] {
         nn::Linear layer(2, 2);
         return layer->load_state_dict(state({{"weight", ones({2, 2})}, {"extra", ones(1)}})), text(1);
       }},
      {159,
       [] {
         nn::Linear layer(2, 2);
         const auto keys =
             layer->load_state_dict(state({{"weight", ones({2, 2})}, {"extra", ones(1)}}), false);
         return text(keys.missing_keys.at(0), keys.unexpected_keys.at(0));
       }},
      {160,
       [] {
         nn::Linear layer(2, 2);
         return layer->load_state_dict(state({{"weight", ones({3, 2})}}), false), text(1);
       }},
      {161,
       [] {
         const nn::Linear layer(2, 2);
         return text(layer->state_dict()["weight"].data_ptr() == layer->weight.data_ptr());
       }},
      {162,
       [] {
         nn::Linear layer(2, 2), other(2, 2);
         const void* before = layer->weight.data_ptr();
         layer->load_state_dict(other->state_dict());
         return text(layer->weight.data_ptr() == before);
       }},
      {163,
       [] {
         struct Net : nn::LinearImpl {
           Net() : nn::LinearImpl(nn::LinearOptions(1, 1).bias(false)) {}
           Tensor x = ones(1);
         };
         return text_of_each(Net().named_parameters().keys());
       }},
      {164,
       [] {
         const nn::Linear shared(nn::LinearOptions(2, 2).bias(false));
         const nn::Sequential net(shared, shared);
         return text(net->parameters().size(), net->state_dict().size());
       }},
      {165,
       [] {
         nn::Module module;
         return module.register_module("a.b", nn::Linear(1, 1)), text(1);
       }},
      {166, [] { return text(nn::Sequential()->forward(ones(1))); }},
      {167,
       [] {
         nn::Dropout half(0.5), off(0.5);
         off->eval();
         const Tensor kept = half(ones(64));
         const std::set<float> values(kept.data_ptr<float>(), kept.data_ptr<float>() + 64);
         return text(off(ones(2)), std::vector<double>(values.begin(), values.end()));
       }},
      {168, [] { return text(F::dropout(ones(3), 1.0)); }},
      {169, [] { return nn::Dropout(1.5), text(1); }},
      {170,
       [] {
         return text(nn::BatchNorm1d(2)(ones({1, 2})));
       }},
      {171,
       [] {
         const nn::Linear layer(1, 1);
         layer(ones({1, 1})).backward();
         const_cast<nn::LinearImpl&>(*layer).zero_grad();
         return text(layer->weight.grad());
       }},
      {172, [] { return printed(nn::Linear(2, 3)); }},
      {173, [] { return printed(nn::Sequential(nn::Linear(1, 2), nn::ReLU())); }},
      {174, [] { return optim::SGD(std::vector<Tensor>{}, 0.1), text(1); }},
      {175, [] { return optim::Adam({parameter({1.})}, optim::AdamOptions(-1)), text(1); }},
      {176,
       [] {
         return optim::Adam({parameter({1.})}, optim::AdamOptions().betas({1.0, 0.9})), text(1);
       }},
      {177, [] { return optim::SGD({parameter({1.})}, optim::SGDOptions(0.1).nesterov(true)), text(1); }},
      {178, [] { return optim::SGD(std::vector<Tensor>{parameter({1.}) * 2}, 0.1), text(1); }},
      {179,
       [] {
         const Tensor p = parameter({1.});
         optim::OptimizerParamGroup once(std::vector<Tensor>{p}), again(std::vector<Tensor>{p});
         return optim::SGD(std::vector<optim::OptimizerParamGroup>{once, again}, 0.1), text(1);
       }},
      {180,
       [] {
         const Tensor p = parameter({1.});
         optim::SGD(std::vector<Tensor>{p}, optim::SGDOptions(0.1).weight_decay(1)).step();
         return text(p);
       }},
      {181,
       [] {
         const Tensor p = with_gradient({0.}, ones(1));
         optim::SGD(std::vector<Tensor>{p}, optim::SGDOptions(1).momentum(.9).dampening(.5)).step();
         return text(p);
       }},
      {182,
       [] {
         const Tensor p = with_gradient({0., 0.}, tensor({1e-3, 1e3}));
         optim::Adam(std::vector<Tensor>{p}, optim::AdamOptions(.1)).step();
         return text(p);
       }},
      {183,
       [] {
         const Tensor p = with_gradient({0.}, zeros(1));
         optim::Adam(std::vector<Tensor>{p}, optim::AdamOptions(.1)).step();
         return text(p);
       }},
      {184,
       [] {
         const Tensor p = with_gradient({0.}, tensor({nan}));
         optim::Adam adam(std::vector<Tensor>{p}, optim::AdamOptions(.1));
         adam.step();
         p.set_grad(zeros(1));
         adam.step();
         return text(p);
       }},
      {185,
       [] {
         optim::SGD sgd(std::vector<Tensor>{parameter({1.})}, .1);
         return sgd.load_state_dict({}), text(1);
       }},
      {186,
       [] {
         const Tensor p = with_gradient({0., 0.}, tensor({3., 4.}));
         const double norm = nn::utils::clip_grad_norm_({p}, 1);
         return text(norm, p.grad());
       }},
      {187, [] { return text(nn::utils::clip_grad_norm_({parameter({0.})}, 1)); }},
      {188,
       [] {
         const Tensor p = with_gradient({0., 0.}, tensor({inf, 1.}));
         const double norm = nn::utils::clip_grad_norm_({p}, 1);
         return text(norm, p.grad());
       }},
      {189,
       [] {
         const Tensor p = with_gradient({0., 0.}, tensor({inf, 1.}));
         return text(nn::utils::clip_grad_norm_({p}, 1, 2, true));
       }},
      {190,
       [] {
         optim::SGD sgd(std::vector<Tensor>{parameter({1.})}, .1);
         optim::StepLR(sgd, 1).step();
         return text("None");
       }},
      {191,
       [] {
         optim::SGD sgd(std::vector<Tensor>{parameter({1.})}, 1.);
         optim::LinearLR scheduler(sgd);
         return rates(sgd, scheduler, 6);
       }},
      {192,
       [] {
         optim::SGD sgd(std::vector<Tensor>{parameter({1.})}, 1.);
         optim::CosineAnnealingLR scheduler(sgd, 2);
         return rates(sgd, scheduler, 5);
       }},
      {193,
       [] {
         return text(F::smooth_l1_loss(tensor({0.3}), tensor({0.}), nn::SmoothL1LossOptions().beta(0)));
       }},
      {194, [] { return text(F::smooth_l1_loss(ones(1), zeros(1), nn::SmoothL1LossOptions().beta(-1))); }},
      {195,
       [] {
         return text(F::huber_loss(tensor({3.}), tensor({0.}), nn::HuberLossOptions().delta(2)),
                     F::smooth_l1_loss(tensor({3.}), tensor({0.}), nn::SmoothL1LossOptions().beta(2)));
       }},
      {196, [] { return text(gradient({0.}, [](const Tensor& x) { return F::l1_loss(x, zeros(1)); })); }},
      {197,
       [] {
         return text(F::cross_entropy(tensor({{1., 2.}, {3., 1.}}), tensor({0, 1}),
                                      nn::CrossEntropyLossOptions().weight(tensor({1., 3.}))));
       }},
      {198,
       [] {
         return text(F::cross_entropy(ones({1, 2}), tensor({-100})));
       }},
      {199,
       [] {
         const Tensor p = full({2, 2}, .5);
         return text(F::kl_div(zeros({2, 2}), p, kMean), F::kl_div(zeros({2, 2}), p, kBatchMean));
       }},
      {201, [] { return text(F::binary_cross_entropy(tensor({1.1}), tensor({1.}))); }},
      {216,
       [] {
         return text(multinomial(tensor({1., 0.}), 2));
       }},
      {217, [] { return text(multinomial(zeros(3), 1)); }},
      {218,
       [] {
         manual_seed(3);
         const Tensor first = rand(2);
         manual_seed(3);
         return text(first, rand(2));
       }},
      {219, [] { return text(randint(2, 2, {1})); }},
      {220,
       [] {
         manual_seed(0);
         const Tensor drawn = rand(1'000'000);
         return text(drawn.min() >= 0, drawn.max() < 1);
       }},
      {221, [] { return text(empty(2).normal_(0, -1)); }},
      {222, [] { return text(nn::init::orthogonal_(empty(3))); }},
      {223, [] { return text(nn::init::kaiming_uniform_(empty(3))); }},
      {224,
       [] {
         const Tensor w = nn::init::orthogonal_(empty({2, 5}), 2);
         return text(std::round((matmul(w, w.t()) - 4 * eye(2)).abs().max().item<double>() * 1e4) / 1e4);
       }},
  };
}

}  // namespace edge
