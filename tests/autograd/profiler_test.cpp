#include <gtest/gtest.h>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>

#include <algorithm>

namespace ember {
namespace {

const OpTime* row_of(const std::vector<OpTime>& table, const std::string& name) {
  const auto at = std::find_if(table.begin(), table.end(), [&](const OpTime& op) { return op.name == name; });
  return at == table.end() ? nullptr : &*at;
}

TEST(Profiler, CountsOpsForwardAndBackwardWhileItLives) {
  const Tensor w = ones({64, 64}, requires_grad());
  std::vector<OpTime> table;
  {
    const Profiler profiler;
    matmul(w, w).tanh().sum().backward();
    tanh(w);
    table = profiler.table();
  }
  matmul(w, w);
  ASSERT_NE(row_of(table, "matmul"), nullptr);
  EXPECT_EQ(row_of(table, "tanh")->calls, 2u);
  ASSERT_NE(row_of(table, "MmBackward"), nullptr);
  for (size_t i = 1; i < table.size(); ++i) EXPECT_GE(table[i - 1].self_us, table[i].self_us);
  for (const OpTime& op : table) EXPECT_GE(op.total_us + 1e-9, op.self_us) << op.name;
}

TEST(Profiler, AccountsForTheMemoryOfTensors) {
  const Profiler profiler;
  {
    const Tensor x = zeros({1024});
    EXPECT_GE(profiler.memory().alive, 4096);
    EXPECT_GE(profiler.memory().allocations, 2u);
  }
  EXPECT_EQ(profiler.memory().alive, 0);
  EXPECT_GE(profiler.memory().peak, 4096);
}

TEST(Profiler, WritesATraceOfOneCompleteEventPerCall) {
  const Profiler profiler;
  const Tensor x = ones({8}) + 1;
  const std::string json = profiler.trace();
  EXPECT_TRUE(json.starts_with("{\"traceEvents\":["));
  EXPECT_NE(json.find("\"name\":\"add\",\"ph\":\"X\""), json.npos);
  EXPECT_NE(json.find("\"bytes alive\""), json.npos);
  EXPECT_TRUE(json.ends_with("]}\n"));
}

TEST(Profiler, AnInnerOneTakesOverAndGivesBack) {
  const Profiler outer;
  {
    const Profiler inner;
    exp(ones({2}));
    EXPECT_EQ(inner.table().size(), 1u);
  }
  EXPECT_TRUE(outer.table().empty());
  log(ones({2}));
  EXPECT_EQ(outer.table().size(), 1u);
}

}  // namespace
}  // namespace ember
