// Tensors in files, by name: weights in safetensors with the names of PyTorch's state dicts, arrays for
// NumPy.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <ember/nn/io/safetensors.hpp>
#include <string>
#include <utility>
#include <vector>

namespace ember::io {

/// Names and tensors in the order of a state dict.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

/// What load_tensors() finds beside the tensors.
struct LoadedTensors {
  NamedTensors tensors;
  Metadata metadata;
  bool checksummed = false;  ///< written by Ember, and unchanged since
};

/// Writes the values of the tensors, whatever their strides, as one safetensors file, at once (write_file()).
/// Throws ValueError for an undefined tensor and what encode_safetensors() refuses, IoError.
void save_tensors(const std::string& path, const NamedTensors& tensors, const Metadata& metadata = {});

/// Reads a safetensors file into new tensors that require no gradient. Throws IoError, FormatError,
/// ChecksumError; the whole file has been checked before the first tensor is made.
LoadedTensors load_tensors(const std::string& path);

/// The bytes of such a file, for other places than files.
Bytes encode_tensors(const NamedTensors& tensors, const Metadata& metadata = {});
/// Throws FormatError and ChecksumError.
LoadedTensors decode_tensors(Bytes bytes);

/// A number as a float64 tensor of no dimension, and back. number_of() throws FormatError, naming `name`, for
/// any other tensor.
Tensor number_tensor(double number);
double number_of(const std::string& name, const Tensor& tensor);

/// One array as numpy.save writes it, several as numpy.savez does; see npy.hpp.
void save_npy(const std::string& path, const Tensor& tensor);
Tensor load_npy(const std::string& path);
void save_npz(const std::string& path, const NamedTensors& tensors);
NamedTensors load_npz(const std::string& path);

}  // namespace ember::io
