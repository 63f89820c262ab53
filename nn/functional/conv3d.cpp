#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/shape.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/conv.hpp>

namespace ember::nn::functional {
namespace {

/// The last two of three numbers.
ExpandingArray<2> plane(const ExpandingArray<3>& of) { return {of[1], of[2]}; }

/// [batch, channels, depth, height, width] as images [batch depth, channels, height, width], and back.
Tensor planes(const Tensor& x) { return flatten(transpose(x, 1, 2), 0, 1); }
Tensor stacked(const Tensor& images, int64_t batch) {
  return transpose(unflatten(images, 0, {batch, -1}), 1, 2);
}

void check_sizes(const char* op, const Tensor& input, const Tensor& weight) {
  require<ShapeError>((input.dim() == 4 || input.dim() == 5) && weight.dim() == 5, op,
                      ": needs an input of 4 or 5 dimensions and a weight of 5: ", input.sizes(), " with ",
                      weight.sizes());
}
Tensor with_bias(const Tensor& y, const Tensor& bias, bool batched) {
  const Tensor sum = bias.defined() ? y + reshape(bias, {-1, 1, 1, 1}) : y;
  return batched ? sum : squeeze(sum, 0);
}

}  // namespace

Tensor conv3d(const Tensor& input, const Tensor& weight, const Conv3dFuncOptions& options) {
  check_sizes("conv3d", input, weight);
  const bool batched = input.dim() == 5;
  Tensor x = batched ? input : unsqueeze(input, 0);
  ExpandingArray<3> around = options.padding().sizes;
  if (options.padding().same) {
    std::vector<int64_t> pads;
    for (size_t d = 3; d-- > 0;) {
      require<ValueError>(options.stride()[d] == 1,
                          "conv3d: padding 'same' needs stride 1: ", options.stride());
      const int64_t total = options.dilation()[d] * (weight.size(static_cast<int64_t>(d) + 2) - 1);
      pads.insert(pads.end(), {total / 2, total - total / 2});
    }
    x = pad(x, PadFuncOptions(pads));
    around = 0;
  }
  x = pad(x, PadFuncOptions({0, 0, 0, 0, around[0], around[0]}));
  const int64_t kernel = weight.size(2), dilation = options.dilation()[0], stride = options.stride()[0],
                room = x.size(2) - dilation * (kernel - 1) - 1;
  require<ShapeError>(room >= 0 && stride > 0, "conv3d: kernel ", weight.sizes(),
                      " is larger than the input ", input.sizes());
  const auto flat = Conv2dFuncOptions()
                        .stride(plane(options.stride()))
                        .padding(plane(around))
                        .dilation(plane(options.dilation()))
                        .groups(options.groups());
  Tensor y;
  for (int64_t k = 0; k < kernel; ++k) {
    const Tensor slab = slice(x, 2, k * dilation, k * dilation + room + 1, stride);
    const Tensor part = stacked(conv2d(planes(slab), select(weight, 2, k), flat), x.size(0));
    y = y.defined() ? y + part : part;
  }
  return with_bias(y, options.bias(), batched);
}

Tensor conv_transpose3d(const Tensor& input, const Tensor& weight,
                        const ConvTranspose3dFuncOptions& options) {
  check_sizes("conv_transpose3d", input, weight);
  const bool batched = input.dim() == 5;
  const Tensor x = batched ? input : unsqueeze(input, 0);
  const int64_t kernel = weight.size(2), dilation = options.dilation()[0], stride = options.stride()[0],
                cut = options.padding()[0],
                reach = (x.size(2) - 1) * stride + dilation * (kernel - 1) + options.output_padding()[0] + 1;
  require<ShapeError>(reach > 2 * cut, "conv_transpose3d: padding ", cut, " leaves nothing of the depth ",
                      reach);
  const auto flat = ConvTranspose2dFuncOptions()
                        .stride(plane(options.stride()))
                        .padding(plane(options.padding()))
                        .output_padding(plane(options.output_padding()))
                        .dilation(plane(options.dilation()))
                        .groups(options.groups());
  Tensor y;
  for (int64_t k = 0; k < kernel; ++k) {
    const Tensor part = stacked(conv_transpose2d(planes(x), select(weight, 2, k), flat), x.size(0));
    if (!y.defined()) {
      Dims shape(part.sizes());
      shape[2] = reach;
      y = zeros(shape, part.dtype());
    }
    y = index_add(y, 2, arange(x.size(2)) * stride + k * dilation, part);
  }
  return with_bias(narrow(y, 2, cut, reach - 2 * cut), options.bias(), batched);
}

}  // namespace ember::nn::functional
