// Running sums and products (https://pytorch.org/docs/1.13/torch.html#other-operations).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// y[i] = x[0] + ... + x[i] along `dim`; whole numbers and bools give int64. `dtype` converts first.
Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// y[i] = x[0] ... x[i] along `dim`, likewise; zeros have the right derivative.
Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// y[i] = log(e^x[0] + ... + e^x[i]) along `dim`, without overflow. Throws TypeError unless floating.
Tensor logcumsumexp(const Tensor& self, int64_t dim);
/// The largest, the smallest of x[0] ... x[i] along `dim`, and its index: the last of equal ones, a NaN where
/// there is one. The gradient goes to the index returned.
std::tuple<Tensor, Tensor> cummax(const Tensor& self, int64_t dim);
std::tuple<Tensor, Tensor> cummin(const Tensor& self, int64_t dim);
/// x[i + 1] - x[i] along `dim`, n times; `prepend` and `append`, if defined, are first joined to x. Throws
/// ValueError for n < 0.
Tensor diff(const Tensor& self, int64_t n = 1, int64_t dim = -1, const Tensor& prepend = {},
            const Tensor& append = {});
/// The product of all elements, or along `dim`, likewise; 1 of nothing.
Tensor prod(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);
Tensor prod(const Tensor& self, int64_t dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);

}  // namespace ember
