#pragma once

#include <cstdint>
#include <span>

#include <ember/autograd/generator.hpp>

// Fills of contiguous memory that draw the same numbers as PyTorch's in-place random functions on the CPU,
// from the same generator state (https://pytorch.org/docs/1.13/torch.html#in-place-random-sampling). Element
// i of the result is the i-th element of a contiguous tensor. Where PyTorch multiplies and adds in one
// rounding on CPUs with FMA, so do these on every CPU: the bits do not depend on the instruction set.
//
// T is float or double unless said otherwise. All throw ValueError, before drawing anything, when a parameter
// is out of its range.
namespace ember {

/// Uniform on [low, high): 24 random bits for float, 53 for double. Wants low <= high.
template <class T> void fill_uniform(std::span<T> out, double low, double high, Generator& generator);

/// Normal with the given mean and standard deviation std >= 0. Below 16 elements one number after the other
/// by Generator::normal, which keeps every second one for later; from 16 on in blocks of 16 uniforms, of
/// which the first 8 give the radii and the last 8 the angles (float: PyTorch's AVX2 polynomials; double:
/// libm).
template <class T> void fill_normal(std::span<T> out, double mean, double std, Generator& generator);

/// Integers uniform on [low, high), wants low < high. T is float, double, int64_t, int32_t, uint8_t or bool.
/// From a range of 2^32 on, 64 bits are drawn per element (not for int32_t, uint8_t and bool), else 32.
template <class T> void fill_integers(std::span<T> out, int64_t low, int64_t high, Generator& generator);

/// Integers uniform on all that `random_()` gives: [0, largest T] or, for float and double, [0, 2^24] and [0,
/// 2^53].
template <class T> void fill_integers(std::span<T> out, Generator& generator);

/// A random order of 0 ... out.size() - 1, as `randperm`.
void fill_permutation(std::span<int64_t> out, Generator& generator);

/// 1 with the given probability in [0, 1], else 0. T as for fill_integers.
template <class T> void fill_bernoulli(std::span<T> out, double probability, Generator& generator);

/// Element i is 1 with probability[i], else 0. T as for fill_integers, P float or double; same sizes.
template <class T, class P>
void fill_bernoulli(std::span<T> out, std::span<const P> probability, Generator& generator);

/// Exponential with the given rate >= 0: density rate exp(-rate x).
template <class T> void fill_exponential(std::span<T> out, double rate, Generator& generator);

/// Number of trials until the first success, each with probability in (0, 1).
template <class T> void fill_geometric(std::span<T> out, double probability, Generator& generator);

/// Cauchy with the given median and half width sigma.
template <class T> void fill_cauchy(std::span<T> out, double median, double sigma, Generator& generator);

/// exp of a normal number with the given mean and std > 0.
template <class T> void fill_log_normal(std::span<T> out, double mean, double std, Generator& generator);

/// Draws from rows of weights [rows, categories] (not necessarily of sum 1) with replacement into out [rows,
/// draws], by the cumulative distribution, as `torch.multinomial(weights, draws, True)` and so
/// `Categorical.sample`. Throws ValueError for a negative or not finite weight, a row of sum 0, or sizes that
/// do not fit.
template <class T>
void fill_multinomial(std::span<int64_t> out, std::span<const T> weights, int64_t categories,
                      Generator& generator);

/// One draw per row of weights [rows, categories] into out [rows], as `torch.multinomial(weights, 1)`: the
/// largest quotient of a weight and an exponential number. Throws as fill_multinomial.
template <class T>
void fill_multinomial_once(std::span<int64_t> out, std::span<const T> weights, int64_t categories,
                           Generator& generator);

}  // namespace ember
