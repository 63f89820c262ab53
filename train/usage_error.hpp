// A mistake in what the user asked for: wrong flag, file or name.
#pragma once

#include <stdexcept>
#include <string>

namespace ember::train {

/// Ends a program with exit status 2 after one line each of what is wrong, where, and what to do about it.
struct UsageError : std::runtime_error {
  UsageError(const std::string& what, std::string at, std::string advice)
      : std::runtime_error(what), where(std::move(at)), remedy(std::move(advice)) {}

  std::string where;   ///< `command line`, `EMBER_LR in the environment`, `my.toml:7:3`
  std::string remedy;  ///< `did you mean --lr?`
};

}  // namespace ember::train
