#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ember::envs {

/// Shrinks an image of bytes by averaging over areas: each pixel of the result is the mean of the part of the
/// source it covers, weighted by how much of each pixel it covers and rounded to the nearest byte (what
/// OpenCV calls INTER_AREA). `source` is [height, width, channels]; the result [new_height, new_width,
/// channels]. Throws ShapeError if `source` has another size, ValueError if a size is below 1 or the result
/// is larger.
std::vector<std::uint8_t> resize_area(std::span<const std::uint8_t> source, std::int64_t height,
                                      std::int64_t width, std::int64_t channels, std::int64_t new_height,
                                      std::int64_t new_width);

}  // namespace ember::envs
