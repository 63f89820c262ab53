// The file from which a run goes on after it was stopped.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ember::train {

/// Whose checkpoint it is; only the same run goes on with it.
struct CheckpointOwner {
  std::string algorithm, env;
};

/// Makes `state` the content of a checkpoint, at once and with a checksum. Throws `IoError`.
void write_checkpoint(const std::string& path, const CheckpointOwner& owner,
                      std::span<const std::byte> state);

/// The state in a checkpoint. Throws `UsageError` naming what is wrong: a missing, shortened or damaged file,
/// another version of Ember, another algorithm or environment.
std::vector<std::byte> read_checkpoint(const std::string& path, const CheckpointOwner& owner);

}  // namespace ember::train
