#include <cstdlib>
#include <string>

#include "compare.hpp"

namespace ember::kernels {
namespace {

TEST(KernelTable, HasEveryKernelOnEveryInstructionSet) {
  auto complete = [](const auto& k, const char* name) {
    using K = std::decay_t<decltype(k)>;
    void* pointers[sizeof(K) / sizeof(void*)];
    std::memcpy(pointers, &k, sizeof k);
    for (size_t i = 0; i < sizeof(K) / sizeof(void*); ++i)
      EXPECT_NE(pointers[i], nullptr) << name << " entry " << i;
  };
  for (const KernelTable* table : all_tables()) {
    complete(table->f32, table->name);
    complete(table->f64, table->name);
  }
  complete(reference_table().f32, "reference");
  complete(reference_table().f64, "reference");
}

TEST(KernelTable, FollowsTheRequestedInstructionSet) {
  const char* request = std::getenv("EMBER_ISA");
  const KernelTable& chosen = table();
  if (request && !isa_request_refused()) {
    EXPECT_EQ(std::string(chosen.name), request);
  }
  EXPECT_NE(table_for(chosen.isa), nullptr);
  EXPECT_NE(table_for(Isa::baseline), nullptr);
}

TEST(KernelTable, RefusesAnUnknownInstructionSet) {
  const char* before = std::getenv("EMBER_ISA");
  const std::string kept = before ? before : "";
  setenv("EMBER_ISA", "mmx", 1);
  EXPECT_TRUE(isa_request_refused());
  setenv("EMBER_ISA", "baseline", 1);
  EXPECT_FALSE(isa_request_refused());
  if (before)
    setenv("EMBER_ISA", kept.c_str(), 1);
  else
    unsetenv("EMBER_ISA");
}

TEST(KernelTable, CanBeReplacedForATest) {
  const KernelTable& before = table();
  for (const KernelTable* t : all_tables()) {
    use_table(*t);
    EXPECT_EQ(&table(), t);
    EXPECT_EQ(&kernels_for<float>(), &t->f32);
  }
  use_table(before);
}

}  // namespace
}  // namespace ember::kernels
