#include <array>
#include <bit>
#include <cmath>

#include <ember/envs/random/generator.hpp>
#include <ember/envs/random/ziggurat_widths.hpp>

// The ziggurat of Marsaglia and Tsang (2000): the area under the density is cut into 256 layers of equal
// area. A point in a random layer is nearly always inside the part that lies wholly under the curve.
namespace ember::envs {
namespace {

struct Ziggurat {
  std::array<double, 256> width;
  std::array<double, 256> density;       // at the right edge of each layer
  std::array<std::uint64_t, 256> inner;  // mantissas below it lie wholly under the curve

  template <class Density> Ziggurat(const std::array<std::uint64_t, 256>& widths, double scale, Density f) {
    for (std::size_t i = 0; i < 256; ++i) width[i] = std::bit_cast<double>(widths[i]);
    density[0] = 1;
    for (std::size_t i = 1; i < 256; ++i) density[i] = f(width[i] * scale);
    for (std::size_t i = 0; i < 256; ++i) {
      const double ratio = i == 1 ? 0 : width[i == 0 ? 255 : i - 1] / width[i];
      inner[i] = static_cast<std::uint64_t>(std::floor(ratio * scale));
    }
  }
};

}  // namespace

double Generator::normal() {
  static const Ziggurat z(ziggurat::normal_widths, 0x1p52, [](double x) { return std::exp(-0.5 * x * x); });
  constexpr double tail = 3.6541528853610088;
  constexpr double tail_inverse = 0.27366123732975828;
  for (;;) {
    const std::uint64_t word = next64();
    const std::size_t layer = word & 0xff;
    const bool negative = word >> 8 & 1;
    const std::uint64_t mantissa = word >> 9 & 0xfffffffffffff;
    const double size = static_cast<double>(mantissa) * z.width[layer];
    const double x = negative ? -size : size;
    if (mantissa < z.inner[layer]) return x;
    if (layer == 0) {
      for (;;) {
        const double beyond = -tail_inverse * std::log1p(-uniform());
        const double height = -std::log1p(-uniform());
        if (height + height > beyond * beyond) return mantissa >> 8 & 1 ? -(tail + beyond) : tail + beyond;
      }
    }
    const double height = (z.density[layer - 1] - z.density[layer]) * uniform() + z.density[layer];
    if (height < std::exp(-0.5 * x * x)) return x;
  }
}

double Generator::exponential() {
  static const Ziggurat z(ziggurat::exponential_widths, 0x1p53, [](double x) { return std::exp(-x); });
  constexpr double tail = 7.69711747013104972;
  for (;;) {
    const std::uint64_t word = next64();
    const std::size_t layer = word >> 3 & 0xff;
    const std::uint64_t mantissa = word >> 11;
    const double x = static_cast<double>(mantissa) * z.width[layer];
    if (mantissa < z.inner[layer]) return x;
    if (layer == 0) return tail - std::log1p(-uniform());
    const double height = (z.density[layer - 1] - z.density[layer]) * uniform() + z.density[layer];
    if (height < std::exp(-x)) return x;
  }
}

}  // namespace ember::envs
