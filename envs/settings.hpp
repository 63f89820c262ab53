#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ember::envs {

/// Arguments of make() by name, as text: `{{"is_slippery", "false"}}`.
using Settings = std::map<std::string, std::string, std::less<>>;

/// One argument that an environment takes.
struct Setting {
  std::string name;
  std::string fallback;  ///< the value without an argument, as text
  std::string help;
};

/// Fills the options of an environment from settings. Options list their members once, in `describe(reader)`:
///
///     template <class Reader>
///     void describe(Reader& reader) { reader("gravity", gravity, "between -12 and 0"); }
class SettingReader {
 public:
  /// `what` names the environment in errors.
  explicit SettingReader(std::string what, Settings given = {})
      : what_(std::move(what)), given_(std::move(given)) {}

  /// Gives `member` the value set for `name`, if there is one. Throws ValueError if it cannot be read:
  /// booleans are true, false, 1 or 0 (and Python's True and False); numbers must be finite.
  void operator()(const char* name, bool& member, const char* help);
  void operator()(const char* name, double& member, const char* help);
  void operator()(const char* name, std::int64_t& member, const char* help);
  void operator()(const char* name, std::string& member, const char* help);

  /// All settings that were asked for, in order.
  const std::vector<Setting>& listed() const { return listed_; }

  /// Throws ValueError, naming what there is, if a setting was given that nothing asked for.
  void finish() const;

 private:
  const std::string* find(const char* name, std::string fallback, const char* help);
  [[noreturn]] void refuse(const char* name, const std::string& value, const char* wanted) const;

  std::string what_;
  Settings given_;
  std::vector<Setting> listed_;
};

}  // namespace ember::envs
