#include "baseline.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

namespace ember::bench {

bool Baseline::read(const std::string& path) {
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object() || !json.contains("benchmarks") || !json["benchmarks"].is_array()) return false;
  for (const auto& row : json["benchmarks"]) {
    if (row.value("run_type", "") != "iteration") continue;
    const std::string unit = row.value("time_unit", "ns"), name = row.value("name", "");
    const double scale = unit == "s" ? 1 : unit == "ms" ? 1e-3 : unit == "us" ? 1e-6 : 1e-9;
    rows_[name] = {name, row.value("real_time", 0.0) * scale, row.value("noise", 0.0), 0, 0};
  }
  return !rows_.empty();
}

Baseline::Comparison Baseline::compare(const Measured& row) const {
  constexpr double least = 0.05;  // differences below this are never called a change
  const auto found = rows_.find(row.name);
  if (found == rows_.end() || found->second.seconds <= 0) return {nullptr, 1, 1};
  return {&found->second, row.seconds / found->second.seconds,
          1 + std::max(least, 2 * (row.noise + found->second.noise))};
}

std::vector<std::string> Baseline::slower(const std::vector<Measured>& now) const {
  std::vector<std::string> names;
  for (const Measured& row : now) {
    const Comparison c = compare(row);
    if (c.before != nullptr && c.ratio > c.room) names.push_back(row.name);
  }
  return names;
}

void Baseline::lower(std::vector<Measured>& now) const {
  for (Measured& row : now) {
    const auto found = rows_.find(row.name);
    if (found != rows_.end()) row.seconds = std::min(row.seconds, found->second.seconds);
  }
}

bool Baseline::is_met_by(const std::vector<Measured>& now) const {
  int compared = 0;
  for (const Measured& row : now) {
    const Comparison c = compare(row);
    if (c.before == nullptr) continue;
    ++compared;
    if (c.ratio <= c.room && c.ratio >= 1 / c.room) continue;
    std::printf("%s %s: %.4g us before, %.4g us now, %.2f of it; noise allows %.2f\n",
                c.ratio > 1 ? "slower" : "faster", row.name.c_str(), c.before->seconds * 1e6,
                row.seconds * 1e6, c.ratio, c.room);
  }
  const size_t count = slower(now).size();
  std::printf("%zu of %d rows became slower than in the baseline\n", count, compared);
  return count == 0;
}

}  // namespace ember::bench
