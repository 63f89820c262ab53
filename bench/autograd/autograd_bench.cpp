// autograd_bench: the cost of one op on a tensor of one element, so that little but bookkeeping is measured:
// without recording, and recorded with its backward and the release of its node. Each window is a chain of
// 1000 ops; the time stated is that of one op, the 10th percentile of 200 windows.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <functional>
#include <vector>

namespace ember {
namespace {

constexpr int chain_length = 1000, windows = 200;
using Op = std::function<Tensor(const Tensor&)>;

double seconds_per_op(const std::function<void()>& chain) {
  std::vector<double> seconds;
  for (int i = 0; i < windows; ++i) {
    const auto start = std::chrono::steady_clock::now();
    chain();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    seconds.push_back(spent.count() / chain_length);
  }
  std::nth_element(seconds.begin(), seconds.begin() + windows / 10, seconds.end());
  return seconds[windows / 10];
}

void add_rows(const std::string& name, const Op& op) {
  const auto row = [](const std::string& label, const std::function<void()>& chain) {
    benchmark::RegisterBenchmark(label.c_str(),
                                 [chain](benchmark::State& state) {
                                   const double seconds = seconds_per_op(chain);
                                   for (auto _ : state) state.SetIterationTime(seconds);
                                 })
        ->UseManualTime()
        ->Iterations(1);
  };
  row(name + "/without_grad", [op] {
    Tensor y = ones({1});
    for (int i = 0; i < chain_length; ++i) y = op(y);
    benchmark::DoNotOptimize(y);
  });
  row(name + "/forward_backward_free", [op, x = ones({1}, requires_grad())] {
    Tensor y = x;
    for (int i = 0; i < chain_length; ++i) y = op(y);
    y.backward();
  });
}

}  // namespace
}  // namespace ember

int main(int argc, char** argv) {
  using ember::Tensor;
  const Tensor c = ember::ones({1});
  ember::add_rows("add_number", [](const Tensor& y) { return y + 1; });
  ember::add_rows("mul_number", [](const Tensor& y) { return y * 1; });
  ember::add_rows("add", [c](const Tensor& y) { return y + c; });
  ember::add_rows("mul", [c](const Tensor& y) { return y * c; });
  ember::add_rows("mul_self", [](const Tensor& y) { return y * y; });
  ember::add_rows("relu", [](const Tensor& y) { return ember::relu(y); });
  ember::add_rows("tanh", [](const Tensor& y) { return ember::tanh(y); });
  ember::add_rows("sum", [](const Tensor& y) { return ember::sum(y, 0, true); });
  ember::add_rows("reshape", [](const Tensor& y) { return y.reshape({1}); });
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
