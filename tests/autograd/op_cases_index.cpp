#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>

#include "op_cases.hpp"

namespace ember {
namespace {

using L = const variable_list&;

}  // namespace

const std::vector<OpRow>& index_rows() {
  static const std::vector<OpRow> rows{
      {"gather", [](L x) { return variable_list{gather(x[0], 1, x[1])}; }},
      {"gather/first", [](L x) { return variable_list{gather(x[0], 0, x[1])}; }},
      {"gather/0-d", [](L x) { return variable_list{gather(x[0], 0, x[1])}; }},
      {"scatter", [](L x) { return variable_list{scatter(x[0], 1, x[1], x[2])}; }},
      {"scatter/number", [](L x) { return variable_list{scatter(x[0], 1, x[1], 1.5)}; }},
      {"scatter_add", [](L x) { return variable_list{scatter_add(x[0], 1, x[1], x[2])}; }},
      {"index_select", [](L x) { return variable_list{index_select(x[0], 1, x[1])}; }},
      {"index_add", [](L x) { return variable_list{index_add(x[0], 0, x[1], x[2], 1.5)}; }},
      {"cat", [](L x) { return variable_list{cat({x[0], x[1]}, 1)}; }},
      {"cat/skips_empty", [](L x) { return variable_list{cat({x[0], x[1]})}; }},
      {"cat/promotes", [](L x) { return variable_list{cat({x[0], x[1]})}; }},
      {"stack", [](L x) { return variable_list{stack({x[0], x[1]}, 1)}; }},
      {"stack/0-d", [](L x) { return variable_list{stack({x[0], x[1]})}; }},
      {"one_hot", [](L x) { return variable_list{one_hot(x[0], 5)}; }},
  };
  return rows;
}

}  // namespace ember
