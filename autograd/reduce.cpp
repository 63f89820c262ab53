#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

namespace ember {
namespace {

/// Which dimensions go, and the shapes with and without them.
struct Plan {
  IntArrayRef sizes;
  unsigned mask = 0;
  int64_t n = 1;  ///< elements reduced to one

  Plan(const char* op, const Tensor& self, IntArrayRef dims) : sizes(self.sizes()) {
    for (int64_t dim : dims) {
      const int64_t d = wrap_dim(op, dim, self.dim());
      require<ShapeError>((mask >> d & 1U) == 0, op, ": a dimension stands twice: ", dims);
      mask |= 1U << d;
    }
    if (dims.empty()) mask = (1U << self.dim()) - 1;
    for (size_t d = 0; d < sizes.size(); ++d) n *= is_gone(d) ? sizes[d] : 1;
  }
  bool is_gone(size_t d) const { return (mask >> d & 1U) != 0; }
  /// With reduced dimensions as 1, or without them.
  Dims shape(bool keepdim) const {
    Dims left;
    for (size_t d = 0; d < sizes.size(); ++d) {
      if (keepdim || !is_gone(d)) left.push_back(is_gone(d) ? 1 : sizes[d]);
    }
    return left;
  }
};

/// The elements laid out as [outer, n, inner] with the reduced ones in the middle.
struct Blocks {
  const void* data = nullptr;
  int64_t outer = 1, n = 1, inner = 1;

  Blocks(const Tensor& self, unsigned mask) {
    const auto rank = static_cast<size_t>(self.dim());
    if (mask + 1 == 1U << rank) {  // all of them
      keep(self);
      n = self.numel();
      return;
    }
    const auto is_reduced = [mask](size_t d) { return (mask >> d & 1U) != 0; };
    size_t first = rank, last = 0;
    for (size_t d = 0; d < rank; ++d) {
      if (!is_reduced(d)) continue;
      first = std::min(first, d);
      last = d + 1;
    }
    bool together = true;
    for (size_t d = first; d < last; ++d) together &= is_reduced(d) || self.sizes()[d] == 1;
    if (together) {
      keep(self);
      for (size_t d = 0; d < rank; ++d) (d < first ? outer : d < last ? n : inner) *= self.sizes()[d];
      return;
    }
    Dims order;
    for (size_t d = 0; d < rank; ++d) {
      if (!is_reduced(d)) order.push_back(static_cast<int64_t>(d));
    }
    for (size_t d = 0; d < rank; ++d) {
      if (is_reduced(d)) order.push_back(static_cast<int64_t>(d));
      (is_reduced(d) ? n : outer) *= self.sizes()[d];
    }
    const NoGradGuard guard;
    keep(permute(self, order));
  }
  template <class T> const T* elements() const { return static_cast<const T*>(data); }

 private:
  void keep(const Tensor& x) {
    if (!x.is_contiguous()) copy_ = detail::contiguous_copy(x);
    data = (copy_.defined() ? copy_ : x).impl().data;
  }
  Tensor copy_;
};

template <class T> void sum_into(T* out, const Blocks& blocks) {
  if constexpr (std::is_floating_point_v<T>) {
    kernels::kernels_for<T>().sum(out, blocks.elements<T>(), blocks.outer, blocks.n, blocks.inner);
  } else {
    const T* x = blocks.elements<T>();
    for (int64_t o = 0; o < blocks.outer; ++o) {
      for (int64_t i = 0; i < blocks.inner; ++i) {
        T total = 0;
        for (int64_t k = 0; k < blocks.n; ++k)
          total = static_cast<T>(total + x[(o * blocks.n + k) * blocks.inner + i]);
        out[o * blocks.inner + i] = total;
      }
    }
  }
}

// y = sum of x: dx = dy for every element summed
class SumBackward final : public NodeOf<1> {
 public:
  Dims sizes, kept;
  std::string name() const override { return "SumBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Tensor& g = grad_out[0];
    if (kept == sizes && g.sizes() == IntArrayRef(sizes))
      grad_in[0] = std::move(g);
    else
      grad_in[0] = expand(reshape(g, kept), sizes);
  }
};

// y = mean of n of x: dx = dy / n for every element
class MeanBackward final : public NodeOf<1> {
 public:
  Dims sizes, kept;
  int64_t n = 1;
  std::string name() const override { return "MeanBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = expand(reshape(std::move(grad_out[0]) / Scalar(n), kept), sizes);
  }
};

// y = sqrt(x): dx = dy / (2 y), and 0 where y = 0 (the root of a sum of squares that are all 0)
class RootBackward final : public NodeOf<1> {
 public:
  SavedTensor y;
  std::string name() const override { return "RootBackward"; }
  void release_saved() override { y.reset(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor root = y.unpack(*this);
    grad_in[0] = where(root == 0, 0, grad_out[0] / (root * 2));
  }
};

Tensor root_of_sum(const Tensor& x) {
  Tensor y;
  {
    const NoGradGuard guard;
    y = sqrt(x);
  }
  if (auto* node = record<RootBackward>(y, x)) node->y = SavedTensor::output(y);
  return y;
}

// y = x[argmax]: dx = dy at the index, 0 elsewhere
class SelectByIndexBackward final : public NodeOf<1> {
 public:
  Tensor index;
  Dims sizes;
  int64_t dim = 0;
  bool keepdim = false;
  const char* op = "";
  std::string name() const override { return op; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (sizes.empty()) {
      grad_in[0] = grad_out[0];
      return;
    }
    const Tensor g = keepdim ? grad_out[0] : unsqueeze(grad_out[0], dim),
                 at = keepdim ? index : unsqueeze(index, dim);
    grad_in[0] = scatter_add(zeros(sizes, g.dtype()), dim, at, g);
  }
};

// y = max of x: dx = dy shared by the elements equal to y
class ExtremumBackward final : public NodeOf<1> {
 public:
  SavedTensor x, y;
  Dims kept;
  Dims dims;
  std::string name() const override { return "ExtremumBackward"; }
  void release_saved() override {
    x.reset();
    y.reset();
  }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor from = x.unpack(*this), extremum = reshape(y.unpack(*this), kept);
    const Tensor equal =
        to(logical_or(from == extremum, logical_and(isnan(from), isnan(extremum))), from.dtype());
    const Tensor count = sum(equal, dims, true);
    grad_in[0] = reshape(grad_out[0], kept) / count * equal;
  }
};

template <bool largest, class T> void extremum_into(T* values, int64_t* index, const Blocks& blocks) {
  const T* x = blocks.elements<T>();
  if constexpr (std::is_floating_point_v<T>) {
    const auto& table = kernels::kernels_for<T>();
    (largest ? table.max : table.min)(values, index, x, blocks.outer, blocks.n, blocks.inner);
  } else {
    for (int64_t o = 0; o < blocks.outer; ++o) {
      for (int64_t i = 0; i < blocks.inner; ++i) {
        int64_t best = 0;
        const T* column = x + o * blocks.n * blocks.inner + i;
        for (int64_t k = 1; k < blocks.n; ++k) {
          if (largest ? column[k * blocks.inner] > column[best * blocks.inner]
                      : column[k * blocks.inner] < column[best * blocks.inner]) {
            best = k;
          }
        }
        values[o * blocks.inner + i] = column[best * blocks.inner];
        if (index != nullptr) index[o * blocks.inner + i] = best;
      }
    }
  }
}

template <bool largest>
std::tuple<Tensor, Tensor> extremum_along(const Tensor& self, int64_t dim, bool keepdim) {
  const OpTimer timer("max(dim)", self);
  const char* op = largest ? "max" : "min";
  const Plan plan(op, self, {dim});
  require<IndexError>(plan.n > 0, op, ": dimension ", dim, " is empty: shape ", self.sizes());
  Tensor values = detail::empty(plan.shape(keepdim), self.dtype()),
         index = detail::empty(plan.shape(keepdim), kLong);
  const Blocks blocks(self, plan.mask);
  dispatch(self.dtype(), [&](auto zero) {
    extremum_into<largest>(values.data_ptr<decltype(zero)>(), index.data_ptr<int64_t>(), blocks);
  });
  if (auto* node = record<SelectByIndexBackward>(values, self)) {
    node->op = largest ? "MaxBackward" : "MinBackward";
    node->index = index;
    node->sizes = self.sizes();
    node->dim = wrap_dim(op, dim, self.dim());
    node->keepdim = keepdim;
  }
  return {values, index};
}

template <bool largest> Tensor extremum_over(const Tensor& self, IntArrayRef dims, bool keepdim) {
  const char* op = largest ? "max" : "min";
  const Plan plan(op, self, dims);
  if (dims.empty())
    require<ValueError>(self.numel() > 0, op, ": the tensor is empty: shape ", self.sizes());
  else
    require<IndexError>(plan.n > 0, op, ": a reduced dimension is empty: shape ", self.sizes());
  Tensor out = detail::empty(plan.shape(keepdim), self.dtype());
  const Blocks blocks(self, plan.mask);
  dispatch(self.dtype(),
           [&](auto zero) { extremum_into<largest>(out.data_ptr<decltype(zero)>(), nullptr, blocks); });
  if (auto* node = record<ExtremumBackward>(out, self)) {
    node->x = SavedTensor(self);
    node->y = SavedTensor::output(out);
    node->kept = plan.shape(true);
    node->dims = Dims(dims);
  }
  return out;
}

template <bool largest>
Tensor index_of_extremum(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  const OpTimer timer("argmax", self);
  const char* op = largest ? "argmax" : "argmin";
  require<TypeError>(self.dtype() != kBool, op, ": not defined for bool");
  const NoGradGuard guard;
  if (dim) {
    require<IndexError>(self.numel() > 0 || self.size(*dim) > 0, op, ": dimension ", *dim,
                        " is empty: shape ", self.sizes());
    return std::get<1>(extremum_along<largest>(self, *dim, keepdim));
  }
  require<IndexError>(self.numel() > 0, op, ": the tensor is empty: shape ", self.sizes());
  const Tensor index = std::get<1>(extremum_along<largest>(reshape(self, {-1}), 0, false));
  return keepdim ? reshape(index, Plan(op, self, {}).shape(true)) : index;
}

Tensor truth_over(const char* op, const Tensor& self, IntArrayRef dims, bool keepdim, bool all) {
  const NoGradGuard guard;
  const Plan plan(op, self, dims);
  const Tensor hits = sum(detail::converted(detail::converted(self, kBool), kLong), dims, keepdim);
  const Tensor truth = all ? hits == Scalar(plan.n) : hits != Scalar(0);
  return self.dtype() == kByte ? detail::converted(truth, kByte) : truth;
}

}  // namespace

Tensor sum(const Tensor& self, IntArrayRef dims, bool keepdim, std::optional<ScalarType> dtype) {
  const OpTimer timer("sum", self);
  const ScalarType wanted = dtype.value_or(is_integral(self.dtype(), true) ? kLong : self.dtype());
  if (self.dtype() != wanted) return sum(to(self, wanted), dims, keepdim);
  const Plan plan("sum", self, dims);
  Tensor out = detail::empty(plan.shape(keepdim), wanted);
  const Blocks blocks(self, plan.mask);
  dispatch(wanted, [&](auto zero) { sum_into(static_cast<decltype(zero)*>(out.impl().data), blocks); });
  if (auto* node = record<SumBackward>(out, self)) {
    node->sizes = self.sizes();
    node->kept = plan.shape(true);
  }
  return out;
}
Tensor sum(const Tensor& self, std::optional<ScalarType> dtype) {
  return sum(self, IntArrayRef{}, false, dtype);
}

Tensor nansum(const Tensor& self, IntArrayRef dims, bool keepdim) {
  return sum(self.is_floating_point() ? where(isnan(self), 0, self) : self, dims, keepdim);
}
Tensor nanmean(const Tensor& self, IntArrayRef dims, bool keepdim) {
  require<TypeError>(self.is_floating_point(), "nanmean: needs a floating dtype: got ", self.dtype());
  return nansum(self, dims, keepdim) / sum(logical_not(isnan(self)), dims, keepdim);
}
Tensor count_nonzero(const Tensor& self, IntArrayRef dims) { return sum(self.detach() != 0, dims); }

Tensor sum_to(const Tensor& self, IntArrayRef shape) {
  if (self.sizes() == shape) return self;
  Dims dims;
  const auto extra = static_cast<size_t>(self.dim()) - shape.size();
  for (size_t d = 0; d < self.sizes().size(); ++d) {
    if (d < extra || (shape[d - extra] == 1 && self.sizes()[d] != 1)) dims.push_back(static_cast<int64_t>(d));
  }
  return reshape(sum(self, dims, true), shape);
}

Tensor mean(const Tensor& self, IntArrayRef dims, bool keepdim, std::optional<ScalarType> dtype) {
  const OpTimer timer("mean", self);
  const Tensor x = to(self, dtype.value_or(self.dtype()));
  require<TypeError>(x.is_floating_point(), "mean: needs a floating dtype: got ", x.dtype());
  const Plan plan("mean", self, dims);
  Tensor y;
  {
    const NoGradGuard guard;
    y = sum(x, dims, keepdim) / Scalar(plan.n);
  }
  if (auto* node = record<MeanBackward>(y, x)) {
    node->sizes = x.sizes();
    node->kept = plan.shape(true);
    node->n = plan.n;
  }
  return y;
}
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype) {
  return mean(self, IntArrayRef{}, false, dtype);
}

Tensor var(const Tensor& self, IntArrayRef dims, bool unbiased, bool keepdim) {
  const OpTimer timer("var", self);
  require<TypeError>(self.is_floating_point(), "var: needs a floating dtype: got ", self.dtype());
  const Plan plan("var", self, dims);
  const Tensor deviation = sub(self, mean(self, dims, true));
  const int64_t divisor = std::max<int64_t>(0, plan.n - (unbiased ? 1 : 0));
  if (self.dim() == 0 && divisor == 0) return (self - self.detach()) * INFINITY;  // NaN, with PyTorch's slope
  return div(sum(square(deviation), dims, keepdim), Scalar(divisor));
}
Tensor var(const Tensor& self, bool unbiased) { return var(self, IntArrayRef{}, unbiased, false); }
Tensor std(const Tensor& self, IntArrayRef dims, bool unbiased, bool keepdim) {
  return root_of_sum(var(self, dims, unbiased, keepdim));
}
Tensor std(const Tensor& self, bool unbiased) { return std(self, IntArrayRef{}, unbiased, false); }

Tensor max(const Tensor& self) { return extremum_over<true>(self, {}, false); }
Tensor min(const Tensor& self) { return extremum_over<false>(self, {}, false); }
std::tuple<Tensor, Tensor> max(const Tensor& self, int64_t dim, bool keepdim) {
  return extremum_along<true>(self, dim, keepdim);
}
std::tuple<Tensor, Tensor> min(const Tensor& self, int64_t dim, bool keepdim) {
  return extremum_along<false>(self, dim, keepdim);
}
Tensor amax(const Tensor& self, IntArrayRef dims, bool keepdim) {
  return extremum_over<true>(self, dims, keepdim);
}
Tensor amin(const Tensor& self, IntArrayRef dims, bool keepdim) {
  return extremum_over<false>(self, dims, keepdim);
}
std::tuple<Tensor, Tensor> aminmax(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  const Dims dims = dim ? Dims{*dim} : Dims{};
  return {amin(self, dims, keepdim), amax(self, dims, keepdim)};
}
Tensor argmax(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  return index_of_extremum<true>(self, dim, keepdim);
}
Tensor argmin(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  return index_of_extremum<false>(self, dim, keepdim);
}

Tensor any(const Tensor& self) { return truth_over("any", self, {}, false, false); }
Tensor all(const Tensor& self) { return truth_over("all", self, {}, false, true); }
Tensor any(const Tensor& self, int64_t dim, bool keepdim) {
  return truth_over("any", self, dim, keepdim, false);
}
Tensor all(const Tensor& self, int64_t dim, bool keepdim) {
  return truth_over("all", self, dim, keepdim, true);
}

Tensor norm(const Tensor& self, const Scalar& p, IntArrayRef dims, bool keepdim) {
  const OpTimer timer("norm", self);
  require<TypeError>(self.is_floating_point(), "norm: needs a floating dtype: got ", self.dtype());
  const double order = p.toDouble();
  if (order == 2) return root_of_sum(sum(square(self), dims, keepdim));
  if (order == 1 || (self.numel() == 0 && std::isinf(order))) return sum(abs(self), dims, keepdim);
  if (order == 0) return sum(to(self != 0, self.dtype()), dims, keepdim);
  if (order == std::numeric_limits<double>::infinity()) return amax(abs(self), dims, keepdim);
  if (order == -std::numeric_limits<double>::infinity()) return amin(abs(self), dims, keepdim);
  return pow(sum(pow(abs(self), p), dims, keepdim), Scalar(1 / order));
}
Tensor norm(const Tensor& self, const Scalar& p) { return norm(self, p, IntArrayRef{}, false); }

}  // namespace ember
