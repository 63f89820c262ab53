// How a new tensor is asked for: dtype and requires_grad, chainable as in PyTorch.
#pragma once

#include <ember/autograd/dtype.hpp>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ember {

/// CPU is the only device; the others are names alone, and a tensor there is refused: ValueError.
enum class DeviceType : int8_t { CPU, CUDA, MKLDNN, OPENGL, OPENCL, IDEEP, HIP };
inline constexpr DeviceType kCPU = DeviceType::CPU;

/// A processor, and its number or -1 for the current one.
class Device {
 public:
  using Type = DeviceType;
  Device(DeviceType type = kCPU, int index = -1) : type_(type), index_(static_cast<int8_t>(index)) {}
  /// "cpu", "cuda:1". Throws ValueError for another text.
  explicit Device(std::string_view text);
  DeviceType type() const { return type_; }
  int8_t index() const { return index_; }
  bool has_index() const { return index_ >= 0; }
  bool is_cpu() const { return type_ == DeviceType::CPU; }
  bool is_cuda() const { return type_ == DeviceType::CUDA; }
  std::string str() const;
  friend bool operator==(Device a, Device b) { return a.type_ == b.type_ && a.index_ == b.index_; }

 private:
  DeviceType type_;
  int8_t index_;
};

/// Sparse is a name alone, and such a tensor is refused: ValueError.
enum class Layout : int8_t { Strided, Sparse };
inline constexpr Layout kStrided = Layout::Strided;
enum class MemoryFormat : int8_t { Contiguous, Preserve };

/// torch::TensorOptions: TensorOptions().dtype(kLong).requires_grad(true); a dtype converts to it.
class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType dtype) : dtype_(dtype) {}
  template <class... Arguments>
  requires(sizeof...(Arguments) > 0 && std::is_constructible_v<Device, Arguments...>)
      TensorOptions(Arguments&&... device)
      : device_(std::forward<Arguments>(device)...) {}
  TensorOptions(Layout layout) : layout_(layout) {}

  [[nodiscard]] TensorOptions dtype(std::optional<ScalarType> value) const {
    TensorOptions copy = *this;
    copy.dtype_ = value;
    return copy;
  }
  template <class T> [[nodiscard]] TensorOptions dtype() const { return dtype(type_of<T>); }
  [[nodiscard]] TensorOptions requires_grad(std::optional<bool> value) const {
    TensorOptions copy = *this;
    copy.requires_grad_ = value.value_or(false);
    return copy;
  }
  [[nodiscard]] TensorOptions device(Device value) const {
    TensorOptions copy = *this;
    copy.device_ = value;
    return copy;
  }
  [[nodiscard]] TensorOptions device(DeviceType type, int index = -1) const {
    return device(Device(type, index));
  }
  [[nodiscard]] TensorOptions device_index(int index) const { return device(DeviceType::CUDA, index); }
  [[nodiscard]] TensorOptions layout(Layout value) const {
    TensorOptions copy = *this;
    copy.layout_ = value;
    return copy;
  }

  /// The dtype asked for, else the default dtype.
  ScalarType dtype() const { return dtype_.value_or(get_default_dtype()); }
  std::optional<ScalarType> dtype_opt() const { return dtype_; }
  bool has_dtype() const { return dtype_.has_value(); }
  bool requires_grad() const { return requires_grad_; }
  Device device() const { return device_; }
  Layout layout() const { return layout_; }
  /// Throws ValueError unless the tensor would be a strided one of the CPU.
  void check_available() const {
    require<ValueError>(device_.is_cpu() && layout_ == kStrided,
                        "device: there is the CPU with strided tensors alone: ", device_.str(),
                        layout_ == kStrided ? "" : ", sparse");
  }

 private:
  std::optional<ScalarType> dtype_;
  Device device_;
  Layout layout_ = kStrided;
  bool requires_grad_ = false;
};

inline TensorOptions dtype(ScalarType type) { return TensorOptions(type); }
template <class T> TensorOptions dtype() { return TensorOptions(type_of<T>); }
inline TensorOptions requires_grad(bool value = true) { return TensorOptions().requires_grad(value); }
inline TensorOptions device(Device value) { return TensorOptions(value); }
inline TensorOptions device_index(int index) { return TensorOptions().device_index(index); }
inline TensorOptions layout(Layout value) { return TensorOptions(value); }

}  // namespace ember
