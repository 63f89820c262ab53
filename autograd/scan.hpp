// Running sums and products (https://pytorch.org/docs/1.13/torch.html#other-operations).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// y[i] = x[0] + ... + x[i] along `dim`; whole numbers and bools give int64. `dtype` converts first.
Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// y[i] = x[0] ... x[i] along `dim`, likewise; zeros have the right derivative.
Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// The product of all elements, or along `dim`, likewise; 1 of nothing.
Tensor prod(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);
Tensor prod(const Tensor& self, int64_t dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);

}  // namespace ember
