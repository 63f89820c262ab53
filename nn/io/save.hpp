// Saving and loading what has a state dict: modules, their holders and optimizers
// (https://pytorch.org/docs/stable/notes/ serialization.html). The files are safetensors with the names of
// the state dict.
#pragma once

#include <ember/nn/io/tensors.hpp>
#include <string>
#include <type_traits>

namespace ember {
namespace io {
namespace detail {

template <class Holder> auto& held(Holder& holder) {
  if constexpr (requires { holder.state_dict(); })
    return holder;
  else
    return *holder;
}

template <class Dict> inline constexpr bool has_numbers = requires(Dict dict) { dict.numbers; };

// An optimizer's numbers (steps, learning rates) stand among the tensors as float64 of no dimension under
// this name.
inline const std::string numbers = "numbers.";

}  // namespace detail

/// The state of a module (parameters and buffers) or of an optimizer (its tensors, and its numbers under
/// "numbers."), each name with `prefix` before it. The tensors share memory with the module. Lists of several
/// objects, joined, make one file with save_tensors().
template <class Holder> NamedTensors tensors_of(const Holder& holder, const std::string& prefix = {}) {
  NamedTensors named;
  const auto state = detail::held(holder).state_dict();
  if constexpr (detail::has_numbers<decltype(state)>) {
    for (const auto& item : state.tensors) named.emplace_back(prefix + item.key(), item.value());
    for (const auto& item : state.numbers)
      named.emplace_back(prefix + detail::numbers + item.key(), number_tensor(item.value()));
  } else {
    for (const auto& item : state) named.emplace_back(prefix + item.key(), item.value());
  }
  return named;
}

/// Gives a module or an optimizer the values of those tensors whose names begin with `prefix`. Throws
/// StateError, with nothing changed, that lists what is missing, unexpected or of another shape.
template <class Holder>
void restore(Holder& holder, const NamedTensors& named, const std::string& prefix = {}) {
  auto& object = detail::held(holder);
  std::remove_cvref_t<decltype(object.state_dict())> state;
  for (const auto& [name, tensor] : named) {
    if (!name.starts_with(prefix)) continue;
    const std::string key = name.substr(prefix.size());
    if constexpr (detail::has_numbers<decltype(state)>) {
      if (key.starts_with(detail::numbers))
        state.numbers.insert(key.substr(detail::numbers.size()), number_of(key, tensor));
      else
        state.tensors.insert(key, tensor);
    } else {
      state.insert(key, tensor);
    }
  }
  object.load_state_dict(state);
}

}  // namespace io

/// Writes the state of a module or an optimizer to a file, at once: whatever happens, the file is the old one
/// or the whole new one. Throws IoError.
template <class Holder>
void save(const Holder& holder, const std::string& path, const io::Metadata& metadata = {}) {
  io::save_tensors(path, io::tensors_of(holder), metadata);
}

/// Gives a module or an optimizer the state in a file, and returns the file's metadata. Throws, with nothing
/// changed, IoError, FormatError, ChecksumError, and StateError when the file is that of something else.
template <class Holder> io::Metadata load(Holder& holder, const std::string& path) {
  io::LoadedTensors loaded = io::load_tensors(path);
  try {
    io::restore(holder, loaded.tensors);
  } catch (const StateError& error) {
    raise<StateError>(error.what(), ": ", path);
  }
  return std::move(loaded.metadata);
}

}  // namespace ember
