#include <cmath>
#include <cstring>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

Tensor finish(Tensor made, const TensorOptions& options) {
  options.check_available();
  if (options.requires_grad()) made.set_requires_grad(true);
  return made;
}

TensorOptions like_options(const Tensor& like, const TensorOptions& options) {
  return options.has_dtype() ? options : options.dtype(like.dtype());
}

template <class T> void fill_with(const Tensor& made, T value) {
  T* out = static_cast<T*>(made.impl().data);
  for (int64_t i = 0; i < made.numel(); ++i) out[i] = value;
}

}  // namespace

Tensor empty(IntArrayRef sizes, const TensorOptions& options) {
  return finish(detail::empty(sizes, options.dtype()), options);
}

Tensor zeros(IntArrayRef sizes, const TensorOptions& options) {
  Tensor made = detail::empty(sizes, options.dtype());
  std::memset(made.impl().data, 0, made.nbytes());
  return finish(std::move(made), options);
}

Tensor full(IntArrayRef sizes, const Scalar& value, const TensorOptions& options) {
  const ScalarType by_value = value.isFloatingPoint() ? get_default_dtype() : value.type();
  Tensor made = detail::empty(sizes, options.dtype_opt().value_or(by_value));
  detail::check_fits("full", value, made.dtype());
  dispatch(made.dtype(), [&](auto zero) { fill_with(made, value.to<decltype(zero)>()); });
  return finish(std::move(made), options);
}

Tensor ones(IntArrayRef sizes, const TensorOptions& options) {
  return full(sizes, 1, options.dtype(options.dtype()));
}

Tensor empty_like(const Tensor& like, const TensorOptions& options) {
  return empty(like.sizes(), like_options(like, options));
}
Tensor zeros_like(const Tensor& like, const TensorOptions& options) {
  return zeros(like.sizes(), like_options(like, options));
}
Tensor ones_like(const Tensor& like, const TensorOptions& options) {
  return ones(like.sizes(), like_options(like, options));
}
Tensor full_like(const Tensor& like, const Scalar& value, const TensorOptions& options) {
  return full(like.sizes(), value, like_options(like, options));
}

Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, const TensorOptions& options) {
  const double from = start.toDouble(), to = end.toDouble(), by = step.toDouble();
  require<ValueError>(by != 0, "arange: step is 0");
  require<ValueError>(std::isfinite(from) && std::isfinite(to), "arange: bounds must be finite: ", from,
                      " to ", to);
  require<ValueError>(by > 0 ? to >= from : to <= from, "arange: step ", by,
                      " leads away from the end: ", from, " to ", to);
  const bool whole = !start.isFloatingPoint() && !end.isFloatingPoint() && !step.isFloatingPoint();
  const auto count = static_cast<int64_t>(std::ceil((to - from) / by));
  Tensor made = detail::empty({count}, options.dtype_opt().value_or(whole ? kLong : get_default_dtype()));
  dispatch(made.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* out = made.data_ptr<T>();
    for (int64_t i = 0; i < count; ++i) {
      if (whole)
        out[i] = static_cast<T>(start.toLong() + i * step.toLong());
      else
        out[i] = static_cast<T>(from + static_cast<double>(i) * by);
    }
  });
  return finish(std::move(made), options);
}
Tensor arange(const Scalar& start, const Scalar& end, const TensorOptions& options) {
  return arange(start, end, 1, options);
}
Tensor arange(const Scalar& end, const TensorOptions& options) { return arange(0, end, 1, options); }

Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, const TensorOptions& options) {
  require<ValueError>(steps >= 0, "linspace: number of steps is negative: ", steps);
  Tensor made = detail::empty({steps}, options.dtype());
  dispatch(made.dtype(), [&](auto zero) {
    using T = decltype(zero);
    using Real = std::conditional_t<std::is_same_v<T, float>, float, double>;
    T* out = made.data_ptr<T>();
    const auto from = static_cast<Real>(start.to<T>()), to = static_cast<Real>(end.to<T>());
    const Real by = steps > 1 ? (to - from) / static_cast<Real>(steps - 1) : Real{0};
    // From both ends towards the middle, as PyTorch does, so that the last value is exactly `end`.
    for (int64_t i = 0; i < steps; ++i) {
      out[i] = static_cast<T>(i < steps / 2 || steps == 1 ? from + by * static_cast<Real>(i)
                                                          : to - by * static_cast<Real>(steps - i - 1));
    }
  });
  return finish(std::move(made), options);
}

Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps, double base,
                const TensorOptions& options) {
  const NoGradGuard guard;
  return finish(to(pow(base, linspace(start, end, steps, kDouble)), options.dtype()), options);
}

Tensor tril_indices(int64_t rows, int64_t columns, int64_t offset) {
  return contiguous(t(nonzero(tril(ones({rows, columns}), offset))));
}
Tensor triu_indices(int64_t rows, int64_t columns, int64_t offset) {
  return contiguous(t(nonzero(triu(ones({rows, columns}), offset))));
}

Tensor eye(int64_t n, int64_t m, const TensorOptions& options) {
  Tensor made = zeros({n, m}, options.requires_grad(false));
  dispatch(made.dtype(), [&](auto zero) {
    for (int64_t i = 0; i < std::min(n, m); ++i)
      made.data_ptr<decltype(zero)>()[i * m + i] = decltype(zero)(1);
  });
  return finish(std::move(made), options);
}
Tensor eye(int64_t n, const TensorOptions& options) { return eye(n, n, options); }

Tensor scalar_tensor(const Scalar& value, const TensorOptions& options) {
  return full({}, value, options.dtype(options.dtype()));
}

// ---------------------------------------------------------------------------- memory of others

Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, std::function<void(void*)> deleter,
                 const TensorOptions& options) {
  require<ShapeError>(sizes.size() == strides.size(), "from_blob: ", sizes.size(), " sizes, ", strides.size(),
                      " strides");
  const int64_t numel = checked_numel("from_blob", sizes);
  int64_t extent = numel == 0 ? 0 : 1;
  for (size_t d = 0; d < sizes.size() && numel > 0; ++d) extent += (sizes[d] - 1) * strides[d];
  struct Owner {
    std::function<void(void*)> deleter;
    void* data;
  };
  auto* owner = deleter ? new Owner{std::move(deleter), data} : nullptr;
  Tensor made = detail::empty({0}, options.dtype());
  made.impl().use_storage(Storage::wrap(
                              data, static_cast<size_t>(extent) * element_size(options.dtype()),
                              [](void* context) {
                                auto* held = static_cast<Owner*>(context);
                                if (held != nullptr) held->deleter(held->data);
                                delete held;
                              },
                              owner),
                          data);
  return finish(detail::alias(made, sizes, strides, 0), options);
}

Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& options) {
  return from_blob(data, sizes, strides, nullptr, options);
}
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter,
                 const TensorOptions& options) {
  return from_blob(data, sizes, contiguous_strides(sizes), std::move(deleter), options);
}
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options) {
  return from_blob(data, sizes, contiguous_strides(sizes), nullptr, options);
}

// ---------------------------------------------------------------------------- nested lists

TensorLiteral::TensorLiteral(std::initializer_list<TensorLiteral> parts)
    : sizes_{static_cast<int64_t>(parts.size())} {
  if (parts.size() == 0) return;
  const TensorLiteral& first = *parts.begin();
  for (int64_t size : first.sizes_) sizes_.push_back(size);
  dtype_ = first.dtype_;
  for (const TensorLiteral& part : parts) {
    require<ShapeError>(part.sizes_ == first.sizes_,
                        "tensor: parts of one list differ in shape: ", first.sizes_, " and ", part.sizes_);
    require<TypeError>(part.dtype_ == dtype_, "tensor: parts of one list differ in type");
    values_.insert(values_.end(), part.values_.begin(), part.values_.end());
  }
}

TensorLiteral::TensorLiteral(const std::vector<bool>& values)
    : sizes_{static_cast<int64_t>(values.size())}, dtype_(kBool) {
  for (const bool value : values) values_.emplace_back(value);
}

Tensor TensorLiteral::make(const TensorOptions& options) const {
  const ScalarType natural = dtype_ == ScalarType::Undefined ? get_default_dtype() : dtype_;
  Tensor made = detail::empty(sizes_, options.dtype_opt().value_or(natural));
  dispatch(made.dtype(), [&](auto zero) {
    for (size_t i = 0; i < values_.size(); ++i)
      made.data_ptr<decltype(zero)>()[i] = values_[i].to<decltype(zero)>();
  });
  return finish(std::move(made), options);
}

Tensor tensor(const TensorLiteral& values, const TensorOptions& options) { return values.make(options); }

}  // namespace ember
