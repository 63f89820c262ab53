// Initial values of parameters (https://pytorch.org/docs/stable/nn.init.html).
//
// All write in place, outside the graph, drawing from the process's generator (manual_seed) in PyTorch's
// order of draws, and return their tensor. Fan in and fan out are the numbers of inputs and outputs of a
// unit: [out, in] or [out, in, kernel...]. Throws ValueError for fewer than 2 dimensions where fans are
// needed.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <utility>

namespace ember {
namespace nn {

/// What follows a layer: chooses the gain. Its values are kLinear, kConv1D, ...
enum class Nonlinearity : int {};
/// Whether the variance is kept forward (in) or backward (out).
enum class FanMode { FanIn, FanOut };

}  // namespace nn

inline constexpr nn::Nonlinearity kLinear{0}, kConv1D{1}, kConv2D{2}, kConvTranspose1D{3},
    kConvTranspose2D{4}, kSigmoid{5}, kTanh{6}, kReLU{7}, kLeakyReLU{8}, kSELU{9};
inline constexpr auto kFanIn = nn::FanMode::FanIn, kFanOut = nn::FanMode::FanOut;

namespace nn::init {

/// 1 for linear, convolution and sigmoid, 5/3 for tanh, sqrt(2) for relu, sqrt(2 / (1 + param^2)) for leaky
/// relu of slope `param`, 3/4 for selu.
double calculate_gain(Nonlinearity nonlinearity, double param = 0.01);

Tensor constant_(Tensor tensor, Scalar value);
Tensor zeros_(Tensor tensor);
Tensor ones_(Tensor tensor);
/// The identity matrix. Throws ValueError unless 2 dimensions.
Tensor eye_(Tensor matrix);
/// U[low, high)
Tensor uniform_(Tensor tensor, double low = 0, double high = 1);
/// N(mean, std^2). Throws ValueError for std < 0.
Tensor normal_(Tensor tensor, double mean = 0, double std = 1);
/// U(-a, a), a = gain sqrt(6 / (fan_in + fan_out)); Glorot and Bengio (2010).
Tensor xavier_uniform_(Tensor tensor, double gain = 1);
/// N(0, gain^2 2 / (fan_in + fan_out))
Tensor xavier_normal_(Tensor tensor, double gain = 1);
/// U(-b, b), b = gain(nonlinearity, a) sqrt(3 / fan); He et al. (2015).
Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanMode mode = kFanIn,
                        Nonlinearity nonlinearity = kLeakyReLU);
/// N(0, gain(nonlinearity, a)^2 / fan)
Tensor kaiming_normal_(Tensor tensor, double a = 0, FanMode mode = kFanIn,
                       Nonlinearity nonlinearity = kLeakyReLU);
/// gain times a matrix with orthonormal rows, or columns when there are more rows, uniform over all of them:
/// the Q of a normal matrix with the signs that make the diagonal of R positive; Saxe et al. (2013).
Tensor orthogonal_(Tensor tensor, double gain = 1);
/// A share `sparsity` of every column 0, the rest N(0, std^2).
Tensor sparse_(Tensor matrix, double sparsity, double std = 0.01);

/// (fan_in, fan_out)
std::pair<int64_t, int64_t> fans(const Tensor& tensor);
/// The default of layers with a fan in: weight kaiming_uniform_(a = sqrt 5), bias (may be undefined) within
/// 1 / sqrt(fan_in), drawn in this order.
void reset_weight_and_bias(const Tensor& weight, const Tensor& bias);

}  // namespace nn::init
}  // namespace ember
