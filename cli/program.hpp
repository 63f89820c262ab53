// What is the same in every program of Ember: its surroundings, and how it ends.
#pragma once

#include <functional>
#include <span>
#include <string>

namespace ember::cli {

/// Runs `program` with the arguments after the first and returns the exit status of the process:
/// 0 all is well, 1 something failed while running, 2 wrong usage, 4 the training diverged, 130 or 143
/// interrupted. A failure is told on standard error in at most three lines: what, where, what to do. A closed
/// output is no failure, a full disk is.
int run(int argc, char** argv, int (*program)(std::span<const std::string>));

/// What `program` returns; a failure that it throws is told as above, and its status returned.
int guarded(const std::function<int()>& program);

}  // namespace ember::cli
