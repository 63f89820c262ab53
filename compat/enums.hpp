// torch::kMean, torch::kReflect, ...: each of a type of its own, torch::enumtype::kMean, as code that keeps
// them in a std::variant wants, and each converting to what Ember's options take.
#pragma once

#include <ember/nn/init.hpp>
#include <ember/nn/options/conv.hpp>
#include <ember/nn/options/loss.hpp>
#include <variant>

namespace torch {

// A name that Ember's options know, and one that only what Ember leaves out would take.
#define EMBER_COMPAT_CHOICE(choice)                                                                   \
  namespace enumtype {                                                                                \
  struct choice {                                                                                     \
    static constexpr const char* name = #choice;                                                      \
    constexpr operator std::remove_const_t<decltype(ember::choice)>() const { return ember::choice; } \
  };                                                                                                  \
  }                                                                                                   \
  inline constexpr enumtype::choice choice;
#define EMBER_COMPAT_ABSENT_CHOICE(choice)       \
  namespace enumtype {                           \
  struct choice {                                \
    static constexpr const char* name = #choice; \
  };                                             \
  }                                              \
  inline constexpr enumtype::choice choice;
EMBER_COMPAT_CHOICE(kNone)
EMBER_COMPAT_CHOICE(kMean)
EMBER_COMPAT_CHOICE(kSum)
EMBER_COMPAT_CHOICE(kBatchMean)
EMBER_COMPAT_CHOICE(kConstant)
EMBER_COMPAT_CHOICE(kZeros)
EMBER_COMPAT_CHOICE(kReflect)
EMBER_COMPAT_CHOICE(kReplicate)
EMBER_COMPAT_CHOICE(kCircular)
EMBER_COMPAT_CHOICE(kValid)
EMBER_COMPAT_CHOICE(kSame)
EMBER_COMPAT_CHOICE(kLinear)
EMBER_COMPAT_CHOICE(kConv1D)
EMBER_COMPAT_CHOICE(kConv2D)
EMBER_COMPAT_CHOICE(kConvTranspose1D)
EMBER_COMPAT_CHOICE(kConvTranspose2D)
EMBER_COMPAT_CHOICE(kSigmoid)
EMBER_COMPAT_CHOICE(kTanh)
EMBER_COMPAT_CHOICE(kReLU)
EMBER_COMPAT_CHOICE(kLeakyReLU)
EMBER_COMPAT_CHOICE(kSELU)
EMBER_COMPAT_CHOICE(kFanIn)
EMBER_COMPAT_CHOICE(kFanOut)
EMBER_COMPAT_ABSENT_CHOICE(kConv3D)
EMBER_COMPAT_ABSENT_CHOICE(kConvTranspose3D)
EMBER_COMPAT_ABSENT_CHOICE(kGELU)
EMBER_COMPAT_ABSENT_CHOICE(kSiLU)
EMBER_COMPAT_ABSENT_CHOICE(kMish)
EMBER_COMPAT_ABSENT_CHOICE(kNearest)
EMBER_COMPAT_ABSENT_CHOICE(kNearestExact)
EMBER_COMPAT_ABSENT_CHOICE(kBilinear)
EMBER_COMPAT_ABSENT_CHOICE(kBicubic)
EMBER_COMPAT_ABSENT_CHOICE(kTrilinear)
EMBER_COMPAT_ABSENT_CHOICE(kArea)
EMBER_COMPAT_ABSENT_CHOICE(kMax)
EMBER_COMPAT_ABSENT_CHOICE(kBorder)
EMBER_COMPAT_ABSENT_CHOICE(kReflection)
EMBER_COMPAT_ABSENT_CHOICE(kRNN_TANH)
EMBER_COMPAT_ABSENT_CHOICE(kRNN_RELU)
EMBER_COMPAT_ABSENT_CHOICE(kLSTM)
EMBER_COMPAT_ABSENT_CHOICE(kGRU)
#undef EMBER_COMPAT_CHOICE
#undef EMBER_COMPAT_ABSENT_CHOICE

namespace enumtype {
/// "kMean": the name of the choice that a variant holds.
template <class... Choices> std::string get_enum_name(const std::variant<Choices...>& choice) {
  return std::visit([](const auto& held) -> std::string { return held.name; }, choice);
}
}  // namespace enumtype
}  // namespace torch
