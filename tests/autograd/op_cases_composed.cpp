#include <cmath>
#include <ember/autograd/composed.hpp>
#include <ember/autograd/create.hpp>

#include "op_cases.hpp"

namespace ember {

const std::vector<OpRow>& composed_rows() {
  using L = const variable_list&;
  using V = variable_list;
  static const std::vector<OpRow> rows{
      {"kron", [](L x) { return V{kron(x[0], x[1])}; }},
      {"rot90", [](L x) { return V{rot90(x[0])}; }},
      {"rot90/thrice",
       [](L x) {
         return V{rot90(x[0], -1, {2, 0})};
       }},
      {"rot90/half", [](L x) { return V{rot90(x[0], 2)}; }},
      {"addr", [](L x) { return V{addr(x[0], x[1], x[2], 0.5, 1.5)}; }},
      {"addr/alone", [](L x) { return V{addr(full_like(x[0], NAN), x[1], x[2], 0)}; }},
      {"addbmm", [](L x) { return V{addbmm(x[0], x[1], x[2], 0.5, 1.5)}; }},
      {"matrix_power", [](L x) { return V{matrix_power(x[0], 3)}; }},
      {"matrix_power/zero", [](L x) { return V{matrix_power(x[0], 0)}; }},
      {"heaviside", [](L x) { return V{heaviside(x[0], x[1])}; }},
      {"copysign", [](L x) { return V{copysign(x[0], x[1])}; }},
      {"signbit", [](L x) { return V{signbit(x[0])}; }},
      {"sinc", [](L x) { return V{sinc(x[0])}; }, true},
      {"logaddexp2", [](L x) { return V{logaddexp2(x[0], x[1])}; }},
      {"float_power", [](L x) { return V{float_power(x[0], x[1])}; }},
      {"float_power/number", [](L x) { return V{float_power(x[0], 2.5)}; }},
      {"ldexp", [](L x) { return V{ldexp(x[0], x[1])}; }},
      {"isin", [](L x) { return V{isin(x[0], x[1])}; }},
      {"histc", [](L x) { return V{histc(x[0], 5, -1, 1.5)}; }},
      {"histc/range", [](L x) { return V{histc(x[0], 4)}; }},
      {"cov", [](L x) { return V{cov(x[0])}; }},
      {"cov/vector", [](L x) { return V{cov(x[0], 0)}; }},
      {"corrcoef", [](L x) { return V{corrcoef(x[0])}; }},
      {"select_scatter", [](L x) { return V{select_scatter(x[0], x[1], 1, -2)}; }},
      {"slice_scatter", [](L x) { return V{slice_scatter(x[0], x[1], 1, 1, 6, 2)}; }},
      {"diagonal_scatter", [](L x) { return V{diagonal_scatter(x[0], x[1], 1)}; }},
      {"atleast_1d", [](L x) { return V{atleast_1d(x[0])}; }},
      {"atleast_2d", [](L x) { return V{atleast_2d(x[0])}; }},
      {"atleast_3d", [](L x) { return V{atleast_3d(x[0])}; }},
      {"atleast_3d/matrix", [](L x) { return V{atleast_3d(x[0])}; }},
      {"column_stack", [](L x) { return V{column_stack(x)}; }},
      {"block_diag", [](L x) { return V{block_diag(x)}; }},
      {"cartesian_prod", [](L x) { return V{cartesian_prod(x)}; }},
      {"diagflat", [](L x) { return V{diagflat(x[0], -1)}; }},
      {"vander", [](L x) { return V{vander(x[0], 4)}; }},
      {"vander/rising", [](L x) { return V{vander(x[0], std::nullopt, true)}; }},
  };
  return rows;
}

}  // namespace ember
