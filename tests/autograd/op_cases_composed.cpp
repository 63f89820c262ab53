#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/composed.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/linalg.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

#include "op_cases.hpp"

namespace ember {
namespace {

/// As in op_list.py: far from singular, and positive definite.
Tensor sure(const Tensor& a) { return a + eye(a.size(-1), a.dtype()) * 3; }
Tensor definite(const Tensor& a) { return matmul(a, transpose(a, -2, -1)) + eye(a.size(-1), a.dtype()); }

variable_list pair_of(const std::tuple<Tensor, Tensor>& made) {
  return {std::get<0>(made), std::get<1>(made)};
}

}  // namespace

const std::vector<OpRow>& composed_rows() {
  using L = const variable_list&;
  using V = variable_list;
  constexpr double inf = std::numeric_limits<double>::infinity();
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
      {"pdist/0", [](L x) { return V{pdist(x[0], 0)}; }},
      {"pdist/1", [](L x) { return V{pdist(x[0], 1)}; }},
      {"pdist/2", [](L x) { return V{pdist(x[0])}; }},
      {"pdist/3", [](L x) { return V{pdist(x[0], 3)}; }},
      {"pdist/inf", [](L x) { return V{pdist(x[0], inf)}; }},
      {"linalg_solve", [](L x) { return V{linalg_solve(sure(x[0]), x[1])}; }},
      {"linalg_solve/vector", [](L x) { return V{linalg_solve(sure(x[0]), x[1])}; }},
      {"linalg_solve/batch", [](L x) { return V{linalg_solve(sure(x[0]), x[1])}; }},
      {"linalg_solve_triangular", [](L x) { return V{linalg_solve_triangular(sure(x[0]), x[1], true)}; }},
      {"linalg_solve_triangular/right",
       [](L x) { return V{linalg_solve_triangular(x[0], x[1], false, false, true)}; }},
      {"linalg_inv", [](L x) { return V{linalg_inv(sure(x[0]))}; }},
      {"linalg_inv/strided", [](L x) { return V{linalg_inv(sure(x[0]))}; }},
      {"linalg_det", [](L x) { return V{linalg_det(sin(x[0] * 3))}; }},
      {"linalg_det/batch", [](L x) { return V{linalg_det(sure(x[0]))}; }},
      {"linalg_slogdet", [](L x) { return pair_of(linalg_slogdet(sure(x[0]))); }},
      {"linalg_slogdet/batch", [](L x) { return pair_of(linalg_slogdet(-sure(sin(x[0] * 3)))); }},
      {"logdet", [](L x) { return V{logdet(definite(x[0]))}; }},
      {"linalg_cholesky", [](L x) { return V{linalg_cholesky(definite(x[0]))}; }},
      {"linalg_cholesky/upper", [](L x) { return V{linalg_cholesky(definite(x[0]), true)}; }},
      {"linalg_vector_norm", [](L x) { return V{linalg_vector_norm(x[0], 3)}; }},
      {"linalg_vector_norm/dim",
       [](L x) {
         return V{linalg_vector_norm(x[0], 1, IntArrayRef{0, 2}, true)};
       }},
      {"linalg_vector_norm/keepdim",
       [](L x) { return V{linalg_vector_norm(x[0], inf, std::nullopt, true)}; }},
      {"linalg_matrix_norm/columns", [](L x) { return V{linalg_matrix_norm(x[0], 1)}; }},
      {"linalg_matrix_norm/rows",
       [](L x) {
         return V{linalg_matrix_norm(x[0], inf, {0, 2}, true)};
       }},
      {"linalg_matrix_norm/least",
       [](L x) {
         return V{linalg_matrix_norm(sin(x[0] * 3), -1, {1, 0})};
       }},
      {"linalg_norm", [](L x) { return V{linalg_norm(x[0])}; }},
      {"linalg_norm/vector", [](L x) { return V{linalg_norm(x[0], 3)}; }},
      {"linalg_norm/matrix", [](L x) { return V{linalg_norm(sin(x[0] * 3), -inf)}; }},
      {"linalg_norm/dim", [](L x) { return V{linalg_norm(x[0], 1, IntArrayRef{1})}; }},
      {"vander/rising", [](L x) { return V{vander(x[0], std::nullopt, true)}; }},
  };
  return rows;
}

}  // namespace ember
