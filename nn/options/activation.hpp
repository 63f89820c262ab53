// Options of the activations, with PyTorch's names and defaults
// (https://pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity).
#pragma once

#include <cstdint>
#include <ember/autograd/arg.hpp>
#include <string>

namespace ember::nn {

/// Of activations without a number: whether the input is overwritten.
struct InplaceOptions {
  InplaceOptions(bool inplace = false) : inplace_(inplace) {}
  EMBER_ARG(bool, inplace);
};
using ReLUOptions = InplaceOptions;
using ReLU6Options = InplaceOptions;
using SELUOptions = InplaceOptions;

/// Of activations that have nothing to choose.
struct NoOptions {};

struct LeakyReLUOptions {
  EMBER_ARG(double, negative_slope) = 0.01;
  EMBER_ARG(bool, inplace) = false;
};
/// alpha scales the negative part; also of CELU.
struct ELUOptions {
  EMBER_ARG(double, alpha) = 1;
  EMBER_ARG(bool, inplace) = false;
};
using CELUOptions = ELUOptions;
/// approximate: "none" for x Phi(x), "tanh" for its approximation.
struct GELUOptions {
  EMBER_ARG(std::string, approximate) = "none";
};
/// dim: the dimension that is halved.
struct GLUOptions {
  GLUOptions(int64_t dim = -1) : dim_(dim) {}
  EMBER_ARG(int64_t, dim);
};
/// Inputs in [-lambda, lambda] become 0; also of Softshrink.
struct ShrinkOptions {
  ShrinkOptions(double lambda = 0.5) : lambda_(lambda) {}
  EMBER_ARG(double, lambda);
};
using HardshrinkOptions = ShrinkOptions;
using SoftshrinkOptions = ShrinkOptions;
struct HardtanhOptions {
  EMBER_ARG(double, min_val) = -1;
  EMBER_ARG(double, max_val) = 1;
  EMBER_ARG(bool, inplace) = false;
};
/// dim: along which the results sum to 1.
struct SoftmaxOptions {
  SoftmaxOptions(int64_t dim) : dim_(dim) {}
  EMBER_ARG(int64_t, dim);
};
using SoftminOptions = SoftmaxOptions;
using LogSoftmaxOptions = SoftmaxOptions;
struct SoftplusOptions {
  EMBER_ARG(double, beta) = 1;
  EMBER_ARG(double, threshold) = 20;  ///< the identity where beta x is larger
};
struct ThresholdOptions {
  ThresholdOptions(double threshold, double value) : threshold_(threshold), value_(value) {}
  EMBER_ARG(double, threshold);
  EMBER_ARG(double, value);
  EMBER_ARG(bool, inplace) = false;
};
/// num_parameters: 1, or the number of channels.
struct PReLUOptions {
  EMBER_ARG(int64_t, num_parameters) = 1;
  EMBER_ARG(double, init) = 0.25;
};

/// The options as they are printed: "alpha=1, inplace=true".
inline std::string text_of(const NoOptions&) { return {}; }
std::string text_of(const InplaceOptions& options);
std::string text_of(const LeakyReLUOptions& options);
std::string text_of(const ELUOptions& options);
std::string text_of(const GELUOptions& options);
std::string text_of(const GLUOptions& options);
std::string text_of(const ShrinkOptions& options);
std::string text_of(const HardtanhOptions& options);
std::string text_of(const SoftmaxOptions& options);
std::string text_of(const SoftplusOptions& options);
std::string text_of(const ThresholdOptions& options);

}  // namespace ember::nn
