#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "edge_behaviours.hpp"

namespace {

/// What differs from PyTorch, with what Ember does; the reasons are in docs/differences_from_pytorch.md.
const std::map<int, std::string> differences{
    {38, "throws"},   // mse_loss of [3, 1] and [3]
    {166, "throws"},  // an empty Sequential, as in PyTorch's C++
    {171, "None"},    // zero_grad, as in PyTorch 2
    {216, "throws"},  // multinomial with too few non-zero weights
};

/// What has no counterpart in C++: deepcopy, numpy(), an option given as text, and two arguments of which one
/// must be left out.
const std::map<int, std::string> without_counterpart{
    {151, "copies of a Tensor are the same tensor"},
    {152, "there is no numpy()"},
    {200, "a reduction is a value of an enum"},
};

std::string observed(const std::function<std::string()>& row) {
  try {
    return row();
  } catch (const ember::Error&) {
    return "throws";
  }
}

TEST(EdgeBehaviours, EqualPyTorchsButForTheDocumentedOnes) {
  edge::Rows rows = edge::rows_of_tensors();
  rows.merge(edge::rows_of_autograd());
  rows.merge(edge::rows_of_layers());
  std::ifstream oracle(EMBER_TEST_DATA "/compat/edge_behaviours.txt");
  std::string line;
  int read = 0;
  while (std::getline(oracle, line)) {
    ++read;
    std::istringstream fields(line);
    std::string number, expected, expression;
    std::getline(fields, number, '\t');
    std::getline(fields, expected, '\t');
    std::getline(fields, expression);
    const int row = std::stoi(number);
    if (row >= 202 && row <= 215) continue;  // distributions
    if (without_counterpart.contains(row)) continue;
    ASSERT_TRUE(rows.contains(row)) << line;
    const auto difference = differences.find(row);
    EXPECT_EQ(observed(rows[row]), difference == differences.end() ? expected : difference->second) << line;
  }
  EXPECT_EQ(read, 224);
  EXPECT_LE(differences.size() + without_counterpart.size(), 12u);
}

}  // namespace
