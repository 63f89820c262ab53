#include <ember/nn/io/file.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/run_folder.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

namespace ember::train {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const std::string& what, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), what + " " + path.string());
}

std::string time_stamp() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts);
  return text;
}

// Whether this call made the folder.
bool make_folder(const fs::path& path) {
  if (mkdir(path.c_str(), 0777) == 0) return true;
  if (errno != EEXIST) refuse("cannot make", path);
  return false;
}

// A folder can be locked as it is; the lock ends with the process, however it ends.
int lock_folder(const fs::path& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) refuse("cannot open", path);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    close(descriptor);
    throw UsageError("another process is writing this folder", path.string(), "give another --name, or none");
  }
  return descriptor;
}

// Points RUNS/latest at the run. What is not a link there is not ours, and is left alone.
void point_latest(const fs::path& runs, const fs::path& run) {
  const fs::path latest = runs / "latest", next = runs / fmt::format(".latest-{}", getpid());
  std::error_code error;
  if (fs::exists(fs::symlink_status(latest, error)) && !fs::is_symlink(latest, error)) return;
  fs::remove(next, error);
  fs::create_directory_symlink(run.lexically_relative(runs), next, error);
  if (!error) fs::rename(next, latest, error);
}

}  // namespace

RunFolder::RunFolder(const fs::path& runs, const std::string& env, const std::string& algorithm,
                     unsigned long long seed, const std::string& name) {
  if (name == "." || name == ".." || name.find('/') != std::string::npos)
    throw UsageError("'" + name + "' is not a name for a folder", "command line",
                     "give a --name without '/'");
  const fs::path above = runs / env / algorithm;
  std::error_code error;
  fs::create_directories(above, error);
  if (error) throw std::system_error(error, "cannot make " + above.string());

  const std::string last = name.empty() ? fmt::format("s{}-{}", seed, time_stamp()) : name;
  path_ = above / last;
  bool made = make_folder(path_);
  for (int i = 2; !made && name.empty(); ++i) {
    path_ = above / fmt::format("{}-{}", last, i);
    made = make_folder(path_);
  }
  lock_ = lock_folder(path_);
  if (!made && !fs::is_empty(path_)) {
    close(lock_);
    throw UsageError("this folder already holds a run", path_.string(), "give another --name, or none");
  }
  point_latest(runs, path_);
}

RunFolder::RunFolder(const fs::path& earlier) {
  std::error_code missing;
  path_ = fs::canonical(earlier, missing);
  if (missing || !fs::is_directory(path_))
    throw UsageError("there is no run to go on with", earlier.string(), "give the folder of a run");
  path_ = earlier;
  lock_ = lock_folder(path_);
}

RunFolder::~RunFolder() { close(lock_); }

void RunFolder::write(std::string_view file, std::string_view bytes) const {
  io::write_file((path_ / file).string(), {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace ember::train
