#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/nn/io/npy.hpp>
#include <ember/nn/io/tensors.hpp>

namespace ember::io {
namespace {

// The records of tensors, and the row-major copies that they point into.
struct Recorded {
  std::vector<Tensor> held;
  std::vector<Record> records;

  explicit Recorded(const NamedTensors& tensors) {
    const NoGradGuard no_grad;
    for (const auto& [name, tensor] : tensors) {
      require<ValueError>(tensor.defined(), "save: undefined tensor: ", name);
      held.push_back(contiguous(tensor));
      const Tensor& kept = held.back();
      records.push_back({name,
                         kept.dtype(),
                         kept.sizes().vec(),
                         {static_cast<const uint8_t*>(kept.impl().data), kept.nbytes()}});
    }
  }
};

Tensor made_of(ScalarType dtype, const std::vector<int64_t>& shape, std::span<const uint8_t> bytes) {
  const Tensor made = empty(shape, dtype);
  if (!bytes.empty()) std::memcpy(made.impl().data, bytes.data(), bytes.size());
  return made;
}

LoadedTensors loaded_of(Safetensors file) {
  LoadedTensors loaded{{}, std::move(file.metadata), file.checksummed};
  for (const Record& record : file.records)
    loaded.tensors.emplace_back(record.name, made_of(record.dtype, record.shape, record.bytes));
  return loaded;
}

}  // namespace

void save_tensors(const std::string& path, const NamedTensors& tensors, const Metadata& metadata) {
  write_safetensors(path, Recorded(tensors).records, metadata);
}

Bytes encode_tensors(const NamedTensors& tensors, const Metadata& metadata) {
  return encode_safetensors(Recorded(tensors).records, metadata);
}

LoadedTensors load_tensors(const std::string& path) { return loaded_of(read_safetensors(path)); }
LoadedTensors decode_tensors(Bytes bytes) { return loaded_of(decode_safetensors(std::move(bytes))); }

Tensor number_tensor(double number) { return scalar_tensor(number, kDouble); }

double number_of(const std::string& name, const Tensor& tensor) {
  require<FormatError>(tensor.dtype() == kDouble && tensor.dim() == 0,
                       "load: not one float64 number: ", name);
  return tensor.item<double>();
}

void save_npy(const std::string& path, const Tensor& tensor) {
  write_npy(path, Recorded({{"array", tensor}}).records.front());
}

Tensor load_npy(const std::string& path) {
  const Array array = read_npy(path);
  return made_of(array.dtype, array.shape, array.bytes);
}

void save_npz(const std::string& path, const NamedTensors& tensors) {
  write_npz(path, Recorded(tensors).records);
}

NamedTensors load_npz(const std::string& path) {
  NamedTensors tensors;
  for (const auto& [name, array] : read_npz(path))
    tensors.emplace_back(name, made_of(array.dtype, array.shape, array.bytes));
  return tensors;
}

}  // namespace ember::io
