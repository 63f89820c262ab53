#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/autograd/turned_copy.hpp>
#include <memory>

namespace ember {
namespace {

constexpr int64_t least_outputs = 16, most_bytes = int64_t{1} << 20;
constexpr int worth_it = 3;  // the first uses may be the only ones: training changes weights after each

struct Lock {
  std::atomic_flag& flag;
  explicit Lock(std::atomic_flag& busy) : flag(busy) {
    while (flag.test_and_set(std::memory_order_acquire)) flag.wait(true, std::memory_order_relaxed);
  }
  ~Lock() {
    flag.clear(std::memory_order_release);
    flag.notify_one();
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
};

}  // namespace

Ref<Storage> TurnedCopy::of(const Tensor& weight) {
  const TensorImpl& w = weight.impl();
  Storage& storage = *w.storage;
  const int64_t rows = w.sizes[0], columns = w.sizes[1];
  if (!w.contiguous || storage.is_exposed() || rows < least_outputs ||
      rows * columns * static_cast<int64_t>(weight.itemsize()) > most_bytes)
    return {};
  TurnedCopy* copy = storage.turned.load(std::memory_order_acquire);
  if (copy == nullptr) {
    auto made = std::make_unique<TurnedCopy>();
    if (storage.turned.compare_exchange_strong(copy, made.get(), std::memory_order_acq_rel))
      copy = made.release();
  }
  return copy->use(weight, {w.data, rows, columns, storage.version()});
}

Ref<Storage> TurnedCopy::use(const Tensor& weight, const Source& now) {
  const Lock lock(busy_);
  if (now != made_of_) {
    made_of_ = now;
    uses_ = 0;
  }
  if (uses_ >= worth_it) return elements_;
  if (++uses_ < worth_it) return {};
  const size_t bytes = static_cast<size_t>(now.rows * now.columns) * weight.itemsize();
  if (!elements_ || elements_->owners() > 1 || elements_->bytes() != bytes)
    elements_ = Storage::create(bytes);
  dispatch_floating("linear", weight.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().transpose(static_cast<T*>(elements_->data()), static_cast<const T*>(now.data),
                                        now.rows, now.columns);
  });
  return elements_;
}

}  // namespace ember
