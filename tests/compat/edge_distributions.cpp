#include <ember/nn/distributions/categorical.hpp>
#include <ember/nn/distributions/independent.hpp>
#include <ember/nn/distributions/kl.hpp>
#include <ember/nn/distributions/normal.hpp>
#include <ember/nn/distributions/transformed_distribution.hpp>
#include <ember/nn/distributions/transforms.hpp>
#include <limits>

#include "edge_behaviours.hpp"

namespace edge {

using namespace ember;
using namespace ember::distributions;

namespace {

Normal standard(int64_t n, const TensorOptions& options = {}) { return {zeros(n, options), ones(n)}; }
TransformedDistribution<Normal, TanhTransform> squashed() {
  return TransformedDistribution<Normal, TanhTransform>(standard(1), TanhTransform());
}

}  // namespace

Rows rows_of_distributions() {
  return {
      {202,
       [] {
         return text(Categorical(tensor({1., 3.})).probs());
       }},
      {203,
       [] {
         return text(Categorical(tensor({-1., 2.})).probs());
       }},
      {204,
       [] {
         return text(
             Categorical::from_logits(tensor({std::numeric_limits<double>::quiet_NaN(), 0.})).logits());
       }},
      {205, [] { return text(Categorical(ones(2), ones(2)).probs()); }},
      {206, [] { return text(Categorical(ones(2)).log_prob(tensor(2))); }},
      {207,
       [] {
         return text(Categorical(tensor({0., 1.})).log_prob(tensor(0)));
       }},
      {208,
       [] {
         return text(Categorical(tensor({0., 1.})).entropy());
       }},
      {209, [] { return text(Normal(0., 0.).scale()); }},
      {210,
       [] {
         return text(standard(2).log_prob(zeros(2)), Independent<Normal>(standard(2), 1).log_prob(zeros(2)));
       }},
      {211,
       [] {
         const Normal normal = standard(1, requires_grad());
         return text(normal.sample().requires_grad(), normal.rsample().requires_grad());
       }},
      {212, [] { return text(Categorical(ones(2)).rsample()); }},
      {213, [] { return text(squashed().log_prob(ones(1))); }},
      {214, [] { return text(squashed().entropy()); }},
  };
}

}  // namespace edge
