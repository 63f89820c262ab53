// Text of tensors against libtorch's, tests/oracle/autograd/print.cpp.
#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/print.hpp>
#include <ember/autograd/view.hpp>
#include <fstream>
#include <limits>
#include <sstream>

namespace ember {
namespace {

TEST(Print, EqualsLibtorch) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor cases[] = {
#include "../oracle/autograd/print_cases.inl"
  };
  std::ifstream file(EMBER_TEST_DATA "/autograd/print.txt");
  for (const Tensor& x : cases) {
    std::string expected, line;
    while (std::getline(file, line) && line != "====") expected += line + "\n";
    std::ostringstream text;
    text << x << "\n";
    EXPECT_EQ(text.str(), expected);
  }
}

TEST(Print, LeavesTheFormatOfTheStream) {
  std::ostringstream text;
  text << tensor({0.5, 1.5});
  text.str("");
  text << 0.123456789;
  EXPECT_EQ(text.str(), "0.123457");
}

}  // namespace
}  // namespace ember
