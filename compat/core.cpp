#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ember/compat/core.hpp>
#include <filesystem>
#include <iostream>

namespace c10 {
namespace {

WarningHandler to_stderr;
std::atomic<bool> always{false};
thread_local WarningHandler* chosen = nullptr;

}  // namespace

void WarningHandler::process(const SourceLocation& source_location, const std::string& msg, bool) {
  std::cerr << "Warning: " << msg << " (" << source_location.function << " at " << source_location.file << ':'
            << source_location.line << ")\n";
}

namespace Warning {
WarningHandler* get_warning_handler() noexcept { return chosen != nullptr ? chosen : &to_stderr; }
void set_warning_handler(WarningHandler* handler) noexcept { chosen = handler; }
void warn(const SourceLocation& source_location, const std::string& msg, bool verbatim) {
  get_warning_handler()->process(source_location, msg, verbatim);
}
bool get_warnAlways() noexcept { return always; }
void set_warnAlways(bool on) noexcept { always = on; }
}  // namespace Warning

TempFile::~TempFile() {
  if (!name.empty()) std::remove(name.c_str());
}

TempFile make_tempfile(const std::string& prefix) {
  std::string path = (std::filesystem::temp_directory_path() / (prefix + "XXXXXX")).string();
  const int file = mkstemp(path.data());
  ember::require<ember::IoError>(file >= 0, "make_tempfile: no temporary file: ", path);
  close(file);
  return TempFile(std::move(path));
}

}  // namespace c10
