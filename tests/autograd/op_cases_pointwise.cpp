#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

#include "op_cases.hpp"

namespace ember {
namespace {

using L = const variable_list&;

/// The rows of the rules come from the lists; a rule's parameters are those of the cases.
template <class Rule> Rule sample_rule() { return {}; }
template <> rules::LeakyRelu sample_rule() { return {0.2}; }
template <> rules::Softplus sample_rule() { return {1.5, 2.5}; }
template <> rules::SmoothL1 sample_rule() { return {0.7}; }
template <> rules::Huber sample_rule() { return {0.7}; }

}  // namespace

const std::vector<OpRow>& pointwise_rows() {
  static const std::vector<OpRow> rows = [] {
    std::vector<OpRow> all;
    rules::UnaryRules::for_each([&]<class Rule>(Rule) {
      if constexpr (!std::is_same_v<Rule, rules::PowScalar>)
        all.push_back(
            {Rule::name, [](L x) { return variable_list{unary<Rule>(x[0], sample_rule<Rule>())}; }, true});
    });
    rules::BinaryRules::for_each([&]<class Rule>(Rule) {
      all.push_back({Rule::name,
                     [](L x) { return variable_list{binary<Rule>(x[0], x[1], sample_rule<Rule>())}; }, true});
    });
    const std::vector<OpRow> others{
        {"digamma", [](L x) { return variable_list{digamma(x[0])}; }},
        {"polygamma/2", [](L x) { return variable_list{polygamma(2, x[0])}; }},
        {"logit", [](L x) { return variable_list{logit(x[0])}; }},
        {"logit/eps", [](L x) { return variable_list{logit(x[0], 0.1)}; }},
        {"nan_to_num",
         [](L x) {
           return variable_list{nan_to_num(where(x[1] > 1, x[0],
                                                 where(x[1] > 0, std::numeric_limits<double>::quiet_NaN(),
                                                       -std::numeric_limits<double>::infinity())),
                                           0.5, 2.5, -1.5)};
         }},
        {"xlogy/number", [](L x) { return variable_list{xlogy(x[0], 1.7)}; }},
        {"div/trunc", [](L x) { return variable_list{div(x[0], x[1], "trunc")}; }, true},
        {"div/floor", [](L x) { return variable_list{div(x[0], x[1], "floor")}; }, true},
        {"fmod/number", [](L x) { return variable_list{fmod(x[0], 0.7)}; }, true},
        {"remainder/number", [](L x) { return variable_list{remainder(x[0], -0.7)}; }, true},
        {"lerp", [](L x) { return variable_list{lerp(x[0], x[1], 0.3)}; }},
        {"lerp/far", [](L x) { return variable_list{lerp(x[0], x[1], 0.8)}; }},
        {"lerp/tensor", [](L x) { return variable_list{lerp(x[0], x[1], x[2])}; }},
        {"addcmul", [](L x) { return variable_list{addcmul(x[0], x[1], x[2], 1.5)}; }},
        {"addcdiv", [](L x) { return variable_list{addcdiv(x[0], x[1], x[2], 1.5)}; }},
        {"fmax", [](L x) { return variable_list{fmax(x[0], x[1])}; }, true},
        {"fmin", [](L x) { return variable_list{fmin(x[0], x[1])}; }, true},
        {"isclose", [](L x) { return variable_list{isclose(x[0], x[1], 0.1, 0.5)}; }, true},
        {"sub", [](L x) { return variable_list{x[0] - x[1]}; }, true},
        {"clamp/low", [](L x) { return variable_list{clamp(x[0], 0.25)}; }, true},
        {"clamp/high", [](L x) { return variable_list{clamp(x[0], std::nullopt, 0.25)}; }, true},
        {"clamp_min", [](L x) { return variable_list{clamp_min(x[0], -0.3)}; }, true},
        {"clamp_max", [](L x) { return variable_list{clamp_max(x[0], 0.3)}; }, true},
        {"add/alpha", [](L x) { return variable_list{add(x[0], x[1], 2.5)}; }, true},
        {"sub/alpha", [](L x) { return variable_list{sub(x[0], x[1], -2.5)}; }, true},
        {"add/number", [](L x) { return variable_list{x[0] + 1.5}; }, true},
        {"rsub", [](L x) { return variable_list{1.5 - x[0]}; }, true},
        {"mul/number", [](L x) { return variable_list{x[0] * 2.5}; }, true},
        {"div/number", [](L x) { return variable_list{x[0] / 2.5}; }, true},
        {"div/of_number", [](L x) { return variable_list{2.5 / x[0]}; }, true},
        {"pow/number", [](L x) { return variable_list{pow(x[0], 3)}; }, true},
        {"pow/half", [](L x) { return variable_list{pow(x[0], 0.5)}; }, true},
        {"pow/square", [](L x) { return variable_list{pow(x[0], 2)}; }, true},
        {"pow/zero", [](L x) { return variable_list{pow(x[0], 0)}; }, true},
        {"pow/of_number", [](L x) { return variable_list{pow(1.7, x[0])}; }, true},
        {"pow/whole", [](L x) { return variable_list{pow(x[0], 3)}; }, true},
        {"eq", [](L x) { return variable_list{eq(x[0], x[1])}; }, true},
        {"ne", [](L x) { return variable_list{ne(x[0], x[1])}; }, true},
        {"lt", [](L x) { return variable_list{lt(x[0], x[1])}; }, true},
        {"le", [](L x) { return variable_list{le(x[0], x[1])}; }, true},
        {"gt", [](L x) { return variable_list{gt(x[0], x[1])}; }, true},
        {"ge", [](L x) { return variable_list{ge(x[0], x[1])}; }, true},
        {"eq/number", [](L x) { return variable_list{x[0] == 0.25}; }, true},
        {"ne/number", [](L x) { return variable_list{x[0] != 0.25}; }, true},
        {"lt/number", [](L x) { return variable_list{x[0] < 0.25}; }, true},
        {"le/number", [](L x) { return variable_list{x[0] <= 0.25}; }, true},
        {"gt/number", [](L x) { return variable_list{x[0] > 0.25}; }, true},
        {"ge/number", [](L x) { return variable_list{x[0] >= 0.25}; }, true},
        {"where", [](L x) { return variable_list{where(x[0], x[1], x[2])}; }, true},
        {"where/number", [](L x) { return variable_list{where(x[0], x[1], 0.5)}; }, true},
        {"masked_fill", [](L x) { return variable_list{masked_fill(x[0], x[1], 1.5)}; }, true},
        {"logical_and", [](L x) { return variable_list{logical_and(x[0], x[1])}; }, true},
        {"logical_or", [](L x) { return variable_list{logical_or(x[0], x[1])}; }, true},
        {"logical_xor", [](L x) { return variable_list{logical_xor(x[0], x[1])}; }, true},
        {"logical_not", [](L x) { return variable_list{logical_not(x[0])}; }, true},
        {"bitwise_not", [](L x) { return variable_list{bitwise_not(x[0])}; }, true},
        {"bitwise_and", [](L x) { return variable_list{x[0] & x[1]}; }, true},
        {"bitwise_or", [](L x) { return variable_list{x[0] | x[1]}; }, true},
        {"bitwise_xor", [](L x) { return variable_list{x[0] ^ x[1]}; }, true},
        {"isnan", [](L x) { return variable_list{isnan(x[0])}; }, true},
        {"isinf", [](L x) { return variable_list{isinf(x[0])}; }, true},
        {"isfinite", [](L x) { return variable_list{isfinite(x[0])}; }, true},
    };
    all.insert(all.end(), others.begin(), others.end());
    return all;
  }();
  return rows;
}

}  // namespace ember
