// How a program ends when it cannot go on.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace ember::train {

/// Ends a program with one line each of what is wrong, where, and what to do about it.
struct Failure : std::runtime_error {
  Failure(const std::string& what, std::string at, std::string advice, int status)
      : std::runtime_error(what), where(std::move(at)), remedy(std::move(advice)), exit_status(status) {}

  std::string where;   ///< `command line`, `my.toml:7:3`, `update 12431`
  std::string remedy;  ///< `did you mean 'lr'?`
  int exit_status;
};

/// A mistake in what the user asked for: a wrong flag, file or name. Exit status 2.
struct UsageError : Failure {
  UsageError(const std::string& what, std::string at, std::string advice)
      : Failure(what, std::move(at), std::move(advice), 2) {}
};

/// A number of the training became infinite or not a number. The weights are as they were before the update
/// and the remedy names the last good checkpoint. Exit status 4.
struct Diverged : Failure {
  Diverged(const std::string& what, std::string at, std::string advice)
      : Failure(what, std::move(at), std::move(advice), 4) {}
};

}  // namespace ember::train
