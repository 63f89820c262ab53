#include <ember/envs/archive.hpp>

#include <cstring>

namespace ember::envs {

void Archive::field(std::string& text) {
  resize(text, 1);
  raw(text.data(), text.size());
}

std::size_t Archive::length(std::uint64_t count, std::size_t bytes_each) {
  field(count);
  if (loading_ && count > source_.size() / bytes_each) short_of(count * bytes_each);
  return count;
}

void Archive::raw(void* memory, std::size_t size) {
  if (size == 0) return;
  if (!loading_) {
    const auto* first = static_cast<const std::byte*>(memory);
    saved_.insert(saved_.end(), first, first + size);
    return;
  }
  if (size > source_.size()) short_of(size);
  std::memcpy(memory, source_.data(), size);
  source_ = source_.subspan(size);
}

void Archive::short_of(std::uint64_t size) const {
  throw ValueError("Archive: the saved state ends early: " + std::to_string(size) + " bytes wanted, " +
                   std::to_string(source_.size()) + " left");
}

}  // namespace ember::envs
