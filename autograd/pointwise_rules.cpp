#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pointwise_rules.hpp>

namespace ember::detail {
namespace {

template <class Rule> const Rule& rule_at(const void* rule) { return *static_cast<const Rule*>(rule); }

template <class Rule> constexpr UnaryEntry unary_entry_of() {
  static_assert(sizeof(Rule) <= sizeof(RuleValue) && std::is_trivially_copyable_v<Rule>);
  UnaryEntry entry{Rule::name, Rule::saves, Rule::integral, sizeof(Rule), nullptr, nullptr};
  entry.backward = [](const void* rule, const Tensor& g, const Tensor& saved) -> Tensor {
    return rule_at<Rule>(rule).template backward<Tensor>(g, saved);
  };
  if constexpr (Rule::integral) {
    entry.whole = [](const void* rule, int64_t x) {
      return static_cast<int64_t>(rule_at<Rule>(rule).forward(x));
    };
  }
  return entry;
}

template <class Rule> constexpr BinaryEntry binary_entry_of() {
  static_assert(sizeof(Rule) <= sizeof(RuleValue) && std::is_trivially_copyable_v<Rule>);
  BinaryEntry entry{Rule::name,   Rule::integral,     {Rule::backward_a_needs, Rule::backward_b_needs},
                    sizeof(Rule), {nullptr, nullptr}, nullptr};
  entry.backward[0] = [](const void* rule, const Tensor& g, const Tensor& a, const Tensor& b) -> Tensor {
    return rule_at<Rule>(rule).template backward_a<Tensor>(g, a, b);
  };
  entry.backward[1] = [](const void* rule, const Tensor& g, const Tensor& a, const Tensor& b) -> Tensor {
    return rule_at<Rule>(rule).template backward_b<Tensor>(g, a, b);
  };
  if constexpr (Rule::integral) {
    entry.whole = [](const void* rule, int64_t a, int64_t b) {
      return static_cast<int64_t>(rule_at<Rule>(rule).forward(a, b));
    };
  }
  return entry;
}

template <class... Rules> const UnaryEntry& unary_in(rules::List<Rules...>, size_t index) {
  static constexpr UnaryEntry entries[] = {unary_entry_of<Rules>()...};
  return entries[index];
}
template <class... Rules> const BinaryEntry& binary_in(rules::List<Rules...>, size_t index) {
  static constexpr BinaryEntry entries[] = {binary_entry_of<Rules>()...};
  return entries[index];
}

}  // namespace

const UnaryEntry& unary_entry(size_t index) { return unary_in(rules::UnaryRules{}, index); }
const BinaryEntry& binary_entry(size_t index) { return binary_in(rules::BinaryRules{}, index); }

}  // namespace ember::detail
