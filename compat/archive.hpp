// torch::serialize, torch::save and torch::load. What they write are safetensors, not PyTorch's own format.
#pragma once

#include <ember/compat/modules.hpp>
#include <ember/compat/optim.hpp>
#include <ember/nn/io/save.hpp>
#include <iosfwd>

namespace c10 {
using IValue = ember::autograd::SavedValue;
}

namespace torch {
using c10::IValue;

namespace serialize {

/// Tensors and numbers by name; those of an archive within an archive under "name.".
class OutputArchive {
 public:
  void write(const std::string& key, const Tensor& tensor, bool is_buffer = false);
  void write(const std::string& key, const IValue& value);
  void write(const std::string& key, OutputArchive& nested);
  void save_to(const std::string& path) const;
  void save_to(std::ostream& stream) const;
  void save_to(const std::function<size_t(const void*, size_t)>& writer) const;

  ember::io::NamedTensors entries;
};

/// What an OutputArchive wrote.
class InputArchive {
 public:
  /// Whether there is such an entry; false leaves the second argument alone.
  bool try_read(const std::string& key, Tensor& tensor, bool is_buffer = false) const;
  bool try_read(const std::string& key, IValue& value) const;
  bool try_read(const std::string& key, InputArchive& nested) const;
  /// Throw StateError when there is no such entry.
  void read(const std::string& key, Tensor& tensor, bool is_buffer = false) const;
  void read(const std::string& key, IValue& value) const;
  void read(const std::string& key, InputArchive& nested) const;
  std::vector<std::string> keys() const;
  void load_from(const std::string& path);
  void load_from(std::istream& stream);
  void load_from(const char* data, size_t size);
  void load_from(const std::function<size_t(uint64_t, void*, size_t)>& read,
                 const std::function<size_t()>& size);

  ember::io::NamedTensors entries;
};

void save(OutputArchive& archive, const ember::nn::Module& module);
/// Throws StateError, with nothing changed, when a parameter or buffer is missing or of another shape.
void load(const InputArchive& archive, ember::nn::Module& module);
void save(OutputArchive& archive, const ember::optim::Optimizer& optimizer);
void load(const InputArchive& archive, ember::optim::Optimizer& optimizer);

inline OutputArchive& operator<<(OutputArchive& archive, const Tensor& tensor) {
  archive.write("0", tensor);
  return archive;
}
inline InputArchive& operator>>(InputArchive& archive, Tensor& tensor) {
  archive.read("0", tensor);
  return archive;
}
OutputArchive& operator<<(OutputArchive& archive, const std::vector<Tensor>& tensors);
InputArchive& operator>>(InputArchive& archive, std::vector<Tensor>& tensors);
inline OutputArchive& operator<<(OutputArchive& archive, const ember::optim::Optimizer& optimizer) {
  save(archive, optimizer);
  return archive;
}
inline InputArchive& operator>>(InputArchive& archive, ember::optim::Optimizer& optimizer) {
  load(archive, optimizer);
  return archive;
}
inline OutputArchive& operator<<(OutputArchive& archive, const ember::nn::Module& module) {
  save(archive, module);
  return archive;
}
template <class M>
requires std::is_base_of_v<ember::nn::Module, M> OutputArchive& operator<<(OutputArchive& archive,
                                                                           const std::shared_ptr<M>& module) {
  return archive << static_cast<const ember::nn::Module&>(*module);
}
template <class M>
requires std::is_base_of_v<ember::nn::Module, M> InputArchive& operator>>(InputArchive& archive,
                                                                          const std::shared_ptr<M>& module) {
  load(archive, *module);
  return archive;
}
template <class M>
OutputArchive& operator<<(OutputArchive& archive, const ember::nn::ModuleHolder<M>& holder) {
  return archive << holder.ptr();
}
template <class M> InputArchive& operator>>(InputArchive& archive, ember::nn::ModuleHolder<M>& holder) {
  return archive >> holder.ptr();
}

}  // namespace serialize

/// Writes a tensor, a list of tensors, a module or an optimizer to a file, a stream or a function.
template <class Value, class... Targets> void save(const Value& value, Targets&&... to) {
  serialize::OutputArchive archive;
  archive << value;
  archive.save_to(std::forward<Targets>(to)...);
}
/// Reads what save() wrote from a file, a stream, memory or functions.
template <class Value, class... Sources> void load(Value& value, Sources&&... from) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<Sources>(from)...);
  archive >> value;
}

}  // namespace torch
