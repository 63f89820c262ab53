#include <ember/envs/classic/rounding.hpp>

namespace ember::envs {

SinCos numpy_sincos(float x) {
  constexpr float magic = 0x1.8p+23f;  // adding and subtracting it rounds to a whole number
  const float turns = (x * 0x1.45f306p-1f + magic) - magic;
  float r = std::fma(turns, -0x1.921fb0p+00f, x);
  r = std::fma(turns, -0x1.5110b4p-22f, r);
  r = std::fma(turns, -0x1.846988p-48f, r);
  const float square = r * r;

  float cosine = std::fma(0x1.98e616p-16f, square, -0x1.6c06dcp-10f);
  cosine = std::fma(cosine, square, 0x1.55553cp-05f);
  cosine = std::fma(cosine, square, -0.5f);
  cosine = std::fma(cosine, square, 1.0f);

  float sine = std::fma(0x1.7d3bbcp-19f, square, -0x1.a06bbap-13f);
  sine = std::fma(sine, square, 0x1.11119ap-07f);
  sine = std::fma(sine, square, -0x1.555556p-03f);
  sine = std::fma(sine * square, r, r);

  switch (static_cast<int>(turns) & 3) {
    case 0: return {sine, cosine};
    case 1: return {cosine, -sine};
    case 2: return {-sine, -cosine};
    default: return {-cosine, sine};
  }
}

}  // namespace ember::envs
