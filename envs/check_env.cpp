#include <ember/envs/check_env.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace ember::envs {
namespace {

// One episode after another under random actions, and what came of it.
class Run {
 public:
  explicit Run(const Env& env) : env_(env), space_(env.observation_space()), actions_(env.action_space()) {
    actions_.seed(1);
    row_.resize(env.observation_size());
  }

  void reset(Seed seed) {
    forget();
    env_.reset(seed, row_);
    last_ = {};
  }

  void step() {
    const std::vector<double> sample = actions_.sample();
    values_.assign(sample.begin(), sample.end());
    forget();
    last_ = env_.takes_choice() ? env_.step(static_cast<std::int64_t>(sample[0]), row_)
                                : env_.step(values_, row_);
  }

  bool written() const {
    return std::none_of(row_.begin(), row_.end(),
                        [](float v) { return std::bit_cast<std::uint32_t>(v) == untouched; });
  }
  bool inside() const { return space_.contains(std::span<const float>(row_)); }

  bool same_as(const Run& other) const {
    const auto bits = [](float a, float b) {
      return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
    };
    return std::equal(row_.begin(), row_.end(), other.row_.begin(), bits) &&
           last_.reward == other.last_.reward && last_.terminated == other.last_.terminated &&
           last_.truncated == other.last_.truncated;
  }

  Env& env() { return env_; }
  const Step& last() const { return last_; }
  std::span<float> row() { return row_; }

 private:
  // A NaN that no computation makes.
  static constexpr std::uint32_t untouched = 0x7fc0beef;
  void forget() { std::fill(row_.begin(), row_.end(), std::bit_cast<float>(untouched)); }

  Env env_;
  Space space_, actions_;
  std::vector<float> row_, values_;
  Step last_;
};

class Findings {
 public:
  void expect(bool good, const std::string& rule) {
    if (!good && std::find(broken_.begin(), broken_.end(), rule) == broken_.end()) broken_.push_back(rule);
  }

  // Runs a part of the check; what it throws is a finding.
  template <class Part> void part(const char* name, Part run) {
    try {
      run();
    } catch (const std::exception& error) {
      expect(false, std::string(name) + ": throws: " + error.what());
    }
  }

  std::vector<std::string> take() { return std::move(broken_); }

 private:
  std::vector<std::string> broken_;
};

template <class Wanted, class Call> bool throws(Call call) {
  try {
    call();
  } catch (const Wanted&) {
    return true;
  } catch (...) {
  }
  return false;
}

void check_row(Findings& findings, const Run& run, const char* where) {
  findings.expect(run.written(), std::string(where) + ": does not write every value of the observation");
  if (run.written())
    findings.expect(run.inside(), std::string(where) + ": the observation is outside its space");
}

void check_repetition(Findings& findings, const Env& env, std::int64_t steps) {
  Run a(env), b(env);
  for (Run* run : {&a, &b}) run->reset(7);
  check_row(findings, a, "reset");
  findings.expect(a.same_as(b), "reset: the same seed gives another observation");
  for (std::int64_t i = 0; i < steps; ++i) {
    for (Run* run : {&a, &b}) run->step();
    check_row(findings, a, "step");
    findings.expect(std::isfinite(a.last().reward), "step: the reward is not finite");
    findings.expect(a.same_as(b), "step: the same seed and actions give another result");
    if (!a.last().done() || !b.last().done()) continue;
    for (Run* run : {&a, &b}) run->reset({});
    check_row(findings, a, "reset");
    findings.expect(a.same_as(b), "reset: without a seed, equal generators give other observations");
  }
}

void check_copies(Findings& findings, const Env& env) {
  Run a(env);
  a.reset(3);
  for (int i = 0; i < 5 && !a.last().done(); ++i) a.step();
  if (a.last().done()) a.reset({});
  Run copy = a, loaded = a;
  Env fresh = env;
  load(fresh, save(a.env()));
  loaded.env() = fresh;
  for (int i = 0; i < 50; ++i) {
    a.step();
    copy.step();
    loaded.step();
    findings.expect(a.same_as(copy), "copy: goes on differently, or shares state");
    findings.expect(a.same_as(loaded), "serialize: a saved and loaded state goes on differently");
    if (!a.last().done() || !copy.last().done() || !loaded.last().done()) continue;
    for (Run* run : {&a, &copy, &loaded}) run->reset({});
  }
}

void check_refusals(Findings& findings, const Env& env) {
  Run run(env);
  findings.expect(throws<StateError>([&] { run.step(); }), "step: accepted before reset");
  run.reset(0);
  const auto state = save(run.env());
  const auto refused = [&](const std::string& what, auto call) {
    findings.expect(throws<Error>(call), "step: accepted: " + what);
    findings.expect(save(run.env()) == state, "step: changed the state although it refused: " + what);
    load(run.env(), state);
  };
  if (env.takes_choice()) {
    const Discrete actions = env.action_space().discrete();
    for (const std::int64_t bad : {actions.start() - 1, actions.start() + actions.n()}) {
      refused("action " + std::to_string(bad), [&] { run.env().step(bad, run.row()); });
    }
  } else {
    std::vector<float> bad(env.action_size(), 0.0f);
    bad.back() = std::numeric_limits<float>::quiet_NaN();
    refused("an action that is NaN", [&] { run.env().step(bad, run.row()); });
    bad.assign(env.action_size() + 1, 0.0f);
    refused("an action of the wrong length", [&] { run.env().step(bad, run.row()); });
  }
  std::vector<float> wide(env.observation_size() + 1);
  findings.expect(throws<Error>([&] { run.env().reset(0, wide); }),
                  "reset: accepted memory of the wrong size");
}

void check_end(Findings& findings, const Env& env, std::int64_t steps) {
  Run run(env);
  run.reset(0);
  for (std::int64_t i = 0; i < steps && !run.last().done(); ++i) run.step();
  if (run.last().done()) {
    findings.expect(throws<StateError>([&] { run.step(); }), "step: accepted after the end of an episode");
  }
}

}  // namespace

std::vector<std::string> check_env(const Env& env, std::int64_t steps) {
  if (steps < 1) throw ValueError("check_env: steps must be positive: " + std::to_string(steps));
  Findings findings;
  findings.part("reset and step", [&] { check_repetition(findings, env, steps); });
  findings.part("copies and saved states", [&] { check_copies(findings, env); });
  findings.part("refusals", [&] { check_refusals(findings, env); });
  findings.part("end of an episode", [&] { check_end(findings, env, steps); });
  return findings.take();
}

}  // namespace ember::envs
