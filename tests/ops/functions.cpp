#include "functions.hpp"

#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/loss.hpp>

namespace ember::oracle {
namespace {

using In = Inputs;
using Args = Arguments;
using Map = std::map<std::string, Op>;

void add_pointwise(Map& map) {
  const std::pair<const char*, Tensor (*)(const Tensor&)> unary[] = {
      {"neg", neg},     {"abs", abs},         {"square", square},
      {"sqrt", sqrt},   {"rsqrt", rsqrt},     {"reciprocal", reciprocal},
      {"exp", exp},     {"expm1", expm1},     {"log", log},
      {"log1p", log1p}, {"sin", sin},         {"cos", cos},
      {"tanh", tanh},   {"sigmoid", sigmoid}, {"relu", relu},
      {"floor", floor}, {"sign", sign}};
  for (const auto& [name, function] : unary)
    map[name] = {[function = function](const In& x, const Args&) { return function(x[0]); }, Bound::ulp};
  map["leaky_relu"] = {[](const In& x, const Args& a) { return leaky_relu(x[0], a.real("slope")); },
                       Bound::ulp};
  map["softplus"] = {
      [](const In& x, const Args& a) { return softplus(x[0], a.real("beta"), a.real("threshold")); },
      Bound::ulp};
  map["clamp"] = {[](const In& x, const Args& a) { return clamp(x[0], a.real("low"), a.real("high")); },
                  Bound::exact};
  map["clamp_min"] = {[](const In& x, const Args& a) { return clamp_min(x[0], a.real("low")); },
                      Bound::exact};
  map["clamp_max"] = {[](const In& x, const Args& a) { return clamp_max(x[0], a.real("high")); },
                      Bound::exact};
  map["pow_scalar"] = {[](const In& x, const Args& a) { return pow(x[0], a.real("exponent")); }, Bound::ulp};

  map["add"] = {[](const In& x, const Args&) { return x[0] + x[1]; }, Bound::exact};
  map["sub"] = {[](const In& x, const Args&) { return x[0] - x[1]; }, Bound::exact};
  map["mul"] = {[](const In& x, const Args&) { return x[0] * x[1]; }, Bound::exact};
  map["div"] = {[](const In& x, const Args&) { return x[0] / x[1]; }, Bound::exact};
  map["add_alpha"] = {[](const In& x, const Args& a) { return add(x[0], x[1], a.real("alpha")); },
                      Bound::ulp};
  map["maximum"] = {[](const In& x, const Args&) { return maximum(x[0], x[1]); }, Bound::exact};
  map["minimum"] = {[](const In& x, const Args&) { return minimum(x[0], x[1]); }, Bound::exact};
  map["pow"] = {[](const In& x, const Args&) { return pow(x[0], x[1]); }, Bound::ulp};
  map["where"] = {[](const In& x, const Args&) { return where(x[0], x[1], x[2]); }, Bound::exact};
  map["masked_fill"] = {[](const In& x, const Args& a) { return masked_fill(x[0], x[1], a.real("value")); },
                        Bound::exact};
  map["eq"] = {[](const In& x, const Args&) { return eq(x[0], x[1]); }, Bound::exact};
  map["ne"] = {[](const In& x, const Args&) { return ne(x[0], x[1]); }, Bound::exact};
  map["lt"] = {[](const In& x, const Args&) { return lt(x[0], x[1]); }, Bound::exact};
  map["le"] = {[](const In& x, const Args&) { return le(x[0], x[1]); }, Bound::exact};
  map["gt"] = {[](const In& x, const Args&) { return gt(x[0], x[1]); }, Bound::exact};
  map["ge"] = {[](const In& x, const Args&) { return ge(x[0], x[1]); }, Bound::exact};
}

void add_reductions(Map& map) {
  map["sum"] = {[](const In& x, const Args&) { return sum(x[0]); }, Bound::sum};
  map["mean"] = {[](const In& x, const Args&) { return mean(x[0]); }, Bound::sum};
  map["sum_dim"] = {[](const In& x, const Args& a) { return sum(x[0], a.list("dim"), a.flag("keepdim")); },
                    Bound::sum};
  map["mean_dim"] = {[](const In& x, const Args& a) { return mean(x[0], a.list("dim"), a.flag("keepdim")); },
                     Bound::sum};
  map["var"] = {[](const In& x, const Args& a) { return var(x[0], a.flag("unbiased")); }, Bound::largest};
  map["std"] = {[](const In& x, const Args& a) { return std(x[0], a.flag("unbiased")); }, Bound::largest};
  map["var_dim"] = {
      [](const In& x, const Args& a) { return var(x[0], a.list("dim"), a.flag("unbiased"), true); },
      Bound::largest};
  map["std_dim"] = {
      [](const In& x, const Args& a) { return std(x[0], a.list("dim"), a.flag("unbiased"), true); },
      Bound::largest};
  map["amax"] = {[](const In& x, const Args& a) { return amax(x[0], a.list("dim"), true); }, Bound::exact};
  map["amin"] = {[](const In& x, const Args& a) { return amin(x[0], a.list("dim"), true); }, Bound::exact};
  map["max"] = {[](const In& x, const Args&) { return max(x[0]); }, Bound::exact};
  map["min"] = {[](const In& x, const Args&) { return min(x[0]); }, Bound::exact};
  map["max_dim"] = {
      [](const In& x, const Args& a) { return std::get<0>(max(x[0], a.whole("dim"), a.flag("keepdim"))); },
      Bound::exact};
  map["min_dim"] = {
      [](const In& x, const Args& a) { return std::get<0>(min(x[0], a.whole("dim"), a.flag("keepdim"))); },
      Bound::exact};
  map["argmax"] = {[](const In& x, const Args& a) { return argmax(x[0], a.whole("dim"), a.flag("keepdim")); },
                   Bound::exact};
  map["argmin"] = {[](const In& x, const Args& a) { return argmin(x[0], a.whole("dim"), a.flag("keepdim")); },
                   Bound::exact};
  map["norm"] = {[](const In& x, const Args& a) { return norm(x[0], a.whole("p")); }, Bound::largest};
  map["softmax"] = {[](const In& x, const Args& a) { return softmax(x[0], a.whole("dim")); }, Bound::largest};
  map["log_softmax"] = {[](const In& x, const Args& a) { return log_softmax(x[0], a.whole("dim")); },
                        Bound::largest};
  map["logsumexp"] = {
      [](const In& x, const Args& a) { return logsumexp(x[0], a.list("dim"), a.flag("keepdim")); },
      Bound::largest};
}

void add_products(Map& map) {
  map["matmul"] = {[](const In& x, const Args&) { return matmul(x[0], x[1]); }, Bound::product};
  map["linear"] = {
      [](const In& x, const Args&) { return x.size() == 3 ? linear(x[0], x[1], x[2]) : linear(x[0], x[1]); },
      Bound::product};
  map["addmm"] = {
      [](const In& x, const Args& a) { return addmm(x[0], x[1], x[2], a.real("beta"), a.real("alpha")); },
      Bound::product};
}

void add_places(Map& map) {
  map["gather"] = {[](const In& x, const Args& a) { return gather(x[0], a.whole("dim"), x[1]); },
                   Bound::exact};
  map["scatter"] = {[](const In& x, const Args& a) { return scatter(x[0], a.whole("dim"), x[1], x[2]); },
                    Bound::exact};
  map["scatter_add"] = {
      [](const In& x, const Args& a) { return scatter_add(x[0], a.whole("dim"), x[1], x[2]); }, Bound::sum};
  map["index_select"] = {[](const In& x, const Args& a) { return index_select(x[0], a.whole("dim"), x[1]); },
                         Bound::exact};
  map["index_add"] = {
      [](const In& x, const Args& a) { return index_add(x[0], a.whole("dim"), x[1], x[2], a.real("alpha")); },
      Bound::sum};
  map["cat"] = {[](const In& x, const Args& a) { return cat(x, a.whole("dim")); }, Bound::exact};
  map["stack"] = {[](const In& x, const Args& a) { return stack(x, a.whole("dim")); }, Bound::exact};
  map["view"] = {[](const In& x, const Args& a) { return view(x[0].contiguous(), a.list("shape")); },
                 Bound::exact};
  map["reshape"] = {[](const In& x, const Args& a) { return reshape(x[0], a.list("shape")); }, Bound::exact};
  map["flatten"] = {[](const In& x, const Args& a) { return flatten(x[0], a.whole("start")); }, Bound::exact};
  map["squeeze"] = {[](const In& x, const Args& a) { return squeeze(x[0], a.whole("dim")); }, Bound::exact};
  map["unsqueeze"] = {[](const In& x, const Args& a) { return unsqueeze(x[0], a.whole("dim")); },
                      Bound::exact};
  map["transpose"] = {
      [](const In& x, const Args& a) { return transpose(x[0], a.whole("dim0"), a.whole("dim1")); },
      Bound::exact};
  map["permute"] = {[](const In& x, const Args& a) { return permute(x[0], a.list("dims")); }, Bound::exact};
  map["expand"] = {[](const In& x, const Args& a) { return expand(x[0], a.list("shape")); }, Bound::exact};
  map["slice"] = {[](const In& x, const Args& a) {
                    return slice(x[0], a.whole("dim"), a.whole("start"), a.whole("end"), a.whole("step"));
                  },
                  Bound::exact};
  map["select"] = {[](const In& x, const Args& a) { return select(x[0], a.whole("dim"), a.whole("index")); },
                   Bound::exact};
}

nn::Reduction reduction(const Args& a) {
  const std::string& name = a.text("reduction");
  return name == "mean" ? kMean : name == "sum" ? kSum : kNone;
}

void add_losses(Map& map) {
  namespace F = nn::functional;
  map["mse_loss"] = {[](const In& x, const Args& a) { return F::mse_loss(x[0], x[1], reduction(a)); },
                     Bound::largest};
  map["l1_loss"] = {[](const In& x, const Args& a) { return F::l1_loss(x[0], x[1], reduction(a)); },
                    Bound::largest};
  map["smooth_l1_loss"] = {[](const In& x, const Args& a) {
                             return F::smooth_l1_loss(
                                 x[0], x[1], nn::SmoothL1LossOptions(reduction(a)).beta(a.real("beta")));
                           },
                           Bound::largest};
  map["huber_loss"] = {[](const In& x, const Args& a) {
                         return F::huber_loss(x[0], x[1],
                                              nn::HuberLossOptions(reduction(a)).delta(a.real("delta")));
                       },
                       Bound::largest};
}

}  // namespace

const std::map<std::string, Op>& ops() {
  static const Map map = [] {
    Map made;
    add_pointwise(made);
    add_reductions(made);
    add_products(made);
    add_places(made);
    add_losses(made);
    return made;
  }();
  return map;
}

}  // namespace ember::oracle
