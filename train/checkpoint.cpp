#include <cstring>
#include <ember/autograd/error.hpp>
#include <ember/nn/io/checksum.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/train/checkpoint.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/version.hpp>

namespace ember::train {
namespace {

constexpr char magic[] = "Ember checkpoint\n";
constexpr size_t magic_size = sizeof magic - 1, checksum_size = sizeof(uint32_t);

}  // namespace

// magic, then the lines `version`, `algorithm` and `environment`, the state, and the CRC-32C of all before
// it.
void write_checkpoint(const std::string& path, const CheckpointOwner& owner,
                      std::span<const std::byte> state) {
  const std::string head = magic + std::string(version()) + "\n" + owner.algorithm + "\n" + owner.env + "\n";
  io::Bytes bytes(head.size() + state.size() + checksum_size);
  std::memcpy(bytes.data(), head.data(), head.size());
  std::memcpy(bytes.data() + head.size(), state.data(), state.size());
  const uint32_t checksum = io::crc32c({bytes.data(), bytes.size() - checksum_size});
  std::memcpy(bytes.data() + bytes.size() - checksum_size, &checksum, checksum_size);
  io::write_file(path, bytes);
}

std::vector<std::byte> read_checkpoint(const std::string& path, const CheckpointOwner& owner) {
  const auto refuse = [&](const std::string& what) -> void {
    throw UsageError(what, path, "give the folder of another run, or start a new one");
  };
  io::Bytes bytes;
  try {
    bytes = io::read_file(path);
  } catch (const Error& error) {
    refuse(std::string("there is no checkpoint to go on from: ") + error.what());
  }
  if (bytes.size() < magic_size + checksum_size || std::memcmp(bytes.data(), magic, magic_size) != 0)
    refuse("this is not a checkpoint");
  uint32_t checksum = 0;
  const size_t end = bytes.size() - checksum_size;
  std::memcpy(&checksum, bytes.data() + end, checksum_size);
  if (checksum != io::crc32c({bytes.data(), end})) refuse("this checkpoint is damaged");

  size_t at = magic_size;
  const auto line = [&] {
    const size_t start = at;
    while (at < end && bytes[at] != '\n') ++at;
    return std::string(bytes.begin() + static_cast<std::ptrdiff_t>(start),
                       bytes.begin() + static_cast<std::ptrdiff_t>(at < end ? at++ : at));
  };
  const auto expect = [&](const std::string& field, const std::string& here) {
    if (const std::string saved = line(); saved != here)
      refuse(field + " of the checkpoint is " + saved + ", here " + here);
  };
  expect("version", version());
  expect("algorithm", owner.algorithm);
  expect("environment", owner.env);
  const auto* state = reinterpret_cast<const std::byte*>(bytes.data());
  return {state + at, state + end};
}

}  // namespace ember::train
