// Suggestions for misspelt names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ember::train {

/// The candidate nearest to `word` by the number of letters to insert, delete, replace or swap with their
/// neighbour, without regard to case and to `-` against `_`; empty if more than a third of the letters (but
/// always two) differ.
std::string nearest_name(std::string_view word, std::span<const std::string> candidates);

/// `did you mean 'NAME'?`, or the given text where nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         const std::string& otherwise);

}  // namespace ember::train
