#pragma once

namespace ember {

/// Turns 16 numbers uniform on [0, 1) into 16 normal ones with the given mean and standard deviation (Box and
/// Muller, 1958): with u = 1 - x[j] and v = x[j + 8],
///   x[j] = sqrt(-2 log u) cos(2 pi v) std + mean,   x[j + 8] = sqrt(-2 log u) sin(2 pi v) std + mean.
/// The float form evaluates the single-precision polynomials of the Cephes library with fused multiply-adds
/// where PyTorch's AVX2 build has them, and gives its bits on every CPU. The double form calls libm.
void box_muller_16(float* x, float mean, float std);
void box_muller_16(double* x, double mean, double std);

}  // namespace ember
