// Ctrl-C as a wish, not as an accident.
#pragma once

namespace ember::train {

/// From now on SIGINT and SIGTERM are only remembered; a second one ends the process at once with 128 + its
/// number. Call it once, at the start of a program.
void catch_stop_signals();

/// The signal that asked the program to stop (SIGINT or SIGTERM), or 0. The exit status of a program that
/// saved its work and stopped is 128 + this.
int stop_signal();

}  // namespace ember::train
