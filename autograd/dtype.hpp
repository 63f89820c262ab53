// Element types and their promotion, as PyTorch's (https://pytorch.org/docs/stable/tensor_attributes.html).
#pragma once

#include <cstddef>
#include <cstdint>
#include <ember/autograd/error.hpp>

namespace ember {

/// Those after Undefined are names alone, of dtypes that Ember has no tensors of: asking for one is a
/// TypeError.
enum class ScalarType : uint8_t {
  Byte,
  Int,
  Long,
  Float,
  Double,
  Bool,
  Char,
  Short,
  Undefined,
  Half,
  BFloat16,
  ComplexFloat,
  ComplexDouble
};
using Dtype = ScalarType;

inline constexpr ScalarType kByte = ScalarType::Byte, kUInt8 = ScalarType::Byte, kU8 = ScalarType::Byte;
inline constexpr ScalarType kChar = ScalarType::Char, kInt8 = ScalarType::Char, kI8 = ScalarType::Char;
inline constexpr ScalarType kShort = ScalarType::Short, kInt16 = ScalarType::Short, kI16 = ScalarType::Short;
inline constexpr ScalarType kInt = ScalarType::Int, kInt32 = ScalarType::Int, kI32 = ScalarType::Int;
inline constexpr ScalarType kLong = ScalarType::Long, kInt64 = ScalarType::Long, kI64 = ScalarType::Long;
inline constexpr ScalarType kFloat = ScalarType::Float, kFloat32 = ScalarType::Float,
                            kF32 = ScalarType::Float;
inline constexpr ScalarType kDouble = ScalarType::Double, kFloat64 = ScalarType::Double,
                            kF64 = ScalarType::Double;
inline constexpr ScalarType kBool = ScalarType::Bool;

/// The ScalarType of a C++ type: type_of<float> == kFloat.
template <class T> inline constexpr ScalarType type_of = ScalarType::Undefined;
template <> inline constexpr ScalarType type_of<uint8_t> = kByte;
template <> inline constexpr ScalarType type_of<int8_t> = kChar;
template <> inline constexpr ScalarType type_of<int16_t> = kShort;
template <> inline constexpr ScalarType type_of<int32_t> = kInt;
template <> inline constexpr ScalarType type_of<int64_t> = kLong;
template <> inline constexpr ScalarType type_of<float> = kFloat;
template <> inline constexpr ScalarType type_of<double> = kDouble;
template <> inline constexpr ScalarType type_of<bool> = kBool;

inline constexpr uint8_t element_sizes[] = {1, 4, 8, 4, 8, 1, 1, 2};
/// Bytes per element; 0 where there are no tensors.
constexpr size_t element_size(ScalarType type) {
  return type < ScalarType::Undefined ? element_sizes[static_cast<size_t>(type)] : 0;
}

constexpr bool is_floating_point(ScalarType type) { return type == kFloat || type == kDouble; }
constexpr bool is_integral(ScalarType type, bool include_bool = false) {
  return type == kByte || type == kInt || type == kLong || type == kChar || type == kShort ||
         (include_bool && type == kBool);
}

/// "Float", "Long", ...: PyTorch's C++ names.
const char* to_string(ScalarType type);
inline const char* text_of(ScalarType type) { return to_string(type); }

/// The type of a result of two tensors of these types: the wider of the same category, else the higher
/// category (bool < integral < floating); int16 of uint8 and int8. PyTorch: torch.promote_types.
ScalarType promote_types(ScalarType a, ScalarType b);

/// The type of new tensors that nothing else decides; float32 at the start.
ScalarType get_default_dtype();
void set_default_dtype(ScalarType type);

/// Calls f with a value of the C++ type that `type` names: dispatch(kFloat, f) is f(float{}).
template <class F> decltype(auto) dispatch(ScalarType type, F&& f) {
  switch (type) {
    case ScalarType::Byte: return f(uint8_t{});
    case ScalarType::Int: return f(int32_t{});
    case ScalarType::Long: return f(int64_t{});
    case ScalarType::Float: return f(float{});
    case ScalarType::Double: return f(double{});
    case ScalarType::Bool: return f(bool{});
    case ScalarType::Char: return f(int8_t{});
    case ScalarType::Short: return f(int16_t{});
    default: raise<TypeError>("dtype: there are no tensors of it: ", type);
  }
}

/// The same for the floating types; throws TypeError naming `op` for others.
template <class F> decltype(auto) dispatch_floating(const char* op, ScalarType type, F&& f) {
  if (type == kFloat) return f(float{});
  if (type == kDouble) return f(double{});
  raise<TypeError>(op, ": needs a floating dtype: got ", type);
}

}  // namespace ember
