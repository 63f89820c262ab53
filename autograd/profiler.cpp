#include <algorithm>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/tensor.hpp>
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

std::vector<OpTime> Profiler::table(bool by_shapes) const {
  std::map<std::pair<std::string, std::string>, OpTime> by_name;
  for (const Call& call : calls_) {
    OpTime& op = by_name[{call.name, by_shapes ? call.shapes : ""}];
    op.name = call.name;
    if (by_shapes) op.shapes = call.shapes;
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

namespace {

/// Microseconds with three digits, whatever the locale.
std::string decimal(double microseconds) {
  const auto nanoseconds = static_cast<int64_t>(microseconds * 1000);
  const std::string digits = std::to_string(1000 + nanoseconds % 1000);
  return std::to_string(nanoseconds / 1000) + "." + digits.substr(1);
}

}  // namespace

std::string Profiler::trace() const {
  std::string json = "{\"traceEvents\":[";
  const char* between = "\n";
  for (const Call& call : calls_) {
    json += between;
    json += "{\"name\":\"" + call.name +
            "\",\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":" + decimal(call.start_us) +
            ",\"dur\":" + decimal(call.total_us) + ",\"args\":{\"shapes\":\"" + call.shapes +
            "\"}},\n{\"name\":\"memory\",\"ph\":\"C\",\"pid\":1,\"ts\":" +
            decimal(call.start_us + call.total_us) +
            ",\"args\":{\"bytes alive\":" + std::to_string(call.bytes_alive) + "}}";
    between = ",\n";
  }
  return json + "\n]}\n";
}

void OpTimer::start(std::string name, std::initializer_list<const Tensor*> operands) {
  profiler_ = detail::modes.profiler;
  outer_ = std::exchange(innermost, this);
  call_ = profiler_->calls_.size();
  inner_us_ = 0;
  std::string shapes;
  for (const Tensor* operand : operands) {
    if (!operand->defined()) continue;
    if (!shapes.empty()) shapes += ' ';
    shapes += text_of(operand->sizes());
  }
  profiler_->calls_.push_back({std::move(name), std::move(shapes), 0, 0, 0, 0});
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
