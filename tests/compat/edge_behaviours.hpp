// The rows of tests/oracle/compat/edge_behaviours.txt, each with the same done in Ember.
#pragma once

#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/inference_mode.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace edge {

inline std::string text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", std::isnan(value) ? std::abs(value) : value);
  return buffer;
}
template <class T>
requires std::is_arithmetic_v<T> std::string text(T value) { return text(static_cast<double>(value)); }
inline std::string text(const std::string& value) { return value; }
inline std::string text(const char* value) { return value; }
inline std::string text(ember::ScalarType type) {
  const std::map<ember::ScalarType, std::string> names{
      {ember::kFloat, "float32"}, {ember::kDouble, "float64"}, {ember::kLong, "int64"},
      {ember::kInt, "int32"},     {ember::kBool, "bool"},      {ember::kByte, "uint8"}};
  return names.at(type);
}
std::string text(const ember::Tensor& tensor);
template <class Parts> std::string text_of_each(const Parts& parts) {
  std::string all;
  for (const auto& part : parts) {
    if (!all.empty()) all.push_back(' ');
    all.append(text(part));
  }
  return all;
}
inline std::string text(ember::IntArrayRef sizes) { return text_of_each(sizes); }
inline std::string text(const std::vector<double>& values) { return text_of_each(values); }
inline std::string text(const ember::Tensor& tensor) {
  if (!tensor.defined()) return "None";
  const ember::Tensor dense = tensor.detach().to(ember::kDouble).contiguous();
  return text_of_each(
      std::vector<double>(dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()));
}
inline std::string text(const std::vector<ember::Tensor>& tensors) { return text_of_each(tensors); }
template <class... Parts>
requires(sizeof...(Parts) > 1) std::string text(const Parts&... parts) {
  return text_of_each(std::vector<std::string>{text(parts)...});
}

/// The gradient of f(x) by a leaf x of these values.
inline ember::Tensor gradient(std::initializer_list<ember::TensorLiteral> values,
                              const std::function<ember::Tensor(const ember::Tensor&)>& f) {
  const ember::Tensor x = ember::tensor(values, ember::requires_grad());
  return ember::autograd::grad({f(x).sum()}, {x})[0];
}

using Rows = std::map<int, std::function<std::string()>>;
Rows rows_of_tensors();   ///< 1 to 123
Rows rows_of_autograd();  ///< 124 to 157
Rows rows_of_layers();    ///< 158 to 224

}  // namespace edge
