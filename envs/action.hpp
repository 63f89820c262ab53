#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <type_traits>

#include <ember/envs/error.hpp>

namespace ember::envs {

/// An action of either kind, for code that meets environments through Env: a choice or a row of values. The
/// row is borrowed and must live until the call returns.
class Action {
 public:
  template <std::integral T> Action(T choice) : choice_(static_cast<std::int64_t>(choice)) {}
  Action(std::span<const float> values)
      : values_(values.data()), choice_(static_cast<std::int64_t>(values.size())) {
    static constexpr float empty = 0;
    if (values_ == nullptr) values_ = &empty;
  }
  template <class Row>
  requires(!std::same_as<std::remove_cvref_t<Row>, Action> &&
           std::convertible_to<Row&&, std::span<const float>>) Action(Row&& row)
      : Action(std::span<const float>(row)) {}

  bool is_choice() const { return values_ == nullptr; }

  /// The action as the kind an environment takes. Throws ActionError if it is of the other kind.
  template <class T>
  requires(std::same_as<T, std::int64_t> || std::same_as<T, std::span<const float>>) T as()
  const {
    if (is_choice() != std::same_as<T, std::int64_t>) [[unlikely]]
      refuse();
    if constexpr (std::same_as<T, std::int64_t>) {
      return choice_;
    } else {
      return {values_, static_cast<std::size_t>(choice_)};
    }
  }

 private:
  [[noreturn]] void refuse() const {
    throw ActionError(is_choice() ? "step: the action space is continuous, the action is a choice"
                                  : "step: the action space is discrete, the action is a row of values");
  }

  const float* values_ = nullptr;
  std::int64_t choice_;  // or the length of the row
};

/// What an environment may take: a choice, a row of values, or (code for both kinds) an Action.
template <class T>
concept ActionType =
    std::same_as<T, std::int64_t> || std::same_as<T, std::span<const float>> || std::same_as<T, Action>;

}  // namespace ember::envs
