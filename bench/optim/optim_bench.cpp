// optim_bench: one step of an optimizer on 17 410 parameters, in Ember and in libtorch.
#include "rows.hpp"
#include "steps.hpp"

namespace ember::bench {
namespace {

void add_rows() {
  const std::vector<Step> steps = ember_steps();
  for (size_t i = 0; i < steps.size(); ++i) {
    std::vector<std::string> names{"ember"};
    if (is_asked("libtorch")) names.push_back("libtorch");
    add_race(steps[i].name, {}, names, [=]() -> std::vector<Contestant> {
      std::vector<Contestant> all{{.name = "ember", .run = [run = steps[i].run](int) { run(); }}};
#if defined EMBER_BENCH_LIBTORCH
      if (names.size() > 1)
        all.push_back({.name = "libtorch", .run = [run = libtorch_steps()[i].run](int) { run(); }});
#endif
      return all;
    });
  }
}

}  // namespace
}  // namespace ember::bench

int main(int argc, char** argv) {
#if defined EMBER_BENCH_LIBTORCH
  constexpr bool found = true;
#else
  constexpr bool found = false;
#endif
  return ember::bench::run_suite(argc, argv, {{"libtorch", found, "libtorch-dev"}}, ember::bench::add_rows);
}
