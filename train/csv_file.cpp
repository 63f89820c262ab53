#include <ember/train/csv_file.hpp>
#include <ember/train/failure.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <stdexcept>
#include <system_error>

namespace ember::train {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
}

}  // namespace

CsvFile::CsvFile(std::filesystem::path file, const std::vector<std::string>& columns, uint64_t kept)
    : file_(std::move(file)), columns_(columns.size()), bytes_(kept) {
  std::error_code missing;
  if (kept > 0 && (!std::filesystem::exists(file_, missing) || std::filesystem::file_size(file_) < kept))
    throw UsageError("this file has lost rows of the run", file_.string(), "start a new run");
  descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0 || ftruncate(descriptor_, static_cast<off_t>(kept)) != 0) refuse(file_);
  if (kept > 0) return;
  for (const auto& column : columns) waiting_ += (waiting_.empty() ? "" : ",") + column;
  waiting_ += '\n';
}

CsvFile::~CsvFile() {
  try {
    flush();
  } catch (const std::system_error&) {
    // The program is already ending; a full disk was reported by the flush before.
  }
  close(descriptor_);
}

void CsvFile::append(const std::vector<double>& row) {
  if (row.size() != columns_)
    throw std::invalid_argument(fmt::format("CsvFile::append: {} numbers for {} columns of {}", row.size(),
                                            columns_, file_.string()));
  bool first = true;
  for (const double x : row) {
    if (!first) waiting_ += ',';
    first = false;
    if (std::isfinite(x)) waiting_ += fmt::format("{}", x);
  }
  waiting_ += '\n';
}

void CsvFile::flush() {
  size_t written = 0;
  while (written < waiting_.size()) {
    const ssize_t taken = write(descriptor_, waiting_.data() + written, waiting_.size() - written);
    if (taken < 0 && errno == EINTR) continue;
    if (taken > 0) bytes_ += static_cast<uint64_t>(taken);
    if (taken < 0) {
      waiting_.erase(0, written);
      refuse(file_);
    }
    written += static_cast<size_t>(taken);
  }
  waiting_.clear();
}

}  // namespace ember::train
