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

void WarningHandler::process(const Warning& warning) {
  process(warning.source_location(), warning.msg(), warning.verbatim());
}

void WarningHandler::process(const SourceLocation& source_location, const std::string& msg, bool) {
  std::cerr << "Warning: " << msg << " (" << source_location.function << " at " << source_location.file << ':'
            << source_location.line << ")\n";
}

namespace WarningUtils {
WarningHandler* get_warning_handler() noexcept { return chosen != nullptr ? chosen : &to_stderr; }
void set_warning_handler(WarningHandler* handler) noexcept { chosen = handler; }
bool get_warnAlways() noexcept { return always; }
void set_warnAlways(bool on) noexcept { always = on; }
}  // namespace WarningUtils

void warn(const Warning& warning) { WarningUtils::get_warning_handler()->process(warning); }
void Warning::warn(const SourceLocation& location, const std::string& text, bool verbatim) {
  c10::warn(Warning(location, text, verbatim));
}

void hear(const std::string& text) {
  static std::atomic<bool> heard{false};
  if (text.starts_with("Using backward()") && heard.exchange(true) && !always) return;
  Warning::warn({"ember", "", 0}, text);
}

namespace utils {
void set_env(const char* name, const char* value, bool overwrite) { setenv(name, value, overwrite); }
std::optional<std::string> get_env(const char* name) noexcept {
  const char* value = std::getenv(name);
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}
}  // namespace utils

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
