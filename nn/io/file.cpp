#include <ember/nn/io/file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include <ember/autograd/error.hpp>

namespace ember::io {
namespace {

[[noreturn]] void fail(const char* what, const std::string& path, int error) {
  raise<IoError>(what, ": ", std::generic_category().message(error), ": ", path);
}

// Calls again as long as a signal interrupts.
template <class Call> auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// An open file that is closed on every path; close() reports, the destructor cannot.
class OpenFile {
 public:
  OpenFile(const char* what, const std::string& path, int flags, const FileOps& ops) : ops_(ops) {
    file_ = uninterrupted([&] { return ops.open(path.c_str(), flags | O_CLOEXEC, 0666); });
    if (file_ < 0) fail(what, path, errno);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (file_ >= 0) ops_.close(file_);
  }

  int number() const { return file_; }

  void close(const char* what, const std::string& path) {
    const int file = file_;
    file_ = -1;
    if (ops_.close(file) < 0 && errno != EINTR)
      fail(what, path, errno);  // after EINTR the file is closed all the same
  }

 private:
  const FileOps& ops_;
  int file_;
};

// Removes the temporary file unless it has become the real one.
class Temporary {
 public:
  Temporary(std::string path, const FileOps& ops) : path_(std::move(path)), ops_(ops) {
    ops_.unlink(path_.c_str());  // left by a killed process that had this number
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!renamed_) ops_.unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }
  void renamed() { renamed_ = true; }

 private:
  std::string path_;
  const FileOps& ops_;
  bool renamed_ = false;
};

std::string temporary_beside(const std::string& path) {
  static std::atomic<uint64_t> count{0};
  return path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
}

}  // namespace

const FileOps& FileOps::posix() {
  static const FileOps ops{[](const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); },
                           ::read,
                           ::write,
                           ::fsync,
                           ::close,
                           std::rename,
                           ::unlink};
  return ops;
}

Bytes read_file(const std::string& path, uint64_t limit, const FileOps& ops) {
  OpenFile file("read", path, O_RDONLY | O_NONBLOCK, ops);
  struct stat status {};
  if (::fstat(file.number(), &status) < 0) fail("read", path, errno);
  require<IoError>(S_ISREG(status.st_mode), "read: not a regular file: ", path);
  const auto size = static_cast<uint64_t>(status.st_size);
  require<FormatError>(size <= limit, "read: file too long: ", size, " > ", limit, " bytes: ", path);

  Bytes bytes(size);
  for (uint64_t done = 0; done < size;) {
    const ssize_t count =
        uninterrupted([&] { return ops.read(file.number(), bytes.data() + done, size - done); });
    if (count < 0) fail("read", path, errno);
    require<IoError>(count > 0, "read: file ended at ", done, " of ", size, " bytes: ", path);
    done += static_cast<uint64_t>(count);
  }
  return bytes;
}

void write_file(const std::string& path, std::span<const uint8_t> bytes, const FileOps& ops) {
  struct stat status {};
  require<IoError>(::stat(path.c_str(), &status) < 0 || S_ISREG(status.st_mode),
                   "write: not a regular file: ", path);

  Temporary temporary(temporary_beside(path), ops);
  OpenFile file("write", temporary.path(), O_WRONLY | O_CREAT | O_EXCL, ops);
  while (!bytes.empty()) {
    const ssize_t count = uninterrupted([&] { return ops.write(file.number(), bytes.data(), bytes.size()); });
    if (count < 0) fail("write", path, errno);
    require<IoError>(count > 0, "write: the system took no bytes: ", path);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  if (uninterrupted([&] { return ops.fsync(file.number()); }) < 0) fail("write", path, errno);
  file.close("write", path);
  if (ops.rename(temporary.path().c_str(), path.c_str()) < 0) fail("write", path, errno);
  temporary.renamed();

  const size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  OpenFile directory("write", folder, O_RDONLY | O_DIRECTORY, ops);
  // Some network file systems know no fsync of a folder and say EINVAL.
  if (uninterrupted([&] { return ops.fsync(directory.number()); }) < 0 && errno != EINVAL)
    fail("write", folder, errno);
  directory.close("write", folder);
}

}  // namespace ember::io
