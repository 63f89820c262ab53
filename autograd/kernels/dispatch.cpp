#include <cstdlib>
#include <cstring>
#include <ember/autograd/kernels/table.hpp>

namespace ember::kernels {

namespace baseline {
void fill(KernelTable& table);
}
namespace avx2 {
void fill(KernelTable& table);
}
namespace avx512 {
void fill(KernelTable& table);
}

namespace {

#if defined EMBER_X86
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
}
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#endif

struct Tables {
  KernelTable baseline{Isa::baseline, "baseline", {}, {}};
#if defined EMBER_X86
  KernelTable avx2{Isa::avx2, "avx2", {}, {}}, avx512{Isa::avx512, "avx512", {}, {}};
#endif

  Tables() {
    kernels::baseline::fill(baseline);
#if defined EMBER_X86
    // Filling is code of that instruction set too: not to be run where the processor lacks it.
    if (has_avx2()) kernels::avx2::fill(avx2);
    if (has_avx512()) kernels::avx512::fill(avx512);
#endif
  }
};

const Tables& tables() {
  static const Tables all;
  return all;
}

constexpr const char* names[] = {"baseline", "avx2", "avx512"};

const KernelTable* requested() {
  const char* request = std::getenv("EMBER_ISA");
  if (!request) return nullptr;
  for (int i = 0; i < 3; ++i) {
    if (std::strcmp(request, names[i]) == 0) return table_for(static_cast<Isa>(i));
  }
  return nullptr;
}

}  // namespace

constinit std::atomic<const KernelTable*> detail::current{nullptr};

const KernelTable& detail::choose() {
  const KernelTable* chosen = requested();
  for (Isa isa : {Isa::avx512, Isa::avx2, Isa::baseline}) {
    if (!chosen) chosen = table_for(isa);
  }
  const KernelTable* expected = nullptr;
  return current.compare_exchange_strong(expected, chosen) ? *chosen : *expected;
}

const KernelTable* table_for(Isa isa) {
#if defined EMBER_X86
  if (isa == Isa::avx512) return has_avx512() ? &tables().avx512 : nullptr;
  if (isa == Isa::avx2) return has_avx2() ? &tables().avx2 : nullptr;
#endif
  return isa == Isa::baseline ? &tables().baseline : nullptr;
}

bool isa_request_refused() {
  const char* request = std::getenv("EMBER_ISA");
  return request && *request && !requested();
}

void use_table(const KernelTable& chosen) { detail::current.store(&chosen, std::memory_order_release); }

}  // namespace ember::kernels
