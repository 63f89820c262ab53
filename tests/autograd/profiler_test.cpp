#include <gtest/gtest.h>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

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

TEST(Profiler, TellsTheShapesOfOperandsApart) {
  const Tensor w = ones({4, 3}, requires_grad());
  const Profiler profiler;
  matmul(ones({2, 4}), w).sum().backward();
  matmul(ones({5, 4}), w);
  EXPECT_EQ(row_of(profiler.table(), "matmul")->calls, 3u);
  std::vector<std::string> shapes;
  for (const OpTime& op : profiler.table(true)) {
    if (op.name == "matmul") shapes.push_back(op.shapes);
  }
  std::sort(shapes.begin(), shapes.end());
  EXPECT_EQ(shapes, (std::vector<std::string>{"[2, 4] [4, 3]", "[4, 2] [2, 3]", "[5, 4] [4, 3]"}));
  EXPECT_EQ(row_of(profiler.table(true), "MmBackward")->shapes, "[2, 3]");
}

// What chrome://tracing asks of a file:
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
TEST(Profiler, WritesATraceThatIsJsonWithOneCompleteEventPerCall) {
  const Profiler profiler;
  const Tensor x = ones({8}, requires_grad());
  tanh(x + 1).sum().backward();
  const nlohmann::json trace = nlohmann::json::parse(profiler.trace());
  std::vector<std::string> names;
  for (const auto& event : trace.at("traceEvents")) {
    EXPECT_EQ(event.at("pid"), 1);
    EXPECT_GE(event.at("ts").get<double>(), 0);
    if (event.at("ph") == "X") {
      names.push_back(event.at("name"));
      EXPECT_GE(event.at("dur").get<double>(), 0);
      EXPECT_TRUE(event.at("args").at("shapes").is_string());
    } else {
      EXPECT_EQ(event.at("ph"), "C");
      EXPECT_TRUE(event.at("args").at("bytes alive").is_number_integer());
    }
  }
  for (const char* name : {"add", "tanh", "sum", "TanhBackward"})
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
}

TEST(Profiler, WritesATraceOfNothingToo) {
  EXPECT_TRUE(nlohmann::json::parse(Profiler().trace()).at("traceEvents").empty());
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
