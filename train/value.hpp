// Values of options: numbers, truths, texts and lists, and how they are written.
#pragma once

#include <cstdint>
#include <ember/rl/options.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ember::train {

/// What an option can hold.
using Value = std::variant<double, int64_t, bool, std::string, std::vector<int64_t>>;

/// A member of an options struct, of one of the same types in the same order.
using Member = std::variant<double*, int64_t*, bool*, std::string*, std::vector<int64_t>*>;

/// What values an option accepts.
using Rule = std::variant<rl::Any, rl::Range, rl::OneOf, rl::Widths>;

/// `a number`, `a whole number`, `true or false`, `a text` or `a list of whole numbers`.
std::string kind_of(const Member& member);

/// The text as a value of the member's type, if it is one: `0.5`; `64` or `1e5`; `true`, `yes`, `on`, `1` and
/// their opposites; any text; `64,64` or `[64, 64]`. The locale has no say in it.
std::optional<Value> parse_value(const Member& member, const std::string& text);

/// Sets the member if the value has its type, or is a number that its type holds exactly. Returns whether it
/// did.
bool set_member(const Member& member, const Value& value);

/// The present value of the member.
Value value_of(const Member& member);

/// Whether the rule allows the value. No rule allows infinities and not-a-number.
bool allows(const Rule& rule, const Value& value);

/// `in [0, 1]`, `at least 1`, `greater than 0`, `one of: mse, huber`; empty if every value will do.
std::string text_of(const Rule& rule);

/// The value as TOML writes it; a double reads back as the same double.
std::string toml_of(const Value& value);

}  // namespace ember::train
