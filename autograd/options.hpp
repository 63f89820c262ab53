// How a new tensor is asked for: dtype and requires_grad, chainable as in PyTorch.
#pragma once

#include <ember/autograd/dtype.hpp>
#include <optional>

namespace ember {

enum class DeviceType : int8_t { CPU };
inline constexpr DeviceType kCPU = DeviceType::CPU;

/// The processor; there is no other device.
struct Device {
  Device(DeviceType = kCPU, int = -1) {}
  bool is_cpu() const { return true; }
  friend bool operator==(Device, Device) { return true; }
};

enum class Layout : int8_t { Strided };
inline constexpr Layout kStrided = Layout::Strided;
enum class MemoryFormat : int8_t { Contiguous, Preserve };

/// torch::TensorOptions: TensorOptions().dtype(kLong).requires_grad(true); a dtype converts to it.
class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType dtype) : dtype_(dtype) {}
  TensorOptions(Device) {}
  TensorOptions(DeviceType) {}
  TensorOptions(Layout) {}

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
  [[nodiscard]] TensorOptions device(Device) const { return *this; }
  [[nodiscard]] TensorOptions device(DeviceType, int = -1) const { return *this; }
  [[nodiscard]] TensorOptions layout(Layout) const { return *this; }

  /// The dtype asked for, else the default dtype.
  ScalarType dtype() const { return dtype_.value_or(get_default_dtype()); }
  std::optional<ScalarType> dtype_opt() const { return dtype_; }
  bool has_dtype() const { return dtype_.has_value(); }
  bool requires_grad() const { return requires_grad_; }
  Device device() const { return {}; }
  Layout layout() const { return kStrided; }

 private:
  std::optional<ScalarType> dtype_;
  bool requires_grad_ = false;
};

inline TensorOptions dtype(ScalarType type) { return TensorOptions(type); }
template <class T> TensorOptions dtype() { return TensorOptions(type_of<T>); }
inline TensorOptions requires_grad(bool value = true) { return TensorOptions().requires_grad(value); }
inline TensorOptions device(Device value) { return TensorOptions(value); }
inline TensorOptions layout(Layout value) { return TensorOptions(value); }

}  // namespace ember
