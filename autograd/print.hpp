// Tensors as text.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <iosfwd>

namespace ember {

/// Writes the elements as PyTorch's C++ does: one line per element of a vector or row of a matrix, matrices
/// of further dimensions one after the other, a common factor in front where it helps, at most 80 characters
/// a line, and "[ CPUFloatType{2,3} ]" at the end. Format flags of the stream are as before afterwards.
std::ostream& operator<<(std::ostream& stream, const Tensor& tensor);
std::ostream& print(std::ostream& stream, const Tensor& tensor, int64_t line_size);

/// "[64, 4]"
std::ostream& operator<<(std::ostream& stream, IntArrayRef sizes);
/// "Float", "Long", ...
std::ostream& operator<<(std::ostream& stream, ScalarType type);
/// "cpu", "cuda:1", "Strided"
std::ostream& operator<<(std::ostream& stream, Device device);
std::ostream& operator<<(std::ostream& stream, DeviceType type);
std::ostream& operator<<(std::ostream& stream, Layout layout);

}  // namespace ember
