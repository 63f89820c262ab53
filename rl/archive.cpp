#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/rl/archive.hpp>

namespace ember {
namespace {

// The keys of a dictionary and its values; when loading, a new dictionary takes the place of the old one.
template <class Value> void serialize_items(envs::Archive& archive, OrderedDict<std::string, Value>& items) {
  uint64_t count = items.size();
  archive(count);
  if (!archive.loading()) {
    for (auto& item : items) {
      std::string key = item.key();
      archive(key, item.value());
    }
    return;
  }
  items.clear();
  for (uint64_t i = 0; i < count; ++i) {
    std::string key;
    Value value{};
    archive(key, value);
    items.insert(std::move(key), std::move(value));
  }
}

}  // namespace

void serialize(envs::Archive& archive, Tensor& tensor) {
  bool defined = tensor.defined();
  archive(defined);
  if (!defined) {
    if (archive.loading()) tensor = {};
    return;
  }
  ScalarType dtype = tensor.defined() ? tensor.dtype() : ScalarType::Undefined;
  std::vector<int64_t> sizes;
  std::vector<uint8_t> bytes;
  if (tensor.defined()) sizes.assign(tensor.sizes().begin(), tensor.sizes().end());
  const Tensor here = tensor;
  if (!archive.loading()) {
    const Tensor values = here.detach().contiguous();
    bytes.resize(static_cast<size_t>(values.numel()) * element_size(dtype));
    if (!bytes.empty()) std::memcpy(bytes.data(), values.impl().data, bytes.size());
  }
  archive(dtype, sizes, bytes);
  if (!archive.loading()) return;

  require<StateError>(!here.defined() || (here.dtype() == dtype && here.sizes() == IntArrayRef(sizes)),
                      "serialize: the saved tensor is ", dtype, " of shape ", IntArrayRef(sizes),
                      ", this one is ", here.defined() ? here.dtype() : dtype, " of shape ",
                      here.defined() ? here.sizes() : IntArrayRef(sizes));
  const NoGradGuard no_grad;
  const Tensor values = empty(sizes, dtype);
  require<StateError>(bytes.size() == static_cast<size_t>(values.numel()) * element_size(dtype),
                      "serialize: ", bytes.size(), " bytes were saved for a tensor of shape ",
                      IntArrayRef(sizes));
  if (!bytes.empty()) std::memcpy(values.data_ptr(), bytes.data(), bytes.size());
  if (here.defined())
    here.detach().copy_(values);
  else
    tensor = values;
}

void serialize(envs::Archive& archive, Generator& generator) {
  std::vector<uint8_t> state = archive.loading() ? std::vector<uint8_t>() : generator.state();
  archive(state);
  if (archive.loading()) generator.set_state(state);
}

void nn::serialize(envs::Archive& archive, Module& module) {
  Module::StateDict state = module.state_dict();
  serialize_items(archive, state);
  if (archive.loading()) module.load_state_dict(state);
}

void optim::serialize(envs::Archive& archive, Optimizer& optimizer) {
  OptimizerStateDict state = optimizer.state_dict();
  serialize_items(archive, state.tensors);
  serialize_items(archive, state.numbers);
  if (archive.loading()) optimizer.load_state_dict(state);
}

}  // namespace ember
