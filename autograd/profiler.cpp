#include <algorithm>
#include <cstdio>
#include <ember/autograd/profiler.hpp>
#include <map>
#include <utility>

namespace ember {
namespace {

thread_local OpTimer* innermost = nullptr;

}  // namespace

Profiler::Profiler()
    : before_(std::exchange(detail::modes.profiler, this)), counted_before_(pool::count_into(&memory_)) {}

Profiler::~Profiler() {
  detail::modes.profiler = before_;
  pool::count_into(counted_before_);
}

std::vector<OpTime> Profiler::table() const {
  std::map<std::string, OpTime> by_name;
  for (const Call& call : calls_) {
    OpTime& op = by_name[call.name];
    op.name = call.name;
    ++op.calls;
    op.total_us += call.total_us;
    op.self_us += call.self_us;
  }
  std::vector<OpTime> rows;
  for (auto& [name, op] : by_name) rows.push_back(std::move(op));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const OpTime& a, const OpTime& b) { return a.self_us > b.self_us; });
  return rows;
}

std::string Profiler::trace() const {
  std::string json = "{\"traceEvents\":[";
  const char* between = "";
  for (const Call& call : calls_) {
    char line[256];
    std::snprintf(
        line, sizeof line,
        "%s\n{\"name\":\"%s\",\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":%.3f,\"dur\":%.3f},"
        "\n{\"name\":\"memory\",\"ph\":\"C\",\"pid\":1,\"ts\":%.3f,\"args\":{\"bytes alive\":%lld}}",
        between, call.name.c_str(), call.start_us, call.total_us, call.start_us + call.total_us,
        static_cast<long long>(call.bytes_alive));
    json += line;
    between = ",";
  }
  return json + "\n]}\n";
}

void OpTimer::start(std::string name) {
  profiler_ = detail::modes.profiler;
  outer_ = std::exchange(innermost, this);
  call_ = profiler_->calls_.size();
  profiler_->calls_.push_back({std::move(name), 0, 0, 0, 0});
  profiler_->calls_[call_].start_us = profiler_->now();
}

void OpTimer::stop() {
  innermost = outer_;
  if (detail::modes.profiler != profiler_) return;
  Profiler::Call& call = profiler_->calls_[call_];
  call.total_us = profiler_->now() - call.start_us;
  call.self_us = call.total_us - inner_us_;
  call.bytes_alive = profiler_->memory_.alive;
  if (outer_ != nullptr) outer_->inner_us_ += call.total_us;
}

}  // namespace ember
