#include <ember/autograd/create.hpp>
#include <ember/compat/archive.hpp>
#include <fstream>
#include <iterator>

namespace torch::serialize {
namespace {

using ember::require, ember::StateError;

std::string text(const ember::io::Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

template <class Value> void read_or_throw(const InputArchive& archive, const std::string& key, Value& value) {
  require<StateError>(archive.try_read(key, value), "load: not in the archive: ", key);
}

}  // namespace

void OutputArchive::write(const std::string& key, const Tensor& tensor, bool) {
  if (tensor.defined()) entries.emplace_back(key, tensor.detach());
}
void OutputArchive::write(const std::string& key, const IValue& value) {
  const ember::Scalar& number = value.toScalar();
  write(key, value.isTensor() ? value.toTensor() : ember::scalar_tensor(number, number.type()));
}
void OutputArchive::write(const std::string& key, OutputArchive& nested) {
  for (const auto& [name, tensor] : nested.entries) entries.emplace_back(key + "." + name, tensor);
}
void OutputArchive::save_to(const std::string& path) const { ember::io::save_tensors(path, entries); }
void OutputArchive::save_to(std::ostream& stream) const {
  stream << text(ember::io::encode_tensors(entries));
}
void OutputArchive::save_to(const std::function<size_t(const void*, size_t)>& writer) const {
  const std::string bytes = text(ember::io::encode_tensors(entries));
  writer(bytes.data(), bytes.size());
}

bool InputArchive::try_read(const std::string& key, Tensor& tensor, bool) const {
  for (const auto& [name, held] : entries) {
    if (name != key) continue;
    if (tensor.defined())
      tensor.set_data(held);
    else
      tensor = held;
    return true;
  }
  return false;
}
bool InputArchive::try_read(const std::string& key, IValue& value) const {
  Tensor tensor;
  if (!try_read(key, tensor)) return false;
  if (tensor.dim() > 0)
    value = IValue(tensor);
  else if (tensor.is_floating_point())
    value = IValue(tensor.item<double>());
  else
    value = IValue(tensor.item<int64_t>());
  return true;
}
bool InputArchive::try_read(const std::string& key, InputArchive& nested) const {
  InputArchive found;
  for (const auto& [name, tensor] : entries) {
    if (name.starts_with(key + ".")) found.entries.emplace_back(name.substr(key.size() + 1), tensor);
  }
  if (found.entries.empty()) return false;
  nested = found;
  return true;
}
void InputArchive::read(const std::string& key, Tensor& tensor, bool) const {
  read_or_throw(*this, key, tensor);
}
void InputArchive::read(const std::string& key, IValue& value) const { read_or_throw(*this, key, value); }
void InputArchive::read(const std::string& key, InputArchive& nested) const {
  read_or_throw(*this, key, nested);
}

std::vector<std::string> InputArchive::keys() const {
  std::vector<std::string> first;
  for (const auto& [name, tensor] : entries) {
    const std::string key = name.substr(0, name.find('.'));
    if (first.empty() || first.back() != key) first.push_back(key);
  }
  return first;
}

void InputArchive::load_from(const std::string& path) { entries = ember::io::load_tensors(path).tensors; }
void InputArchive::load_from(std::istream& stream) {
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  load_from(bytes.data(), bytes.size());
}
void InputArchive::load_from(const char* data, size_t size) {
  ember::io::Bytes bytes(data, data + size);
  entries = ember::io::decode_tensors(std::move(bytes)).tensors;
}
void InputArchive::load_from(const std::function<size_t(uint64_t, void*, size_t)>& read,
                             const std::function<size_t()>& size) {
  std::string bytes(size(), '\0');
  require<ember::IoError>(read(0, bytes.data(), bytes.size()) == bytes.size(),
                          "load: fewer bytes than announced: ", bytes.size());
  load_from(bytes.data(), bytes.size());
}

void save(OutputArchive& archive, const ember::nn::Module& module) {
  for (const auto& item : module.state_dict()) archive.write(item.key(), item.value());
}
void load(const InputArchive& archive, ember::nn::Module& module) {
  ember::nn::Module::StateDict state;
  for (const auto& item : module.state_dict()) {
    Tensor tensor;
    archive.read(item.key(), tensor);
    state.insert(item.key(), tensor);
  }
  module.load_state_dict(state);
}

void save(OutputArchive& archive, const ember::optim::Optimizer& optimizer) {
  for (const auto& [name, tensor] : ember::io::tensors_of(optimizer)) archive.write(name, tensor);
}
namespace {

/// Before PyTorch 1.5 every buffer was a list over the parameters, "sum_buffers/0", ...; false when it is not
/// so.
bool load_old(const InputArchive& archive, ember::optim::Optimizer& optimizer) {
  constexpr std::pair<const char*, const char*> fields[] = {{"sum_buffers", "sum"},
                                                            {"momentum_buffers", "momentum_buffer"},
                                                            {"exp_average_buffers", "exp_avg"},
                                                            {"exp_average_sq_buffers", "exp_avg_sq"},
                                                            {"max_exp_average_sq_buffers", "max_exp_avg_sq"},
                                                            {"square_average_buffers", "square_avg"},
                                                            {"grad_average_buffers", "grad_avg"}};
  ember::optim::OptimizerStateDict state = optimizer.state_dict();
  bool any = false;
  for (size_t i = 0; i < optimizer.size(); ++i) {
    const std::string place = "/" + std::to_string(i), start = "state." + std::to_string(i) + ".";
    bool has_state = false;
    for (const auto& [list, field] : fields) {
      Tensor buffer;
      if (!archive.try_read(list + place, buffer)) continue;
      has_state = true;
      if (Tensor* held = state.tensors.find(start + field))
        *held = buffer;
      else
        state.tensors.insert(start + field, buffer);
    }
    IValue step(1);  // where steps were not written there was one at least
    if (!has_state) continue;
    archive.try_read("step_buffers" + place, step);
    if (!state.numbers.contains(start + "step")) state.numbers.insert(start + "step", 0);
    state.numbers[start + "step"] = step.toDouble();
    any = true;
  }
  if (!any) return false;
  TORCH_WARN("load: the optimizer was saved with the old serialization, without its options");
  optimizer.load_state_dict(state);
  return true;
}

}  // namespace

void load(const InputArchive& archive, ember::optim::Optimizer& optimizer) {
  if (!load_old(archive, optimizer)) ember::io::restore(optimizer, archive.entries);
}

OutputArchive& operator<<(OutputArchive& archive, const std::vector<Tensor>& tensors) {
  for (size_t i = 0; i < tensors.size(); ++i) archive.write(std::to_string(i), tensors[i]);
  return archive;
}
InputArchive& operator>>(InputArchive& archive, std::vector<Tensor>& tensors) {
  for (size_t i = 0; i < archive.entries.size(); ++i) {
    if (i == tensors.size()) tensors.emplace_back();
    archive.read(std::to_string(i), tensors[i]);
  }
  return archive;
}

}  // namespace torch::serialize
