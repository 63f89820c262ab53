#include <algorithm>
#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/random_fill.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <numeric>

namespace ember {
namespace {

/// Calls draw(generator) with the generator meant, which nobody else uses meanwhile.
template <class Draw> void with_generator(RandomSource source, const Draw& draw) {
  if (source.get() != nullptr)
    draw(*source.get());
  else
    draw(*DefaultGenerator());
}

/// The dimensions of a tensor in the order of its memory, largest stride first: PyTorch draws in that order.
Dims memory_order(const Tensor& self) {
  Dims order;
  for (int64_t d = 0; d < self.dim(); ++d) order.push_back(d);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return self.strides()[static_cast<size_t>(a)] > self.strides()[static_cast<size_t>(b)];
  });
  return order;
}

/// Fills `self` by draw(span, generator), a generic callable, in memory order.
template <class Draw>
Tensor& fill_drawn(const char* op, Tensor& self, RandomSource source, const Draw& draw) {
  check_writable(op, self);
  const Tensor ordered = [&] {
    const NoGradGuard guard;
    return self.is_contiguous() ? self : permute(self, memory_order(self));
  }();
  const Tensor drawn = ordered.is_contiguous() ? ordered : detail::empty(ordered.sizes(), self.dtype());
  with_generator(source, [&](Generator& generator) {
    dispatch(self.dtype(), [&](auto zero) {
      using T = decltype(zero);
      draw(std::span<T>(static_cast<T*>(drawn.impl().data), static_cast<size_t>(drawn.numel())), generator);
    });
  });
  if (!drawn.is_same(ordered)) detail::write(ordered, drawn);
  bump_version(self);
  if (is_recorded(self)) rebase_history(self, detail::alias(self, self.sizes(), self.strides(), 0));
  return self;
}

/// The same for the floating dtypes alone.
template <class Draw> Tensor& fill_real(const char* op, Tensor& self, RandomSource source, const Draw& draw) {
  require<TypeError>(self.is_floating_point(), op, ": needs a floating dtype: got ", self.dtype());
  return fill_drawn(op, self, source, [&]<class T>(std::span<T> out, Generator& generator) {
    if constexpr (std::is_floating_point_v<T>) draw(out, generator);
  });
}

Tensor finish(Tensor made, bool requires_grad) {
  if (requires_grad) made.set_requires_grad(true);
  return made;
}

TensorOptions like_options(const Tensor& like, const TensorOptions& options) {
  return options.has_dtype() ? options : options.dtype(like.dtype());
}

/// Made without gradients, so that it may be written first.
Tensor unwritten(IntArrayRef sizes, const TensorOptions& options, ScalarType by_default) {
  options.check_available();
  return detail::empty(sizes, options.dtype_opt().value_or(by_default));
}

void check_weights(const Tensor& weights) {
  dispatch_floating("multinomial", weights.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* w = weights.data_ptr<T>();
    const int64_t n = weights.size(-1);
    for (int64_t row = 0; row * n < weights.numel(); ++row) {
      T total = 0;
      for (int64_t i = 0; i < n; ++i) {
        const T weight = w[row * n + i];
        require<ValueError>(weight >= 0 && std::isfinite(weight),
                            "multinomial: a weight is negative or not finite: ", static_cast<double>(weight),
                            " at row ", row, ", category ", i);
        total += weight;
      }
      require<ValueError>(total > 0, "multinomial: the weights of row ", row, " sum to 0");
    }
  });
}

/// The categories with the largest quotients of weight and exponential number, largest first.
void draw_without_replacement(const Tensor& weights, const Tensor& out, int64_t draws, RandomSource source) {
  Tensor quotients = detail::empty(weights.sizes(), weights.dtype());
  exponential_(quotients, 1, source);
  const int64_t n = weights.size(-1);
  dispatch_floating("multinomial", weights.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* w = weights.data_ptr<T>();
    T* q = quotients.data_ptr<T>();
    for (int64_t i = 0; i < weights.numel(); ++i) q[i] = w[i] / q[i];
    std::vector<int64_t> order(static_cast<size_t>(n));
    for (int64_t row = 0; row * n < weights.numel(); ++row) {
      std::iota(order.begin(), order.end(), int64_t{0});
      const T* of_row = q + row * n;
      std::partial_sort(order.begin(), order.begin() + draws, order.end(),
                        [&](int64_t a, int64_t b) { return of_row[a] > of_row[b]; });
      std::copy_n(order.begin(), draws, out.data_ptr<int64_t>() + row * draws);
    }
  });
}

void check_distinct(const Tensor& weights, int64_t draws) {
  const Tensor choices = sum(weights > 0, {-1});
  const int64_t fewest = choices.numel() == 0 ? draws : min(choices).item<int64_t>();
  require<ValueError>(draws <= fewest, "multinomial: ", draws, " draws without replacement from ", fewest,
                      " categories of non-zero weight");
}

}  // namespace

Tensor& uniform_(Tensor& self, double from, double to, RandomSource source) {
  return fill_real("uniform_", self, source,
                   [&](auto out, Generator& generator) { fill_uniform(out, from, to, generator); });
}

Tensor& normal_(Tensor& self, double mean, double std, RandomSource source) {
  const bool in_blocks = self.is_contiguous();
  return fill_real("normal_", self, source, [&](auto out, Generator& generator) {
    if (in_blocks) return fill_normal(out, mean, std, generator);
    for (size_t i = 0; i < out.size(); i += 8)  // PyTorch draws one by one for other layouts
      fill_normal(out.subspan(i, std::min<size_t>(8, out.size() - i)), mean, std, generator);
  });
}

Tensor& log_normal_(Tensor& self, double mean, double std, RandomSource source) {
  return fill_real("log_normal_", self, source,
                   [&](auto out, Generator& generator) { fill_log_normal(out, mean, std, generator); });
}

Tensor& exponential_(Tensor& self, double lambd, RandomSource source) {
  return fill_real("exponential_", self, source,
                   [&](auto out, Generator& generator) { fill_exponential(out, lambd, generator); });
}

Tensor& cauchy_(Tensor& self, double median, double sigma, RandomSource source) {
  return fill_real("cauchy_", self, source,
                   [&](auto out, Generator& generator) { fill_cauchy(out, median, sigma, generator); });
}

Tensor& geometric_(Tensor& self, double p, RandomSource source) {
  return fill_real("geometric_", self, source,
                   [&](auto out, Generator& generator) { fill_geometric(out, p, generator); });
}

Tensor& bernoulli_(Tensor& self, double p, RandomSource source) {
  return fill_drawn("bernoulli_", self, source,
                    [&](auto out, Generator& generator) { fill_bernoulli(out, p, generator); });
}

Tensor& bernoulli_(Tensor& self, const Tensor& p, RandomSource source) {
  require<TypeError>(p.is_floating_point(), "bernoulli_: probabilities need a floating dtype: got ",
                     p.dtype());
  const NoGradGuard guard;
  const Tensor wide = expand(p, self.sizes()),
               ordered =
                   detail::contiguous_copy(self.is_contiguous() ? wide : permute(wide, memory_order(self)));
  return fill_drawn("bernoulli_", self, source, [&](auto out, Generator& generator) {
    dispatch_floating("bernoulli_", p.dtype(), [&](auto zero) {
      using P = decltype(zero);
      fill_bernoulli(out, std::span<const P>(ordered.data_ptr<P>(), out.size()), generator);
    });
  });
}

Tensor& random_(Tensor& self, int64_t from, int64_t to, RandomSource source) {
  require<ValueError>(from < to, "random_: needs from < to: ", from, " and ", to);
  return fill_drawn("random_", self, source,
                    [&](auto out, Generator& generator) { fill_integers(out, from, to, generator); });
}
Tensor& random_(Tensor& self, int64_t to, RandomSource source) { return random_(self, 0, to, source); }
Tensor& random_(Tensor& self, RandomSource source) {
  return fill_drawn("random_", self, source,
                    [&](auto out, Generator& generator) { fill_integers(out, generator); });
}

// ---------------------------------------------------------------------------- new tensors

Tensor rand(IntArrayRef sizes, const TensorOptions& options, RandomSource source) {
  Tensor made = unwritten(sizes, options, get_default_dtype());
  return finish(uniform_(made, 0, 1, source), options.requires_grad());
}
Tensor randn(IntArrayRef sizes, const TensorOptions& options, RandomSource source) {
  Tensor made = unwritten(sizes, options, get_default_dtype());
  return finish(normal_(made, 0, 1, source), options.requires_grad());
}
Tensor rand_like(const Tensor& like, const TensorOptions& options, RandomSource source) {
  return rand(like.sizes(), like_options(like, options), source);
}
Tensor randn_like(const Tensor& like, const TensorOptions& options, RandomSource source) {
  return randn(like.sizes(), like_options(like, options), source);
}

Tensor randint(int64_t low, int64_t high, IntArrayRef sizes, const TensorOptions& options,
               RandomSource source) {
  require<ValueError>(low < high, "randint: needs low < high: ", low, " and ", high);
  Tensor made = unwritten(sizes, options, kLong);
  return finish(random_(made, low, high, source), options.requires_grad());
}
Tensor randint(int64_t high, IntArrayRef sizes, const TensorOptions& options, RandomSource source) {
  return randint(0, high, sizes, options, source);
}
Tensor randint_like(const Tensor& like, int64_t low, int64_t high, const TensorOptions& options,
                    RandomSource source) {
  return randint(low, high, like.sizes(), like_options(like, options), source);
}

Tensor randperm(int64_t n, const TensorOptions& options, RandomSource source) {
  require<ValueError>(n >= 0, "randperm: number of elements is negative: ", n);
  const Tensor order = detail::empty({n}, kLong);
  with_generator(source, [&](Generator& generator) {
    fill_permutation(std::span<int64_t>(order.data_ptr<int64_t>(), static_cast<size_t>(n)), generator);
  });
  return finish(to(order, options.dtype_opt().value_or(kLong)), options.requires_grad());
}

Tensor normal(double mean, double std, IntArrayRef sizes, RandomSource source, const TensorOptions& options) {
  Tensor made = unwritten(sizes, options, get_default_dtype());
  return finish(normal_(made, mean, std, source), options.requires_grad());
}

Tensor normal(const Tensor& mean, const Tensor& std, RandomSource source) {
  const NoGradGuard guard;
  require<ValueError>(all(std >= 0).item<bool>(), "normal: a standard deviation is negative");
  const Dims shape = broadcast_shapes("normal", mean.sizes(), std.sizes());
  const Tensor unit = randn(shape, promote_types(mean.dtype(), std.dtype()), source);
  return unit * std + mean;
}
Tensor normal(const Tensor& mean, double std, RandomSource source) {
  require<ValueError>(std >= 0, "normal: the standard deviation is negative: ", std);
  const NoGradGuard guard;
  return randn(mean.sizes(), mean.dtype(), source) * std + mean;
}
Tensor normal(double mean, const Tensor& std, RandomSource source) {
  return normal(full_like(std, mean), std, source);
}

Tensor bernoulli(const Tensor& self, RandomSource source) {
  Tensor made = detail::empty_like(self);
  return bernoulli_(made, self.detach(), source);
}
Tensor bernoulli(const Tensor& self, double p, RandomSource source) {
  Tensor made = detail::empty_like(self);
  return bernoulli_(made, p, source);
}

Tensor multinomial(const Tensor& self, int64_t num_samples, bool replacement, RandomSource source) {
  require<TypeError>(self.is_floating_point(), "multinomial: weights need a floating dtype: got ",
                     self.dtype());
  require<ShapeError>(self.dim() == 1 || self.dim() == 2,
                      "multinomial: weights need 1 or 2 dimensions: shape ", self.sizes());
  require<ValueError>(num_samples > 0, "multinomial: number of draws must be positive: ", num_samples);
  const int64_t categories = self.size(-1);
  require<ValueError>(replacement || num_samples <= categories, "multinomial: ", num_samples,
                      " draws without replacement from ", categories, " categories");
  const Tensor weights = detail::contiguous_copy(self.detach());
  check_weights(weights);
  if (!replacement) check_distinct(weights, num_samples);
  Dims sizes(self.sizes());
  sizes[sizes.size() - 1] = num_samples;
  const Tensor out = detail::empty(sizes, kLong);
  if (!replacement && num_samples > 1) {
    draw_without_replacement(weights, out, num_samples, source);
    return out;
  }
  with_generator(source, [&](Generator& generator) {
    dispatch_floating("multinomial", self.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const std::span<int64_t> drawn(out.data_ptr<int64_t>(), static_cast<size_t>(out.numel()));
      const std::span<const T> from(weights.data_ptr<T>(), static_cast<size_t>(weights.numel()));
      if (!replacement)
        fill_multinomial_once(drawn, from, categories, generator);
      else
        fill_multinomial(drawn, from, categories, generator);
    });
  });
  return out;
}

}  // namespace ember
