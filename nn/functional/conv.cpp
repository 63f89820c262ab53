#include <algorithm>
#include <ember/autograd/create.hpp>
#include <ember/autograd/im2col.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/conv.hpp>
#include <ember/nn/functional/piecewise.hpp>
#include <limits>

namespace ember::nn::functional {
namespace {

/// Images of a batch, with what has to be taken off the result again.
struct Images {
  Tensor batch;  ///< [batch, channels, height, width]
  bool batched, flat;
  Tensor like(Tensor result) const {
    if (flat) result = squeeze(result, 2);
    return batched ? result : squeeze(result, 0);
  }
};
template <size_t D> Images images_of(const char* op, const Tensor& input) {
  const auto rank = static_cast<int64_t>(D);
  require<ShapeError>(input.dim() == rank + 1 || input.dim() == rank + 2, op, ": needs ", rank + 1, " or ",
                      rank + 2, " dimensions: ", input.sizes());
  Images images{input, input.dim() == rank + 2, D == 1};
  if (!images.batched) images.batch = unsqueeze(images.batch, 0);
  if (images.flat) images.batch = unsqueeze(images.batch, 2);
  return images;
}

template <size_t D> std::array<int64_t, 2> pair_of(const ExpandingArray<D>& sizes, int64_t first) {
  if constexpr (D == 1)
    return {first, sizes[0]};
  else
    return *sizes;
}

/// sum over i of a[g, o, i] b[g, i, :] for each group g.
Tensor by_group(const Tensor& a, const Tensor& b) {
  if (a.size(0) == 1) return unsqueeze(mm(squeeze(a, 0), squeeze(b, 0)), 0);
  return bmm(a, b);
}

Tensor with_bias(const char* op, const Tensor& y, const Tensor& bias) {
  if (!bias.defined()) return y;
  require<ShapeError>(bias.dim() == 1 && bias.size(0) == y.size(1), op, ": bias has shape ", bias.sizes(),
                      ", needs [", y.size(1), "]");
  return y + reshape(bias, {1, -1, 1, 1});
}

template <size_t D>
Tensor convolution(const char* op, const Tensor& input, const Tensor& weight,
                   const ConvFuncOptions<D>& options) {
  require<ShapeError>(weight.dim() == static_cast<int64_t>(D) + 2, op, ": needs a weight of ", D + 2,
                      " dimensions: ", weight.sizes());
  Window window;
  window.kernel = D == 1 ? std::array<int64_t, 2>{1, weight.size(2)}
                         : std::array<int64_t, 2>{weight.size(2), weight.size(-1)};
  window.stride = pair_of(options.stride(), 1);
  window.dilation = pair_of(options.dilation(), 1);
  window.padding = pair_of(options.padding().sizes, 0);
  Tensor padded = input;
  if (options.padding().same) {
    require<ValueError>(window.stride[0] == 1 && window.stride[1] == 1, op,
                        ": padding 'same' needs stride 1: ", options.stride());
    std::vector<int64_t> around;
    for (size_t d = D; d-- > 0;) {
      const size_t axis = d + 2 - D;
      const int64_t total = window.dilation[axis] * (window.kernel[axis] - 1);
      around.insert(around.end(), {total / 2, total - total / 2});
    }
    padded = pad(input, PadFuncOptions(around));
  }
  const Images x = images_of<D>(op, padded);
  const int64_t groups = options.groups(), out = weight.size(0), in = x.batch.size(1),
                batch = x.batch.size(0);
  require<ValueError>(groups > 0 && out % groups == 0, op, ": ", groups, " groups do not divide ", out,
                      " output channels");
  require<ShapeError>(in == weight.size(1) * groups, op, ": weight ", weight.sizes(), " in ", groups,
                      " groups needs ", weight.size(1) * groups, " channels: input ", input.sizes());
  const int64_t down = window.count(op, 0, x.batch.size(2)), across = window.count(op, 1, x.batch.size(3));
  const Tensor columns = reshape(
                   im2col(x.batch, window),
                   {groups, in / groups * window.kernel[0] * window.kernel[1], batch * down * across}),
               y = by_group(reshape(weight, {groups, out / groups, columns.size(1)}), columns);
  return x.like(
      with_bias(op, transpose(reshape(y, {out, batch, down, across}), 0, 1).contiguous(), options.bias()));
}

template <size_t D>
Tensor transposed_convolution(const char* op, const Tensor& input, const Tensor& weight,
                              const ConvTransposeFuncOptions<D>& options) {
  require<ShapeError>(weight.dim() == static_cast<int64_t>(D) + 2, op, ": needs a weight of ", D + 2,
                      " dimensions: ", weight.sizes());
  const Images x = images_of<D>(op, input);
  Window window;
  window.kernel = D == 1 ? std::array<int64_t, 2>{1, weight.size(2)}
                         : std::array<int64_t, 2>{weight.size(2), weight.size(-1)};
  window.stride = pair_of(options.stride(), 1);
  window.dilation = pair_of(options.dilation(), 1);
  window.padding = pair_of(options.padding(), 0);
  const auto extra = pair_of(options.output_padding(), 0);
  const int64_t groups = options.groups(), in = weight.size(0), batch = x.batch.size(0);
  require<ShapeError>(in == x.batch.size(1) && groups > 0 && in % groups == 0, op, ": weight ",
                      weight.sizes(), " in ", groups, " groups does not fit the input ", input.sizes());
  std::array<int64_t, 2> size{};
  for (size_t d = 0; d < 2; ++d) {
    require<ValueError>(extra[d] == 0 || extra[d] < std::max(window.stride[d], window.dilation[d]), op,
                        ": output_padding ", extra[d], " must be below stride or dilation");
    size[d] = (x.batch.size(static_cast<int64_t>(d) + 2) - 1) * window.stride[d] - 2 * window.padding[d] +
              window.dilation[d] * (window.kernel[d] - 1) + extra[d] + 1;
  }
  const int64_t kernel = window.kernel[0] * window.kernel[1], out = weight.size(1);
  const int64_t windows = x.batch.size(2) * x.batch.size(3);
  const Tensor pixels = reshape(transpose(x.batch, 0, 1), {groups, in / groups, batch * windows}),
               weights = transpose(reshape(weight, {groups, in / groups, out * kernel}), 1, 2);
  const Tensor columns = reshape(by_group(weights, pixels), {groups * out, kernel, batch, windows});
  Tensor y;
  if (extra[0] < window.stride[0] && extra[1] < window.stride[1]) {
    y = col2im(columns, window, size[0], size[1]);
  } else {  // another window would fit: all that the windows reach, then cut and filled up
    const auto [p, q] = std::exchange(window.padding, {0, 0});
    y = pad(col2im(columns, window, size[0] + 2 * p - extra[0], size[1] + 2 * q - extra[1]),
            PadFuncOptions({-q, extra[1] - q, -p, extra[0] - p}));
  }
  return x.like(with_bias(op, y, options.bias()));
}

template <size_t D>
std::tuple<Tensor, Tensor> max_pool(const char* op, const Tensor& input, const MaxPoolOptions<D>& options) {
  const Images x = images_of<D>(op, input);
  const Window window{pair_of(options.kernel_size(), 1), pair_of(options.stride(), 1),
                      pair_of(options.padding(), 0), pair_of(options.dilation(), 1), options.ceil_mode()};
  for (size_t d = 0; d < 2; ++d)
    require<ValueError>(2 * window.padding[d] <= window.kernel[d], op, ": padding ", window.padding[d],
                        " is more than half of the kernel ", window.kernel[d]);
  const int64_t batch = x.batch.size(0), channels = x.batch.size(1), height = x.batch.size(2),
                width = x.batch.size(3), down = window.count(op, 0, height),
                across = window.count(op, 1, width);
  const Tensor columns = im2col(x.batch, window, -std::numeric_limits<double>::infinity());
  const auto [values, place] = max(columns, 1);  // [channels, batch, windows]
  Tensor index = empty(place.sizes(), kLong);
  const int64_t* at = place.data_ptr<int64_t>();
  bool padding_won = false;  // over pixels that are -inf too: then it is the first of these
  bool nothing = false;      // a window between the pixels
  const auto pixel = [&](size_t d, int64_t start, int64_t step) {
    const int64_t dilation = window.dilation[d];
    return start + std::max(step, start < 0 ? (dilation - 1 - start) / dilation : 0) * dilation;
  };
  for (int64_t i = 0; i < index.numel(); ++i) {
    const int64_t w = i % (down * across), k = at[i], y = w / across * window.stride[0] - window.padding[0],
                  z = w % across * window.stride[1] - window.padding[1],
                  row = pixel(0, y, k / window.kernel[1]), column = pixel(1, z, k % window.kernel[1]);
    padding_won |= row != y + k / window.kernel[1] * window.dilation[0] ||
                   column != z + k % window.kernel[1] * window.dilation[1];
    nothing |= row >= height || column >= width;
    index.data_ptr<int64_t>()[i] = row * width + column;
  }
  const auto shaped = [&](const Tensor& t) {
    return x.like(transpose(reshape(t, {channels, batch, down, across}), 0, 1).contiguous());
  };
  const Tensor where_from = shaped(index);
  const Tensor picked = padding_won && !nothing
                            ? reshape(gather(flatten(input, -static_cast<int64_t>(D)), -1,
                                             flatten(where_from, -static_cast<int64_t>(D))),
                                      where_from.sizes())
                            : shaped(values);
  return {piecewise(picked, input), where_from};
}

template <size_t D> Tensor avg_pool(const char* op, const Tensor& input, const AvgPoolOptions<D>& options) {
  const Images x = images_of<D>(op, input);
  Window window{pair_of(options.kernel_size(), 1),
                pair_of(options.stride(), 1),
                pair_of(options.padding(), 0),
                {1, 1},
                options.ceil_mode()};
  for (size_t d = 0; d < 2; ++d)
    require<ValueError>(2 * window.padding[d] <= window.kernel[d], op, ": padding ", window.padding[d],
                        " is more than half of the kernel ", window.kernel[d]);
  const int64_t batch = x.batch.size(0), channels = x.batch.size(1), height = x.batch.size(2),
                width = x.batch.size(3), down = window.count(op, 0, height),
                across = window.count(op, 1, width);
  const Tensor sums = sum(im2col(x.batch, window), {1});  // [channels, batch, windows]
  require<ValueError>(options.divisor_override() != 0, op, ": divisor_override must not be 0");
  Tensor mean;
  if (options.divisor_override()) {
    mean = sums / *options.divisor_override();
  } else if (options.count_include_pad() && !options.ceil_mode()) {
    mean = sums / (window.kernel[0] * window.kernel[1]);
  } else {
    // How many pixels count under each window: those of the image, or of the image with its padding.
    const bool padding = options.count_include_pad();
    Tensor counted =
        zeros({1, 1, height + 2 * window.padding[0], width + 2 * window.padding[1]}, x.batch.dtype());
    if (padding)
      counted.fill_(1);
    else
      counted.narrow(2, window.padding[0], height).narrow(3, window.padding[1], width).fill_(1);
    Tensor counts = zeros({down, across}, x.batch.dtype());
    for (int64_t i = 0; i < down; ++i) {
      for (int64_t j = 0; j < across; ++j) {
        const int64_t y = i * window.stride[0], z = j * window.stride[1];
        counts[i][j].copy_(counted.slice(2, y, y + window.kernel[0]).slice(3, z, z + window.kernel[1]).sum());
      }
    }
    mean = sums / reshape(counts, {-1});
  }
  return piecewise(x.like(transpose(reshape(mean, {channels, batch, down, across}), 0, 1).contiguous()),
                   input);
}

/// The means of `out` windows that cover dimension `dim`.
Tensor averaged(const Tensor& x, int64_t dim, int64_t out) {
  const int64_t in = x.size(dim);
  if (out == in) return x;
  std::vector<Tensor> means{narrow(x, dim, 0, 0)};
  for (int64_t i = 0; i < out; ++i) {
    const int64_t begin = i * in / out, end = ((i + 1) * in + out - 1) / out;
    means.push_back(mean(narrow(x, dim, begin, end - begin), dim, true));
  }
  return cat(means, dim);
}

template <size_t D>
Tensor adaptive_avg_pool(const char* op, const Tensor& input, const AdaptiveAvgPoolOptions<D>& options) {
  const Images x = images_of<D>(op, input);
  const int64_t to_rows = D == 1 ? 1 : options.output_size()[0].value_or(x.batch.size(2)),
                to_columns = options.output_size()[D - 1].value_or(x.batch.size(3));
  return piecewise(x.like(averaged(averaged(x.batch, 3, to_columns), 2, to_rows).contiguous()), input);
}

}  // namespace

Tensor conv1d(const Tensor& input, const Tensor& weight, const Conv1dFuncOptions& options) {
  return convolution("conv1d", input, weight, options);
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const Conv2dFuncOptions& options) {
  return convolution("conv2d", input, weight, options);
}
Tensor conv_transpose1d(const Tensor& input, const Tensor& weight,
                        const ConvTranspose1dFuncOptions& options) {
  return transposed_convolution("conv_transpose1d", input, weight, options);
}
Tensor conv_transpose2d(const Tensor& input, const Tensor& weight,
                        const ConvTranspose2dFuncOptions& options) {
  return transposed_convolution("conv_transpose2d", input, weight, options);
}
std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& input, const MaxPool1dFuncOptions& options) {
  return max_pool("max_pool1d", input, options);
}
std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& input, const MaxPool2dFuncOptions& options) {
  return max_pool("max_pool2d", input, options);
}
Tensor max_pool1d(const Tensor& input, const MaxPool1dFuncOptions& options) {
  return std::get<0>(max_pool("max_pool1d", input, options));
}
Tensor max_pool2d(const Tensor& input, const MaxPool2dFuncOptions& options) {
  return std::get<0>(max_pool("max_pool2d", input, options));
}
Tensor avg_pool1d(const Tensor& input, const AvgPool1dFuncOptions& options) {
  return avg_pool("avg_pool1d", input, options);
}
Tensor avg_pool2d(const Tensor& input, const AvgPool2dFuncOptions& options) {
  return avg_pool("avg_pool2d", input, options);
}
Tensor adaptive_avg_pool1d(const Tensor& input, const AdaptiveAvgPool1dFuncOptions& options) {
  return adaptive_avg_pool("adaptive_avg_pool1d", input, options);
}
Tensor adaptive_avg_pool2d(const Tensor& input, const AdaptiveAvgPool2dFuncOptions& options) {
  return adaptive_avg_pool("adaptive_avg_pool2d", input, options);
}

Tensor pad(const Tensor& input, const PadFuncOptions& options) {
  const std::vector<int64_t>& around = options.pad();
  require<ValueError>(around.size() % 2 == 0 && around.size() / 2 <= static_cast<size_t>(input.dim()),
                      "pad: needs two numbers per dimension: got ", around.size(), " for ", input.sizes());
  Tensor result = input;
  for (size_t i = 0; i < around.size() / 2; ++i) {
    const int64_t dim = -1 - static_cast<int64_t>(i), before = around[2 * i], after = around[2 * i + 1],
                  size = input.size(dim), padded = size + before + after;
    require<ShapeError>(padded >= 0, "pad: cuts ", -before - after, " of size ", size);
    if (options.mode() == PadMode::Constant || options.mode() == PadMode::Zeros) {
      if (before < 0 || after < 0)
        result = narrow(result, dim, std::max<int64_t>(-before, 0),
                        size + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0));
      for (const auto& [count, first] : {std::pair(before, true), std::pair(after, false)}) {
        if (count <= 0) continue;
        Dims shape(result.sizes());
        shape[static_cast<size_t>(result.dim() + dim)] = count;
        const Tensor border = full(shape, options.value(), input.dtype());
        result = first ? cat({border, result}, dim) : cat({result, border}, dim);
      }
      continue;
    }
    const bool reflect = options.mode() == PadMode::Reflect;
    const int64_t most = options.mode() == PadMode::Replicate ? padded : reflect ? size - 1 : size;
    require<ValueError>(before <= most && after <= most && before >= 0 && after >= 0, "pad: ", before,
                        " and ", after, " are more than this mode can make of size ", size);
    Tensor index = empty({padded}, kLong);
    for (int64_t j = 0; j < padded; ++j) {
      int64_t from = j - before;
      if (options.mode() == PadMode::Replicate) from = std::clamp<int64_t>(from, 0, size - 1);
      if (options.mode() == PadMode::Circular) from = (from + size) % size;
      if (reflect) from = from < 0 ? -from : from >= size ? 2 * (size - 1) - from : from;
      index.data_ptr<int64_t>()[j] = from;
    }
    result = index_select(result, dim, index);
  }
  if (options.mode() == PadMode::Reflect || options.mode() == PadMode::Replicate)
    return piecewise(result, input);
  return result;
}

}  // namespace ember::nn::functional
