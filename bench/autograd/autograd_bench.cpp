// autograd_bench: what one op costs beside its arithmetic, in Ember and in libtorch. The time stated is that
// of a chain of 1000 ops; items_per_second counts single ops. Losses are run once, forward and backward;
// `ember` and `libtorch` are the same text, `ember_fused` is Ember's single node.
#include <algorithm>

#include "chains.hpp"
#include "rows.hpp"

namespace ember::bench {
namespace {

void add_rows() {
  const std::vector<Chain> chains = ember_chains(), fused = ember_fused_chains();
  for (size_t i = 0; i < chains.size(); ++i) {
    std::vector<std::string> names{"ember"};
    const auto node = std::find_if(fused.begin(), fused.end(),
                                   [&](const Chain& chain) { return chain.name == chains[i].name; });
    const auto single = node == fused.end() ? std::function<void()>() : node->run;
    if (single) names.push_back("ember_fused");
    if (is_asked("libtorch")) names.push_back("libtorch");
    add_race(chains[i].name, {.items = static_cast<double>(chains[i].ops)}, names,
             [=]() -> std::vector<Contestant> {
               std::vector<Contestant> all{{.name = "ember", .run = [run = chains[i].run](int) { run(); }}};
               if (single) all.push_back({.name = "ember_fused", .run = [single](int) { single(); }});
#if defined EMBER_BENCH_LIBTORCH
               if (names.back() == "libtorch")
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
