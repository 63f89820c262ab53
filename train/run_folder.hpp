// The folder of one run.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ember::train {

/// A new folder RUNS/ENV/ALGORITHM/sSEED-YYYYMMDD-HHMMSS, held by a lock while this lives, and RUNS/latest
/// pointing to it. A second run that starts in the same second gets `-2` after its name.
class RunFolder {
 public:
  /// Makes the folder and all above it. With a `name` that is the last part instead of seed and time.
  /// Throws `UsageError` if the name is not a plain file name, if the folder already holds a run or if
  /// another process is writing it; `std::system_error` if it cannot be made or written.
  RunFolder(const std::filesystem::path& runs, const std::string& env, const std::string& algorithm,
            unsigned long long seed, const std::string& name = "");
  /// The folder of an earlier run, held by a lock. Throws `UsageError` if there is none or another process is
  /// writing it.
  explicit RunFolder(const std::filesystem::path& earlier);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Path of a file in the folder.
  std::filesystem::path operator/(std::string_view file) const { return path_ / file; }

  /// Makes `bytes` the content of a file of the folder, at once. Throws `IoError`.
  void write(std::string_view file, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace ember::train
