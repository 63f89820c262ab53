// Windows of images as columns, and back: what convolutions and pooling are made of.
#pragma once

#include <array>
#include <ember/autograd/tensor.hpp>

namespace ember {

/// How windows lie over an image of height and width: sizes in that order, all in pixels.
struct Window {
  std::array<int64_t, 2> kernel{1, 1}, stride{1, 1}, padding{0, 0}, dilation{1, 1};
  /// Whether a last window may reach beyond the padding, as long as it begins inside the image or its first
  /// padding.
  bool ceil_mode = false;

  /// Number of windows along height (0) or width (1) of an image of that size. Throws ValueError for a
  /// kernel, stride or dilation below 1 or a negative padding, ShapeError when no window fits.
  int64_t count(const char* op, size_t axis, int64_t size) const;
};

/// The pixels under every window, `outside` beyond the image: [batch, channels, height, width] -> [channels,
/// kernel height * kernel width, batch, windows down * windows across].
Tensor im2col(const Tensor& images, const Window& window, double outside = 0);

/// The adjoint: sums the columns into images of the given height and width. Pixels under no window are 0.
Tensor col2im(const Tensor& columns, const Window& window, int64_t height, int64_t width);

}  // namespace ember
