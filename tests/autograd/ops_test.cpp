// What holds for every op: its values and derivatives are PyTorch's and those of finite differences, and the
// table of ops is complete.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <fstream>
#include <regex>
#include <set>

#include "op_cases.hpp"

namespace ember {
namespace {

std::string label(const OpCase& c) { return c.name + " in " + to_string(c.dtype); }

double ulp_of(double x, ScalarType dtype) {
  const int bits = dtype == kFloat ? 24 : 53, least = dtype == kFloat ? -149 : -1074;
  int exponent = 0;
  std::frexp(x, &exponent);
  return std::ldexp(1.0, std::max(exponent - bits, least));
}

/// Elementwise results agree within 4 ulp, others within 1e-6 / 1e-12 of the largest magnitude at play.
void expect_equal(const Tensor& ours, const Tensor& theirs, bool elementwise, double scale,
                  const std::string& what) {
  ASSERT_EQ(ours.defined(), theirs.defined()) << what;
  if (!ours.defined()) return;
  ASSERT_EQ(ours.sizes().vec(), theirs.sizes().vec()) << what;
  ASSERT_EQ(ours.dtype(), theirs.dtype()) << what;
  const Tensor a = to(ours.detach(), kDouble).contiguous(), b = to(theirs, kDouble);
  // PyTorch's own trigamma is good to 9 digits.
  const bool by_trigamma = what.find("gamma") != what.npos && what.find("gradient") != what.npos;
  const double relative = ours.dtype() == kFloat ? 1e-6 : by_trigamma ? 1e-9 : 1e-12;
  const bool cancels = what.starts_with("logaddexp");  // near 0 a difference of numbers near 1
  for (int64_t i = 0; i < a.numel(); ++i) scale = std::max(scale, std::fabs(b.data_ptr<double>()[i]));
  for (int64_t i = 0; i < a.numel(); ++i) {
    const double x = a.data_ptr<double>()[i], y = b.data_ptr<double>()[i];
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    const double bound = !is_floating_point(ours.dtype()) ? 0
                         : elementwise ? 4 * ulp_of(cancels ? std::max(1.0, std::fabs(y)) : y, ours.dtype())
                                       : relative * scale;
    ASSERT_LE(std::fabs(x - y), bound) << what << ", element " << i << ": " << x << " instead of " << y;
  }
}

variable_list with_gradient(const variable_list& all) {
  variable_list chosen;
  for (const Tensor& x : all) {
    if (x.defined() && x.requires_grad()) chosen.push_back(x);
  }
  return chosen;
}

Tensor weighted(const variable_list& all, int64_t seed) {
  Tensor total = zeros({}, all[0].dtype());
  for (size_t i = 0; i < all.size(); ++i)
    total = total + (all[i] * case_weights(all[i], seed + static_cast<int64_t>(i))).sum();
  return total;
}

double largest(const variable_list& inputs) {
  double scale = 1;
  for (const Tensor& x : inputs) {
    if (x.numel() > 0) scale = std::max(scale, to(x.detach(), kDouble).abs().max().item<double>());
  }
  return scale;
}

TEST(Ops, ValuesAreThoseOfPyTorch) {
  ASSERT_GT(op_cases().size(), 300U);
  for (const OpCase& c : op_cases()) {
    const variable_list inputs = c.make_inputs(), made = c.row().call(inputs);
    ASSERT_EQ(made.size(), c.outputs.size()) << label(c);
    for (size_t i = 0; i < made.size(); ++i)
      expect_equal(made[i], c.outputs[i], c.row().elementwise, largest(inputs), label(c));
  }
}

TEST(Ops, GradientsAreThoseOfPyTorch) {
  for (const OpCase& c : op_cases()) {
    const variable_list inputs = c.make_inputs(), wanted = with_gradient(inputs);
    const variable_list used = with_gradient(c.row().call(inputs));
    ASSERT_EQ(used.empty() || wanted.empty(), c.gradients.empty()) << label(c);
    if (c.gradients.empty()) continue;
    const variable_list plain = autograd::grad({weighted(used, 100)}, wanted, {}, true, false, true);
    const variable_list recorded = autograd::grad({weighted(used, 100)}, wanted, {}, true, true, true);
    for (size_t i = 0; i < plain.size(); ++i) {
      const double scale = 8 * largest(inputs);
      expect_equal(plain[i], c.gradients[i], false, scale, label(c) + ", gradient " + std::to_string(i));
      expect_equal(recorded[i], c.gradients[i], false, scale,
                   label(c) + ", recorded gradient " + std::to_string(i));
      EXPECT_FALSE(plain[i].defined() && plain[i].requires_grad()) << label(c);
    }
    if (c.second.empty()) continue;
    const variable_list again = with_gradient(recorded);
    const variable_list second = again.empty()
                                     ? variable_list(wanted.size())
                                     : autograd::grad({weighted(again, 200)}, wanted, {}, false, false, true);
    for (size_t i = 0; i < second.size(); ++i) {
      const std::string what = label(c) + ", second gradient " + std::to_string(i);
      const Tensor zero = zeros_like(wanted[i]);  // PyTorch leaves out what Ember may state as 0, and back
      expect_equal(second[i].defined() ? second[i] : zero, c.second[i].defined() ? c.second[i] : zero, false,
                   64, what);
    }
  }
}

template <class Check> void for_each_differentiable_case(const Check& check) {
  for (const OpCase& c : op_cases()) {
    if (c.dtype != kDouble || c.gradients.empty()) continue;
    if (c.name == "to") continue;  // rounds to float32 on the way: no difference quotient sees its slope
    check(c, c.make_inputs());
  }
}

TEST(Ops, GradientsAreThoseOfFiniteDifferences) {
  for_each_differentiable_case([](const OpCase& c, const variable_list& inputs) {
    EXPECT_NO_THROW(autograd::gradcheck(c.row().call, inputs, 1e-6, 1e-6, 1e-6)) << label(c);
  });
}

TEST(Ops, SecondGradientsAreThoseOfFiniteDifferences) {
  for_each_differentiable_case([](const OpCase& c, const variable_list& inputs) {
    EXPECT_NO_THROW(autograd::gradgradcheck(c.row().call, inputs, {}, 1e-6, 1e-5, 1e-5)) << label(c);
  });
}

// The check above has teeth: a derivative that is off by a thousandth is found for every op.
TEST(Ops, ADerivativeScaledByAThousandthIsCaught) {
  for_each_differentiable_case([](const OpCase& c, const variable_list& inputs) {
    bool flat = true;
    for (const Tensor& g : c.gradients)
      flat &= !g.defined() || g.numel() == 0 || g.abs().max().item<double>() == 0;
    if (flat) return;
    const auto wrong = [&](const variable_list& given) {
      variable_list made = c.row().call(given);
      for (Tensor& y : made) {
        if (!y.requires_grad()) continue;
        y = y * 1;
        y.register_hook([](const Tensor& g) { return g * 1.001; });
      }
      return made;
    };
    EXPECT_FALSE(autograd::gradcheck(wrong, inputs, 1e-6, 1e-6, 1e-6, false)) << label(c);
  });
}

TEST(Ops, ASecondBackwardGivesTheSameBits) {
  for_each_differentiable_case([](const OpCase& c, const variable_list& inputs) {
    const variable_list wanted = with_gradient(inputs);
    const Tensor loss = weighted(with_gradient(c.row().call(inputs)), 100);
    const variable_list first = autograd::grad({loss}, wanted, {}, true, false, true),
                        second = autograd::grad({loss}, wanted, {}, true, false, true);
    for (size_t i = 0; i < first.size(); ++i) {
      if (!first[i].defined()) continue;
      const Tensor a = first[i].contiguous(), b = second[i].contiguous();
      EXPECT_TRUE(a.numel() == 0 || std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0) << label(c);
    }
  });
}

TEST(Ops, EveryRowHasACase) {
  std::set<std::string> used;
  for (const OpCase& c : op_cases()) used.insert(c.row().name);
  for (const OpRow& row : op_rows()) EXPECT_TRUE(used.contains(row.name)) << row.name;
}

TEST(Ops, EveryPublicOpHasARow) {
  std::set<std::string> rows;
  for (const OpRow& row : op_rows()) {
    const std::string name = row.name;
    rows.insert(name.substr(0, name.find('/')));
  }
  const std::set<std::string> not_ops{"compare", "result_type", "allclose",
                                      "equal"};  // tested in pointwise_test
  const std::regex declaration(
      R"(^(?:inline )?(?:Tensor|std::vector<Tensor>|std::tuple<Tensor, Tensor>|bool) ([a-z]\w*[a-z0-9])\()");
  for (const char* header : {"pointwise", "reduce", "matmul", "view", "index", "copy", "sort", "scan",
                             "indexing", "arrange", "composed", "linalg"}) {
    std::ifstream file(std::string(EMBER_TEST_DATA) + "/../../autograd/" + header + ".hpp");
    bool inside_detail = false;
    for (std::string line; std::getline(file, line);) {
      if (line.rfind("namespace detail {", 0) == 0) inside_detail = true;
      if (line.rfind("}  // namespace detail", 0) == 0) inside_detail = false;
      std::smatch found;
      if (inside_detail || !std::regex_search(line, found, declaration) || not_ops.contains(found[1]))
        continue;
      EXPECT_TRUE(rows.contains(found[1]))
          << header << ".hpp declares " << found[1] << ", which no row calls";
    }
  }
}

}  // namespace
}  // namespace ember
