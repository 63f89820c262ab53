#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/region.hpp>
#include <ember/autograd/strided_loop.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

template <class To, class From> To convert(From value) {
  if constexpr (std::is_same_v<To, bool>)
    return value != From{0};
  else
    return static_cast<To>(value);
}

template <class To, class From>
void copy_strided(To* out, const From* in, const detail::StridedLoop<2>& loop) {
  const int64_t to_step = loop.step(0), from_step = loop.step(1);
  loop.for_each_row([&](const std::array<int64_t, 2>& at, int64_t n) {
    To* to = out + at[0];
    const From* from = in + at[1];
    if (to_step == 1 && from_step == 1) {
      if constexpr (std::is_same_v<To, From>) {
        std::memcpy(to, from, static_cast<size_t>(n) * sizeof(To));
      } else {
        for (int64_t i = 0; i < n; ++i) to[i] = convert<To>(from[i]);
      }
    } else {
      for (int64_t i = 0; i < n; ++i) to[i * to_step] = convert<To>(from[i * from_step]);
    }
  });
}

// d clone(x) = dx
class CloneBackward final : public NodeOf<1> {
 public:
  std::string name() const override { return "CloneBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override { grad_in[0] = grad_out[0]; }
};

// d x.to(dtype) = dx, in the dtype of x
class ToBackward final : public NodeOf<1> {
 public:
  ScalarType dtype;
  std::string name() const override { return "ToCopyBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = to(grad_out[0], dtype);
  }
};

// y = new values b written over a: da = 0, db = dy
class CopyBackward final : public NodeOf<2> {
 public:
  std::string name() const override { return "CopyBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (wants(0)) grad_in[0] = zeros_like(grad_out[0]);
    if (wants(1)) grad_in[1] = std::move(grad_out[0]);
  }
};

}  // namespace

namespace detail {

void write(const Tensor& self, const Tensor& source) {
  const StridedLoop<2> loop(self.sizes(), {self.strides(), source.strides()});
  dispatch(self.dtype(), [&](auto to_zero) {
    dispatch(source.dtype(), [&](auto from_zero) {
      copy_strided(static_cast<decltype(to_zero)*>(self.impl().data),
                   static_cast<const decltype(from_zero)*>(source.impl().data), loop);
    });
  });
}

void write_sum(const Tensor& self, const Tensor& source) {
  const StridedLoop<2> loop(self.sizes(), {self.strides(), source.strides()});
  const int64_t to_step = loop.step(0), from_step = loop.step(1);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    loop.for_each_row([&](const std::array<int64_t, 2>& at, int64_t n) {
      T* to = static_cast<T*>(self.impl().data) + at[0];
      const T* from = static_cast<const T*>(source.impl().data) + at[1];
      for (int64_t i = 0; i < n; ++i) to[i * to_step] = static_cast<T>(to[i * to_step] + from[i * from_step]);
    });
  });
}

Tensor contiguous_copy(const Tensor& self) {
  if (self.is_contiguous()) return self;
  Tensor copy = empty(self.sizes(), self.dtype());
  write(copy, self);
  return copy;
}

Tensor converted(const Tensor& self, ScalarType dtype) {
  if (self.dtype() == dtype) return contiguous_copy(self);
  Tensor copy = empty(self.sizes(), dtype);
  write(copy, self);
  return copy;
}

}  // namespace detail

bool Region::overlaps() const {
  // Sorted by stride, each dimension must step over all that the smaller ones reach.
  Dims order;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 0) return false;
    if (sizes[d] == 1) continue;
    size_t at = 0;
    while (at < order.size() && strides[static_cast<size_t>(order[at])] < strides[d]) ++at;
    order.insert(at, static_cast<int64_t>(d));
  }
  int64_t reach = 0;
  for (int64_t d : order) {
    const auto i = static_cast<size_t>(d);
    if (strides[i] <= reach) return true;
    reach += (sizes[i] - 1) * strides[i];
  }
  return false;
}

void record_identity(const Tensor& output, const Tensor& input) { record<CloneBackward>(output, input); }

Tensor clone(const Tensor& self) {
  const OpTimer timer("clone", self);
  Tensor copy = detail::empty(self.sizes(), self.dtype());
  detail::write(copy, self);
  record<CloneBackward>(copy, self);
  return copy;
}

Tensor contiguous(const Tensor& self) { return self.is_contiguous() ? self : clone(self); }

Tensor to(const Tensor& self, ScalarType dtype) {
  if (self.dtype() == dtype) return self;
  Tensor copy = detail::empty(self.sizes(), dtype);
  detail::write(copy, self);
  if (is_floating_point(dtype)) {
    if (auto* node = record<ToBackward>(copy, self)) node->dtype = self.dtype();
  }
  return copy;
}

Tensor& copy_(Tensor& self, const Tensor& source) {
  const OpTimer timer("copy_", self, source);
  check_writable("copy_", self);
  const Tensor values = expand(source, self.sizes());
  if (is_recorded(self, source)) {
    // The history that self continues with: the source's, and a derivative of 0 by what was there.
    const Tensor result = clone(to(values, self.dtype()));
    const bool joins = self.requires_grad() && !self.is_view();
    const Tensor history = joins ? detail::alias(result, result.sizes(), result.strides(), 0) : result;
    if (joins) record<CopyBackward>(history, self, result);
    detail::write(self, result);
    bump_version(self);
    rebase_history(self, history);
  } else {
    detail::write(self, self.is_alias_of(source) ? detail::contiguous_copy(clone(values)) : values);
    bump_version(self);
  }
  return self;
}

}  // namespace ember
