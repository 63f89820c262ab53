// torch::linalg: the small linear algebra of at:: under shorter names
// (https://pytorch.org/docs/1.13/linalg.html).
#pragma once

#include <ember/compat/functions.hpp>

namespace torch::linalg {

inline Tensor cholesky(const Tensor& a) { return ember::linalg_cholesky(a); }
inline Tensor det(const Tensor& a) { return ember::linalg_det(a); }
inline std::tuple<Tensor, Tensor> slogdet(const Tensor& a) { return ember::linalg_slogdet(a); }
inline Tensor inv(const Tensor& a) { return ember::linalg_inv(a); }
inline Tensor solve(const Tensor& a, const Tensor& b) { return ember::linalg_solve(a, b); }
inline Tensor solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left = true,
                               bool unitriangular = false) {
  return ember::linalg_solve_triangular(a, b, upper, left, unitriangular);
}
inline Tensor matrix_power(const Tensor& a, int64_t n) { return ember::matrix_power(a, n); }
template <class... Arguments> Tensor norm(const Tensor& x, const Arguments&... arguments) {
  return ember::compat::functions::linalg_norm(x, arguments...);
}
template <class... Arguments> Tensor vector_norm(const Tensor& x, const Arguments&... arguments) {
  return ember::linalg_vector_norm(x, arguments...);
}
template <class... Arguments> Tensor matrix_norm(const Tensor& x, const Arguments&... arguments) {
  return ember::compat::functions::linalg_matrix_norm(x, arguments...);
}

}  // namespace torch::linalg
