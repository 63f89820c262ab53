#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>

#include <ember/nn/io/record.hpp>

namespace ember::io {

/// The system calls that files are read and written with. They mean what POSIX says; tests put failing ones
/// in their place.
struct FileOps {
  int (*open)(const char* path, int flags, mode_t mode);
  ssize_t (*read)(int file, void* to, size_t count);
  ssize_t (*write)(int file, const void* from, size_t count);
  int (*fsync)(int file);
  int (*close)(int file);
  int (*rename)(const char* from, const char* to);
  int (*unlink)(const char* path);

  /// Those of the operating system.
  static const FileOps& posix();
};

/// More than any checkpoint of reinforcement learning holds: 16 GiB.
inline constexpr uint64_t default_read_limit = uint64_t{1} << 34;

/// The whole content of a regular file. Throws IoError, naming the path and the reason, when it is missing,
/// not allowed, not a regular file (a FIFO is not waited for) or cannot be read to its end, and FormatError
/// when it is longer than `limit` bytes.
Bytes read_file(const std::string& path, uint64_t limit = default_read_limit,
                const FileOps& ops = FileOps::posix());

/// Makes `bytes` the content of the file at `path`, at once: whatever happens on the way (an error, a kill, a
/// loss of power), the file holds either what it held or all of `bytes`. Writes a new file beside it
/// (`PATH.tmp-PID-N`), waits until it is on the disk, renames it over the old one and waits for the folder.
/// Throws IoError, with the path and the reason, and leaves no temporary file; only an error of the last wait
/// comes after the file has been replaced.
void write_file(const std::string& path, std::span<const uint8_t> bytes,
                const FileOps& ops = FileOps::posix());

}  // namespace ember::io
