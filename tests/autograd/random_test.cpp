// Random tensors against tests/oracle/autograd/random_tensors.py.
#include <gtest/gtest.h>

#include <cstring>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace ember {
namespace {

std::string hex_of(const Tensor& t) {
  constexpr const char* digit = "0123456789abcdef";
  const Tensor dense = t.contiguous();
  const auto* bytes = static_cast<const unsigned char*>(dense.data_ptr());
  std::string text;
  for (size_t i = 0; i < dense.nbytes(); ++i) {
    if (i > 0 && i % dense.itemsize() == 0) text += ' ';
    text += digit[bytes[i] >> 4];
    text += digit[bytes[i] & 15];
  }
  return text;
}

const std::map<std::string, std::function<Tensor()>>& draws() {
  static const Tensor rows = tensor({{1.0, 2.0, 3.0, 4.0}, {4.0, 3.0, 2.0, 1.0}});
  static const std::map<std::string, std::function<Tensor()>> all{
      {"rand",
       [] {
         return rand({3, 5});
       }},
      {"rand_f64",
       [] {
         return rand({2, 2}, kDouble);
       }},
      {"randn",
       [] {
         return randn({3, 7});
       }},
      {"randn_small", [] { return randn({3}); }},
      {"randn_f64",
       [] {
         return randn({4, 5}, kDouble);
       }},
      {"randint", [] { return randint(-3, 12, {11}); }},
      {"randint_f32",
       [] {
         return randint(9, {2, 3}, kFloat);
       }},
      {"randint_u8", [] { return randint(200, {5}, kByte); }},
      {"randperm", [] { return randperm(13); }},
      {"normal_tensors", [] { return normal(arange(20.0), arange(1.0, 21.0) / 7); }},
      {"normal_broadcast",
       [] {
         return normal(arange(3.0).reshape({3, 1}), ones({2}) / 3);
       }},
      {"normal_number", [] { return normal(arange(4.0, kDouble), 0.5); }},
      {"bernoulli", [] { return bernoulli(linspace(0, 1, 17)); }},
      {"bernoulli_p", [] { return empty({9}, kLong).bernoulli_(0.4); }},
      {"multinomial", [] { return multinomial(rows, 6, true); }},
      {"multinomial_once",
       [] {
         return multinomial(tensor({0.5, 0.1, 0.9, 2.0}), 1);
       }},
      {"multinomial_distinct", [] { return multinomial(rows, 3); }},
      {"uniform_transposed",
       [] {
         return empty({3, 4}).t().uniform_(-1, 1);
       }},
      {"normal_transposed",
       [] {
         return empty({5, 4}).t().normal_(1, 2);
       }},
      {"normal_strided",
       [] {
         return zeros({20, 2}).select(1, 1).normal_();
       }},
      {"random_permuted",
       [] {
         return zeros({2, 3, 4}, kLong).permute({2, 0, 1}).random_(0, 50);
       }},
      {"exponential", [] { return empty({10}).exponential_(2.5); }},
      {"cauchy", [] { return empty({10}, kDouble).cauchy_(0.25, 2); }},
      {"geometric", [] { return empty({10}, kDouble).geometric_(0.25); }},
      {"log_normal", [] { return empty({20}, kDouble).log_normal_(0.1, 0.5); }},
  };
  return all;
}

TEST(Random, EqualsPyTorchToTheBit) {
  std::ifstream file(EMBER_TEST_DATA "/autograd/random_tensors.txt");
  size_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    std::istringstream words(line);
    std::string name, type, shape, values;
    uint64_t seed = 0;
    words >> name >> seed >> type >> shape >> std::ws;
    std::getline(words, values);
    manual_seed(seed);
    const Tensor drawn = draws().at(name)();
    EXPECT_EQ(to_string(drawn.dtype()), type) << name;
    EXPECT_EQ(hex_of(drawn), values) << name << " with seed " << seed;
  }
  EXPECT_EQ(lines, draws().size() * 5);
}

TEST(Random, AGivenGeneratorIsIndependentOfTheProcess) {
  manual_seed(3);
  Generator generator(3);
  const Tensor expected = rand({4});
  rand({7});
  EXPECT_TRUE(all(rand({4}, generator) == expected).item<bool>());
}

TEST(Random, RefusesParametersOutsideTheirRange) {
  EXPECT_THROW(randint(2, 2, {1}), ValueError);
  EXPECT_THROW(empty({2}).normal_(0, -1), ValueError);
  EXPECT_THROW(empty({2}).uniform_(1, 0), ValueError);
  EXPECT_THROW(empty({2}).bernoulli_(1.5), ValueError);
  EXPECT_THROW(empty({2}, kLong).uniform_(), TypeError);
  EXPECT_THROW(multinomial(zeros({3}), 1), ValueError);
  EXPECT_THROW(multinomial(tensor({1.0, -1.0}), 1), ValueError);
  EXPECT_THROW(multinomial(tensor({1.0, 0.0}), 2), ValueError);
  EXPECT_THROW(randperm(-1), ValueError);
  EXPECT_THROW(rand({2}, requires_grad()).uniform_(), GraphError);
}

TEST(Random, NeverReachesTheUpperEnd) {
  manual_seed(0);
  const Tensor x = rand({1'000'000});
  EXPECT_GE(x.min().item<float>(), 0);
  EXPECT_LT(x.max().item<float>(), 1);
}

TEST(Random, CutsThePastOutOfTheGraph) {
  const Tensor x = ones({3}, requires_grad());
  Tensor y = x * 2;
  y.uniform_();
  EXPECT_TRUE(y.requires_grad());
  y.sum().backward();
  EXPECT_EQ(x.grad().abs().sum().item<float>(), 0);
}

}  // namespace
}  // namespace ember
