#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ember/envs/drawing/picture.hpp>

namespace ember::envs {

/// An image of `channels` bytes per pixel, row by row from the top: 1 grey, 3 red, green and blue.
struct Frame {
  int width = 0, height = 0, channels = 3;
  std::vector<std::uint8_t> pixels;

  std::uint8_t at(int x, int y, int channel = 0) const {
    return pixels[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(x)) *
                      static_cast<std::size_t>(channels) +
                  static_cast<std::size_t>(channel)];
  }
};

/// Paints a picture with antialiased edges, stretched to width x height pixels. Throws ValueError unless both
/// are in [1, 16384].
Frame rasterise(const Picture& picture, int width, int height);

/// Luminance of an RGB frame: 0.299 red + 0.587 green + 0.114 blue, rounded. A grey frame stays as it is.
Frame to_grey(const Frame& frame);

/// The frame as the bytes of a PNG file, uncompressed.
std::vector<std::uint8_t> to_png(const Frame& frame);

}  // namespace ember::envs
