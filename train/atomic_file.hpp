// Files that are whole after a crash, a power cut or a full disk.
#pragma once

#include <filesystem>
#include <string_view>

namespace ember::train {

/// Replaces the file by these bytes or leaves it as it was: writes a temporary file beside it, syncs it,
/// renames it and syncs the folder. Throws `std::system_error` naming the file, such as `cannot write
/// run.json: No space left on device`; the temporary file is then gone.
void write_atomically(const std::filesystem::path& file, std::string_view bytes);

/// Writes all bytes to an open file, whatever the sizes that the system takes at once.
/// Throws `std::system_error` naming the file.
void write_fully(int descriptor, std::string_view bytes, const std::filesystem::path& file);

}  // namespace ember::train
