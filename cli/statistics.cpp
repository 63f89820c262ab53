#include <ember/autograd/error.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/cli/statistics.hpp>

#include <algorithm>
#include <numeric>

namespace ember::cli {

double iqm(std::vector<double> values) {
  require<ValueError>(!values.empty(), "iqm: no values");
  std::sort(values.begin(), values.end());
  const auto cut = static_cast<std::ptrdiff_t>(values.size() / 4);
  const auto kept = static_cast<double>(values.size()) - 2.0 * static_cast<double>(cut);
  return std::accumulate(values.begin() + cut, values.end() - cut, 0.0) / kept;
}

double median(std::vector<double> values) {
  require<ValueError>(!values.empty(), "median: no values");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Interval iqm_interval(const std::vector<std::vector<double>>& tasks) {
  require<ValueError>(!tasks.empty(), "iqm_interval: no tasks");
  for (const auto& runs : tasks) require<ValueError>(!runs.empty(), "iqm_interval: a task without runs");
  constexpr size_t draws = 10'000;
  Generator random(1);
  std::vector<double> estimates, drawn;
  for (size_t i = 0; i < draws; ++i) {
    drawn.clear();
    for (const auto& runs : tasks)
      for (size_t k = 0; k < runs.size(); ++k)
        drawn.push_back(runs[static_cast<size_t>(random.uniform() * static_cast<double>(runs.size()))]);
    estimates.push_back(iqm(drawn));
  }
  std::sort(estimates.begin(), estimates.end());
  return {estimates[draws / 40 - 1], estimates[draws - draws / 40]};
}

}  // namespace ember::cli
