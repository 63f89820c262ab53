// The recipes that come with Ember: train/recipes/ALGORITHM.toml, built into the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ember::train {

/// The TOML text of an algorithm's recipes, one table for each; empty if it has none.
std::string_view recipes_of(std::string_view algorithm);

/// The algorithms that have recipes, in alphabetical order.
std::vector<std::string> algorithms_with_recipes();

}  // namespace ember::train
