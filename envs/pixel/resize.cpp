#include <ember/envs/pixel/resize.hpp>

#include <algorithm>
#include <cmath>

#include <ember/envs/environment.hpp>

namespace ember::envs {
namespace {

struct Share {
  std::size_t from, to;
  float weight;
};

// How much of each source pixel lies in each pixel of the result, along one axis.
std::vector<Share> shares(std::int64_t size, std::int64_t new_size) {
  std::vector<Share> out;
  const double scale = static_cast<double>(size) / static_cast<double>(new_size);
  for (std::int64_t to = 0; to < new_size; ++to) {
    const double first = static_cast<double>(to) * scale,
                 last = std::min(first + scale, static_cast<double>(size));
    for (auto from = static_cast<std::int64_t>(first); from < size && static_cast<double>(from) < last;
         ++from) {
      const double left = std::max(first, static_cast<double>(from));
      const double right = std::min(last, static_cast<double>(from + 1));
      if (right - left < 1e-9) continue;
      out.push_back({static_cast<std::size_t>(from), static_cast<std::size_t>(to),
                     static_cast<float>((right - left) / (last - first))});
    }
  }
  return out;
}

}  // namespace

std::vector<std::uint8_t> resize_area(std::span<const std::uint8_t> source, std::int64_t height,
                                      std::int64_t width, std::int64_t channels, std::int64_t new_height,
                                      std::int64_t new_width) {
  if (height < 1 || width < 1 || channels < 1 || new_height < 1 || new_width < 1 || new_height > height ||
      new_width > width) {
    throw ValueError("resize_area: sizes must be positive and not grow: " + std::to_string(height) + " x " +
                     std::to_string(width) + " to " + std::to_string(new_height) + " x " +
                     std::to_string(new_width));
  }
  require_size("resize_area: source", source.size(), static_cast<std::size_t>(height * width * channels));
  const auto depth = static_cast<std::size_t>(channels);
  const std::size_t row = static_cast<std::size_t>(width) * depth,
                    new_row = static_cast<std::size_t>(new_width) * depth;
  const std::vector<Share> across = shares(width, new_width);
  std::vector<float> sums(static_cast<std::size_t>(new_height) * new_row, 0.0f);
  std::vector<float> narrow(new_row);
  for (std::size_t y = 0, done = static_cast<std::size_t>(height);
       const Share& down : shares(height, new_height)) {
    y = down.from;
    if (y != done) {
      std::fill(narrow.begin(), narrow.end(), 0.0f);
      for (const Share& share : across) {
        for (std::size_t c = 0; c < depth; ++c) {
          narrow[share.to * depth + c] +=
              share.weight * static_cast<float>(source[y * row + share.from * depth + c]);
        }
      }
      done = y;
    }
    for (std::size_t i = 0; i < new_row; ++i) sums[down.to * new_row + i] += down.weight * narrow[i];
  }
  std::vector<std::uint8_t> out(sums.size());
  std::transform(sums.begin(), sums.end(), out.begin(), [](float v) {
    return static_cast<std::uint8_t>(std::clamp(std::nearbyint(v), 0.0f, 255.0f));
  });
  return out;
}

}  // namespace ember::envs
