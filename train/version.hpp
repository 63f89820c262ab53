// Which Ember this is.
#pragma once

namespace ember::train {

/// `0.1.0`
const char* version();

/// The commit that was built, with `-dirty` if its files had been changed; `unknown` outside a repository.
const char* commit();

/// Compiler and flags: `GNU 12.2.0, Release`
const char* build();

}  // namespace ember::train
