#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/policy.hpp>
#include <limits>

namespace ember::nn::functional {
namespace {

template <class T> T* data_of(const Tensor& t) {
  return t.defined() ? static_cast<T*>(t.impl().data) : nullptr;
}
Tensor dense(const Tensor& t) { return t.defined() ? detail::contiguous_copy(t) : t; }
/// [batch, n] with rows in order, or one row that stands for all: its stride is 0.
Tensor rows_of(const Tensor& t) { return t.strides()[0] == 0 && t.strides()[1] == 1 ? t : dense(t); }

// l = x[a], H = -sum_i e^(x_i) x_i: dx_i = dl [i = a] - dH e^(x_i) (1 + x_i)
class CategoricalBackward final : public NodeOf<1> {
 public:
  SavedTensor x;
  Tensor actions;
  std::string name() const override { return "CategoricalBackward"; }
  void release_saved() override { x.reset(); }
  size_t saved_bytes() const override { return x.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (GradMode::is_enabled()) {
      const Tensor log_p = x.unpack(*this), &dl = grad_out[0], &dH = grad_out[1];
      Tensor dx = zeros(log_p.sizes(), log_p.dtype());
      if (dH.defined()) {
        const double lowest = log_p.dtype() == kFloat
                                  ? static_cast<double>(std::numeric_limits<float>::lowest())
                                  : std::numeric_limits<double>::lowest();
        dx = -unsqueeze(dH, 1) * exp(log_p) * (1 + clamp_min(log_p, lowest));
      }
      grad_in[0] = dl.defined() ? scatter_add(dx, 1, unsqueeze(actions, 1), unsqueeze(dl, 1)) : dx;
      return;
    }
    const Tensor &log_p = x.peek(*this), dl = dense(grad_out[0]), dH = dense(grad_out[1]);
    grad_in[0] = detail::empty_like(log_p);
    dispatch_floating("categorical", log_p.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().categorical_backward(
          data_of<T>(grad_in[0]), data_of<const T>(dl), data_of<const T>(dH), data_of<const T>(log_p),
          data_of<const int64_t>(actions), log_p.sizes()[0], log_p.sizes()[1]);
    });
  }
};

// l = sum_i -(x - m)^2 / (2 s^2) - log s - log sqrt(2 pi), H = sum_i log s + constant:
// dx = -dl (x - m) / s^2, dm = dl (x - m) / s^2, ds = dl ((x - m)^2 / s^3 - 1 / s) + dH / s
class GaussianBackward final : public NodeOf<3> {
 public:
  SavedTensor x, mean, std;
  std::string name() const override { return "GaussianBackward"; }
  void release_saved() override {
    x.reset();
    mean.reset();
    std.reset();
  }
  size_t saved_bytes() const override { return x.bytes() + mean.bytes() + std.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (GradMode::is_enabled() || !grad_out[0].defined() || !grad_out[1].defined()) {
      const Tensor d = x.unpack(*this) - mean.unpack(*this), s = std.unpack(*this);
      const auto column = [&](const Tensor& g) {
        return g.defined() ? unsqueeze(g, 1) : zeros({1, 1}, s.dtype());
      };
      const Tensor dl = column(grad_out[0]), dH = column(grad_out[1]);
      if (wants(0)) grad_in[0] = -dl * d / square(s);
      if (wants(1)) grad_in[1] = dl * d / square(s);
      if (wants(2)) grad_in[2] = dl * (square(d) / (square(s) * s) - 1 / s) + dH / s;
      return;
    }
    const Tensor dl = dense(grad_out[0]), dH = dense(grad_out[1]), a = dense(x.peek(*this)),
                 m = dense(mean.peek(*this)), s = rows_of(std.peek(*this));
    for (size_t i = 0; i < 3; ++i)
      if (wants(i)) grad_in[i] = detail::empty_like(a);
    dispatch_floating("gaussian", a.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().gaussian_backward(
          data_of<T>(grad_in[0]), data_of<T>(grad_in[1]), data_of<T>(grad_in[2]), data_of<const T>(dl),
          data_of<const T>(dH), data_of<const T>(a), data_of<const T>(m), data_of<const T>(s), a.sizes()[0],
          a.sizes()[1], s.strides()[0]);
    });
  }
};

// y = -z^2 / 2 - s - 2 (log 2 - u - softplus(-2 u)) + constant, z = (u - m) e^-s:
// du = dy (2 - 4 sigmoid(-2 u) - z e^-s), dm = dy z e^-s, ds = dy (z^2 - 1)
class SquashedGaussianBackward final : public NodeOf<3> {
 public:
  SavedTensor u, mean, log_std;
  std::string name() const override { return "SquashedGaussianBackward"; }
  void release_saved() override {
    u.reset();
    mean.reset();
    log_std.reset();
  }
  size_t saved_bytes() const override { return u.bytes() + mean.bytes() + log_std.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor x = u.unpack(*this), m = mean.unpack(*this), s = log_std.unpack(*this);
    if (GradMode::is_enabled()) {
      const Tensor &dy = grad_out[0], slope = exp(-s), z = (x - m) * slope;
      if (wants(0)) grad_in[0] = dy * (2 - 4 * sigmoid(-2 * x) - z * slope);
      if (wants(1)) grad_in[1] = dy * z * slope;
      if (wants(2)) grad_in[2] = dy * (square(z) - 1);
      return;
    }
    const Tensor dy = dense(grad_out[0]), du = dense(x), dm = dense(m), ds = dense(s);
    for (size_t i = 0; i < 3; ++i)
      if (wants(i)) grad_in[i] = detail::empty_like(dy);
    dispatch_floating("squashed_gaussian", dy.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().squashed_backward(
          data_of<T>(grad_in[0]), data_of<T>(grad_in[1]), data_of<T>(grad_in[2]), data_of<const T>(dy),
          data_of<const T>(du), data_of<const T>(dm), data_of<const T>(ds), dy.numel());
    });
  }
};

}  // namespace

std::pair<Tensor, Tensor> categorical_log_prob_and_entropy(const Tensor& log_p, const Tensor& actions) {
  const OpTimer timer("categorical");
  constexpr const char* op = "categorical_log_prob_and_entropy";
  require<ShapeError>(log_p.dim() == 2 && actions.dim() == 1 && actions.sizes()[0] == log_p.sizes()[0], op,
                      ": needs [batch, n] and [batch]: got ", log_p.sizes(), " and ", actions.sizes());
  require<TypeError>(actions.dtype() == kLong, op, ": actions must be int64: got ", actions.dtype());
  const int64_t rows = log_p.sizes()[0], n = log_p.sizes()[1];
  const Tensor places = dense(actions), x = log_p.is_contiguous() ? log_p : contiguous(log_p);
  for (const int64_t *a = data_of<const int64_t>(places), *end = a + rows; a != end; ++a)
    require<IndexError>(*a >= 0 && *a < n, op, ": action ", *a, " is outside [0, ", n, ")");
  Tensor log_prob = detail::empty({rows}, x.dtype()), entropy = detail::empty({rows}, x.dtype());
  dispatch_floating(op, x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().categorical(data_of<T>(log_prob), data_of<T>(entropy), data_of<const T>(x),
                                          data_of<const int64_t>(places), rows, n);
  });
  if (auto* node = record<CategoricalBackward>(log_prob, x)) {
    node->outputs = 2;
    set_history(entropy, Ref<Node>(node), 1);
    node->x = SavedTensor(x);
    node->actions = places;
  }
  return {log_prob, entropy};
}

std::pair<Tensor, Tensor> gaussian_log_prob_and_entropy(const Tensor& x, const Tensor& mean,
                                                        const Tensor& std) {
  const OpTimer timer("gaussian");
  constexpr const char* op = "gaussian_log_prob_and_entropy";
  require<ShapeError>(x.dim() == 2 && x.sizes() == mean.sizes() && x.sizes() == std.sizes(), op,
                      ": needs three times [batch, n]: got ", x.sizes(), ", ", mean.sizes(), " and ",
                      std.sizes());
  require<TypeError>(x.dtype() == mean.dtype() && x.dtype() == std.dtype(), op,
                     ": dtypes differ: ", x.dtype(), ", ", mean.dtype(), " and ", std.dtype());
  const int64_t rows = x.sizes()[0], n = x.sizes()[1];
  const Tensor a = dense(x), m = dense(mean), s = rows_of(std);
  Tensor log_prob = detail::empty({rows}, x.dtype()), entropy = detail::empty({rows}, x.dtype());
  dispatch_floating(op, x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const auto& table = kernels::kernels_for<T>();
    const int64_t step = s.strides()[0], distinct = step == 0 && rows > 0 ? n : rows * n;
    const Tensor log_s = detail::empty({distinct}, x.dtype());
    const rules::Log log;
    table.unary[rules::UnaryRules::index_of<rules::Log>()](&log, data_of<T>(log_s), data_of<const T>(s),
                                                           distinct);
    table.gaussian(data_of<T>(log_prob), data_of<T>(entropy), data_of<const T>(a), data_of<const T>(m),
                   data_of<const T>(s), data_of<const T>(log_s), rows, n, step);
  });
  if (auto* node = record<GaussianBackward>(log_prob, x, mean, std)) {
    node->outputs = 2;
    set_history(entropy, Ref<Node>(node), 1);
    node->x = SavedTensor(x);
    node->mean = SavedTensor(mean);
    node->std = SavedTensor(std);
  }
  return {log_prob, entropy};
}

Tensor squashed_gaussian_log_density(const Tensor& u, const Tensor& mean, const Tensor& log_std) {
  const OpTimer timer("squashed_gaussian");
  require<ShapeError>(u.sizes() == mean.sizes() && u.sizes() == log_std.sizes(),
                      "squashed_gaussian_log_density: shapes differ: ", u.sizes(), ", ", mean.sizes(),
                      " and ", log_std.sizes());
  require<TypeError>(u.dtype() == mean.dtype() && u.dtype() == log_std.dtype(),
                     "squashed_gaussian_log_density: dtypes differ: ", u.dtype(), ", ", mean.dtype(), " and ",
                     log_std.dtype());
  const Tensor x = dense(u), m = dense(mean), s = dense(log_std);
  Tensor y = detail::empty_like(x);
  dispatch_floating("squashed_gaussian_log_density", x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().squashed(data_of<T>(y), data_of<const T>(x), data_of<const T>(m),
                                       data_of<const T>(s), x.numel());
  });
  if (auto* node = record<SquashedGaussianBackward>(y, u, mean, log_std)) {
    node->u = SavedTensor(u);
    node->mean = SavedTensor(mean);
    node->log_std = SavedTensor(log_std);
  }
  return y;
}

}  // namespace ember::nn::functional
