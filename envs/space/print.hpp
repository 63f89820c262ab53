#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Numbers and arrays in the spelling of NumPy, for the printing of spaces.
namespace ember::envs {

/// The shortest decimal that reads back as the same value, without a forced fraction: `0.1`, `2`, `inf`.
std::string print_number(double value);

/// `-7`
std::string print_integer(double value);

/// str() of a NumPy scalar: the shortest decimal of its type with at least one digit after the point.
std::string print_scalar(double value, bool single);

/// str() of a NumPy array of rank 1 or more.
std::string print_array(const std::vector<double>& values, const std::vector<std::int64_t>& shape,
                        bool integer, bool single);

/// `(3,)`, `(210, 160, 3)`.
std::string print_shape(const std::vector<std::int64_t>& shape);

}  // namespace ember::envs
