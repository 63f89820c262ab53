#include <ember/train/atomic_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace ember::train {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
}

// Makes the renamed entry itself durable. Some file systems refuse to sync a folder; there is nothing to do
// then.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

}  // namespace

void write_fully(int descriptor, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const ssize_t taken = write(descriptor, bytes.data(), bytes.size());
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) refuse(file);
    bytes.remove_prefix(static_cast<size_t>(taken));
  }
}

void write_atomically(const std::filesystem::path& file, std::string_view bytes) {
  std::filesystem::path temporary = file;
  temporary += ".part-" + std::to_string(getpid());
  int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse(file);
  try {
    write_fully(descriptor, bytes, file);
    if (fsync(descriptor) != 0) refuse(file);
    const int open_one = descriptor;
    descriptor = -1;
    if (close(open_one) != 0) refuse(file);
    if (std::rename(temporary.c_str(), file.c_str()) != 0) refuse(file);
  } catch (...) {
    if (descriptor >= 0) close(descriptor);
    unlink(temporary.c_str());
    throw;
  }
  sync_folder(file.parent_path());
}

}  // namespace ember::train
