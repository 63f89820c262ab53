#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

#include "op_cases.hpp"

namespace ember {
namespace {

using L = const variable_list&;

variable_list both(const std::tuple<Tensor, Tensor>& pair) { return {std::get<0>(pair), std::get<1>(pair)}; }
ScalarType other_real(const Tensor& x) { return x.dtype() == kFloat ? kDouble : kFloat; }

}  // namespace

const std::vector<OpRow>& structured_rows() {
  static const std::vector<OpRow> rows{
      {"clone", [](L x) { return variable_list{clone(x[0])}; }, true},
      {"contiguous", [](L x) { return variable_list{contiguous(x[0])}; }, true},
      {"to", [](L x) { return variable_list{to(to(x[0], other_real(x[0])), x[0].dtype())}; }, true},
      {"to/long", [](L x) { return variable_list{to(x[0], kLong)}; }, true},
      {"to/bool", [](L x) { return variable_list{to(x[0], kBool)}; }, true},

      {"sum", [](L x) { return variable_list{sum(x[0])}; }},
      {"sum/dim", [](L x) { return variable_list{sum(x[0], 1)}; }},
      {"sum/dims",
       [](L x) {
         return variable_list{sum(x[0], {0, 2}, true)};
       }},
      {"sum/outer", [](L x) { return variable_list{sum(x[0], 0)}; }},
      {"sum/empty", [](L x) { return variable_list{sum(x[0], 1)}; }},
      {"sum/0-d", [](L x) { return variable_list{sum(x[0], 0)}; }},
      {"sum/large", [](L x) { return variable_list{sum(x[0], 1)}; }},
      {"mean", [](L x) { return variable_list{mean(x[0])}; }},
      {"mean/dims",
       [](L x) {
         return variable_list{mean(x[0], {1, 2})};
       }},
      {"var_mean", [](L x) { return both(var_mean(x[0], 1)); }},
      {"std_mean", [](L x) { return both(std_mean(x[0], 1)); }},
      {"var", [](L x) { return variable_list{var(x[0])}; }},
      {"var/dim", [](L x) { return variable_list{var(x[0], 1, false, true)}; }},
      {"std", [](L x) { return variable_list{ember::std(x[0])}; }},
      {"std/dim", [](L x) { return variable_list{ember::std(x[0], 0, true)}; }},
      {"std/biased", [](L x) { return variable_list{ember::std(x[0], false)}; }},
      {"max", [](L x) { return variable_list{max(x[0])}; }},
      {"min", [](L x) { return variable_list{min(x[0])}; }},
      {"max/dim", [](L x) { return both(max(x[0], 1)); }},
      {"max/keepdim", [](L x) { return both(max(x[0], 0, true)); }},
      {"max/middle", [](L x) { return both(max(x[0], 1)); }},
      {"min/dim", [](L x) { return both(min(x[0], -1)); }},
      {"max/whole", [](L x) { return both(max(x[0], 1)); }},
      {"amax",
       [](L x) {
         return variable_list{amax(x[0], {0, 2})};
       }},
      {"amin", [](L x) { return variable_list{amin(x[0], 1, true)}; }},
      {"argmax", [](L x) { return variable_list{argmax(x[0])}; }},
      {"argmax/dim", [](L x) { return variable_list{argmax(x[0], 1, true)}; }},
      {"argmin", [](L x) { return variable_list{argmin(x[0])}; }},
      {"argmin/dim", [](L x) { return variable_list{argmin(x[0], 0)}; }},
      {"any", [](L x) { return variable_list{any(x[0])}; }},
      {"any/dim", [](L x) { return variable_list{any(x[0], 1)}; }},
      {"all", [](L x) { return variable_list{all(x[0])}; }},
      {"all/dim", [](L x) { return variable_list{all(x[0], 0, true)}; }},
      {"norm", [](L x) { return variable_list{norm(x[0])}; }},
      {"norm/1", [](L x) { return variable_list{norm(x[0], 1)}; }},
      {"norm/3_dim", [](L x) { return variable_list{norm(x[0], 3, 1)}; }},
      {"norm/inf", [](L x) { return variable_list{norm(x[0], std::numeric_limits<double>::infinity())}; }},
      {"norm/2_dims",
       [](L x) {
         return variable_list{norm(x[0], 2, {0, 2}, true)};
       }},
      {"softmax", [](L x) { return variable_list{softmax(x[0], -1)}; }},
      {"softmax/first", [](L x) { return variable_list{softmax(x[0], 0)}; }},
      {"softmax/middle", [](L x) { return variable_list{softmax(x[0], 1)}; }},
      {"log_softmax", [](L x) { return variable_list{log_softmax(x[0], -1)}; }},
      {"log_softmax/first", [](L x) { return variable_list{log_softmax(x[0], 0)}; }},
      {"logsumexp", [](L x) { return variable_list{logsumexp(x[0], 1)}; }},
      {"logsumexp/dims",
       [](L x) {
         return variable_list{logsumexp(x[0], {0, 2}, true)};
       }},

      {"matmul", [](L x) { return variable_list{matmul(x[0], x[1])}; }},
      {"mm", [](L x) { return variable_list{mm(x[0], x[1])}; }},
      {"bmm", [](L x) { return variable_list{bmm(x[0], x[1])}; }},
      {"mv", [](L x) { return variable_list{mv(x[0], x[1])}; }},
      {"dot", [](L x) { return variable_list{dot(x[0], x[1])}; }},
      {"addmm", [](L x) { return variable_list{addmm(x[0], x[1], x[2], 0.5, 1.5)}; }},
      {"nansum",
       [](L x) {
         return variable_list{nansum(where(x[1] > 0, x[0], std::numeric_limits<double>::quiet_NaN()), 1)};
       }},
      {"nanmean",
       [](L x) {
         return variable_list{
             nanmean(where(x[1] > 0, x[0], std::numeric_limits<double>::quiet_NaN()), 1, true)};
       }},
      {"count_nonzero", [](L x) { return variable_list{count_nonzero(x[0], 1)}; }},
      {"aminmax", [](L x) { return both(aminmax(x[0])); }},
      {"aminmax/dim", [](L x) { return both(aminmax(x[0], 1, true)); }},
      {"dist", [](L x) { return variable_list{dist(x[0], x[1], 3)}; }},
      {"outer", [](L x) { return variable_list{outer(x[0], x[1])}; }},
      {"inner", [](L x) { return variable_list{inner(x[0], x[1])}; }},
      {"tensordot",
       [](L x) {
         return variable_list{tensordot(x[0], x[1], {1, 2}, {2, 0})};
       }},
      {"cdist", [](L x) { return variable_list{cdist(x[0], x[1])}; }},
      {"cdist/1", [](L x) { return variable_list{cdist(x[0], x[1], 1)}; }},
      {"baddbmm", [](L x) { return variable_list{baddbmm(x[0], x[1], x[2], 0.5, 1.5)}; }},
      {"addmv", [](L x) { return variable_list{addmv(x[0], x[1], x[2], 0.5, 1.5)}; }},
      {"linear", [](L x) { return variable_list{linear(x[0], x[1], x[2])}; }},
      {"linear/no_bias", [](L x) { return variable_list{linear(x[0], x[1])}; }},
      {"linear/relu", [](L x) { return variable_list{linear(x[0], x[1], x[2], Activation::relu)}; }},
      {"linear/tanh", [](L x) { return variable_list{linear(x[0], x[1], x[2], Activation::tanh)}; }},

      {"reshape",
       [](L x) {
         return variable_list{reshape(x[0], {6, -1})};
       },
       true},
      {"reshape/copy", [](L x) { return variable_list{reshape(x[0], -1)}; }, true},
      {"view",
       [](L x) {
         return variable_list{view(x[0], {2, 6})};
       },
       true},
      {"view_as", [](L x) { return variable_list{view_as(x[0], x[1])}; }, true},
      {"reshape_as", [](L x) { return variable_list{reshape_as(x[0], x[1])}; }, true},
      {"flatten", [](L x) { return variable_list{flatten(x[0], 1)}; }, true},
      {"unflatten",
       [](L x) {
         return variable_list{unflatten(x[0], 1, {2, 3})};
       },
       true},
      {"transpose", [](L x) { return variable_list{transpose(x[0], 0, -1)}; }, true},
      {"t", [](L x) { return variable_list{t(x[0])}; }, true},
      {"permute",
       [](L x) {
         return variable_list{permute(x[0], {2, 0, 1})};
       },
       true},
      {"movedim", [](L x) { return variable_list{movedim(x[0], 0, 2)}; }, true},
      {"squeeze", [](L x) { return variable_list{squeeze(x[0])}; }, true},
      {"squeeze/dim", [](L x) { return variable_list{squeeze(x[0], -1)}; }, true},
      {"unsqueeze", [](L x) { return variable_list{unsqueeze(x[0], 1)}; }, true},
      {"expand",
       [](L x) {
         return variable_list{expand(x[0], {2, 3, 4})};
       },
       false},
      {"expand_as", [](L x) { return variable_list{expand_as(x[0], x[1])}; }, false},
      {"broadcast_to",
       [](L x) {
         return variable_list{broadcast_to(x[0], {2, 3})};
       },
       false},
      {"select", [](L x) { return variable_list{select(x[0], 1, -1)}; }, true},
      {"slice", [](L x) { return variable_list{slice(x[0], 1, 1, 4, 2)}; }, true},
      {"narrow", [](L x) { return variable_list{narrow(x[0], 1, 1, 2)}; }, true},
      {"split", [](L x) { return split(x[0], 2, 1); }, true},
      {"split_with_sizes",
       [](L x) {
         return split_with_sizes(x[0], {1, 3}, 1);
       },
       true},
      {"chunk", [](L x) { return chunk(x[0], 4); }, true},
      {"unbind", [](L x) { return unbind(x[0], 1); }, true},
      {"diagonal", [](L x) { return variable_list{diagonal(x[0], 1)}; }, true},
      {"diagonal/dims", [](L x) { return variable_list{diagonal(x[0], -1, 0, 2)}; }, true},
      {"unfold", [](L x) { return variable_list{unfold(x[0], 1, 3, 2)}; }},
      {"as_strided",
       [](L x) {
         return variable_list{as_strided(x[0], {3, 3}, {1, 2}, 1)};
       },
       false},
      {"sum_to",
       [](L x) {
         return variable_list{sum_to(x[0], {3, 1})};
       }},
  };
  return rows;
}

}  // namespace ember
