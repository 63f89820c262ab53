// autograd_bench: what one op costs beside its arithmetic, in Ember and in libtorch. The time stated is that
// of a chain of 1000 ops; items_per_second counts single ops.
#include "chains.hpp"
#include "rows.hpp"

namespace ember::bench {
namespace {

void add_rows() {
  const std::vector<Chain> chains = ember_chains();
  for (size_t i = 0; i < chains.size(); ++i) {
    std::vector<std::string> names{"ember"};
    if (is_asked("libtorch")) names.push_back("libtorch");
    add_race(chains[i].name, {.items = chain_length}, names, [=]() -> std::vector<Contestant> {
      std::vector<Contestant> all{{.name = "ember", .run = [run = chains[i].run](int) { run(); }}};
#if defined EMBER_BENCH_LIBTORCH
      if (names.size() > 1)
        all.push_back({.name = "libtorch", .run = [run = libtorch_chains()[i].run](int) { run(); }});
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
