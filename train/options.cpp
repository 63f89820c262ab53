#include <ember/autograd/error.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/nearest_name.hpp>
#include <ember/train/options.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace ember::train {
namespace {

// What the same thing is called in other programs.
const std::map<std::string, std::string> foreign_names = {
    {"learning_rate", "lr"},
    {"total_timesteps", "steps"},
    {"n_timesteps", "steps"},
    {"env_id", "env"},
    {"start_e", "epsilon_start"},
    {"end_e", "epsilon_end"},
    {"eval_freq", "eval_every"},
    {"train_frequency", "train_every"},
    {"target_network_frequency", "target_update"},
};

std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

// Shortest text that reads back as the same double, and is not taken for a whole number.
std::string text_of(double x) {
  const std::string text = fmt::format("{}", x);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

std::string quoted(const std::string& text) {
  std::string toml = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') toml += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      toml += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      toml += c;
  }
  return toml + '"';
}

template <class Number> std::optional<Number> number(std::string_view text) {
  Number x{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return x;
}

std::optional<int64_t> whole(double x) {
  if (!(std::abs(x) < 9.2e18) || x != std::floor(x)) return std::nullopt;
  return static_cast<int64_t>(x);
}

// Also reads 1e5.
std::optional<int64_t> whole(std::string_view text) {
  if (const auto x = number<int64_t>(text)) return x;
  const auto x = number<double>(text);
  return x ? whole(*x) : std::nullopt;
}

std::optional<bool> truth(const std::string& text) {
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  return std::nullopt;
}

std::optional<std::vector<int64_t>> whole_list(std::string text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  std::erase(text, ' ');
  std::vector<int64_t> list;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const auto x = whole(std::string_view(text).substr(begin, end - begin));
    if (!x || end + 1 == text.size()) return std::nullopt;
    list.push_back(*x);
    begin = end + 1;
  }
  return list;
}

// The text as a value of the option's own type, where it is one.
std::optional<Value> value_of(const Option& option, const std::string& text) {
  const auto lift = [](auto x) -> std::optional<Value> {
    return x ? std::optional<Value>(*x) : std::nullopt;
  };
  if (std::holds_alternative<double*>(option.member)) return lift(number<double>(text));
  if (std::holds_alternative<int64_t*>(option.member)) return lift(whole(text));
  if (std::holds_alternative<bool*>(option.member)) return lift(truth(text));
  if (std::holds_alternative<std::string*>(option.member)) return text;
  return lift(whole_list(text));
}

std::string kind_of(const Option& option) {
  constexpr const char* kinds[] = {"a number", "a whole number", "true or false", "a text",
                                   "a list of whole numbers"};
  return kinds[option.member.index()];
}

// Sets the member if the value has its type, or one that stands for the same value in it.
bool set(const Option& option, const Value& value) {
  if (auto* const* x = std::get_if<double*>(&option.member)) {
    if (const auto* i = std::get_if<int64_t>(&value)) return **x = static_cast<double>(*i), true;
    const auto* d = std::get_if<double>(&value);
    return d && (**x = *d, true);
  }
  if (auto* const* x = std::get_if<int64_t*>(&option.member)) {
    if (const auto* d = std::get_if<double>(&value)) {
      const auto i = whole(*d);
      return i && (**x = *i, true);
    }
    const auto* i = std::get_if<int64_t>(&value);
    return i && (**x = *i, true);
  }
  return std::visit(
      [&](auto* x) {
        const auto* same = std::get_if<std::remove_reference_t<decltype(*x)>>(&value);
        return same && (*x = *same, true);
      },
      option.member);
}

bool allowed(const Rule& rule, const Value& value) {
  const auto in_range = [&](double x) {
    const auto* range = std::get_if<rl::Range>(&rule);
    if (!std::isfinite(x)) return false;
    return !range || ((range->without_low ? x > range->low : x >= range->low) &&
                      (range->without_high ? x < range->high : x <= range->high));
  };
  if (const auto* x = std::get_if<double>(&value)) return in_range(*x);
  if (const auto* x = std::get_if<int64_t>(&value)) return in_range(static_cast<double>(*x));
  if (const auto* x = std::get_if<std::vector<int64_t>>(&value))
    return std::all_of(x->begin(), x->end(), [&](int64_t i) { return in_range(static_cast<double>(i)); });
  const auto* words = std::get_if<rl::OneOf>(&rule);
  const auto* text = std::get_if<std::string>(&value);
  return !words || !text || std::count(words->words.begin(), words->words.end(), *text) > 0;
}

std::string whole_file(const std::string& path) {
  constexpr uint64_t limit = 16 << 20;
  try {
    const auto bytes = io::read_file(path, limit);
    return {bytes.begin(), bytes.end()};
  } catch (const Error& error) {
    throw UsageError(error.what(), "--config " + path,
                     "give a TOML file, such as the config.toml of an earlier run");
  }
}

}  // namespace

std::string toml_of(const Value& value) {
  struct {
    std::string operator()(double x) const { return text_of(x); }
    std::string operator()(int64_t x) const { return fmt::format("{}", x); }
    std::string operator()(bool x) const { return x ? "true" : "false"; }
    std::string operator()(const std::string& x) const { return quoted(x); }
    std::string operator()(const std::vector<int64_t>& x) const {
      std::string list;
      for (const int64_t i : x) list += (list.empty() ? "" : ", ") + fmt::format("{}", i);
      return "[" + list + "]";
    }
  } write;
  return std::visit(write, value);
}

std::string Option::flag() const { return "--" + with(name, '_', '-'); }

std::string Option::variable() const {
  std::string upper = "EMBER_" + name;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

std::string Option::rule_text() const {
  if (const auto* words = std::get_if<rl::OneOf>(&rule)) {
    std::string list;
    for (const auto& word : words->words) list += (list.empty() ? "" : ", ") + word;
    return "one of: " + list;
  }
  const auto* range = std::get_if<rl::Range>(&rule);
  if (!range) return {};
  if (std::isinf(range->high))
    return fmt::format("{} {}", range->without_low ? "greater than" : "at least", range->low);
  return fmt::format("in {}{}, {}{}", range->without_low ? '(' : '[', range->low, range->high,
                     range->without_high ? ')' : ']');
}

Value Option::value() const {
  return std::visit([](auto* x) { return Value(*x); }, member);
}

Options::Options(std::string program, std::string_view recipes) : program_(std::move(program)) {
  if (!recipes.empty()) recipes_ = read_tables(recipes, "recipes of " + program_);
}

void Options::add_option(Option option) {
  if (find(option.name)) throw std::logic_error("Options::add: '" + option.name + "' is there already");
  options_.push_back(std::move(option));
}

Option* Options::find(std::string_view name) {
  const auto it =
      std::find_if(options_.begin(), options_.end(), [&](const Option& o) { return o.name == name; });
  return it == options_.end() ? nullptr : &*it;
}

std::string Options::advice(const std::string& unknown) const {
  const bool is_flag = unknown.rfind("--", 0) == 0;
  const auto spelt = [&](const std::string& name) { return is_flag ? "--" + with(name, '_', '-') : name; };
  const auto foreign = foreign_names.find(with(is_flag ? unknown.substr(2) : unknown, '-', '_'));
  std::vector<std::string> names = {spelt("recipe")};
  if (is_flag) names.insert(names.end(), {"--config", "--help"});
  for (const auto& option : options_) {
    names.push_back(spelt(option.name));
    if (foreign != foreign_names.end() && foreign->second == option.name)
      return "here it is called '" + names.back() + "'";
  }
  return did_you_mean(unknown, names, "`ember " + program_ + " --help` lists all options");
}

void Options::assign(Option& option, const Given& given, const std::string& origin) {
  const auto refuse = [&](const std::string& rule, const std::string& remedy) {
    throw UsageError(given.shown + ": must be " + rule, given.where, remedy);
  };
  const Value before = option.value();
  if (!set(option, given.value)) refuse(kind_of(option), option.name + ": " + option.doc);
  if (!allowed(option.rule, option.value())) {
    std::string remedy = option.name + ": " + option.doc;
    if (const auto* words = std::get_if<rl::OneOf>(&option.rule))
      remedy = did_you_mean(std::get<std::string>(option.value()), words->words, remedy);
    set(option, before);
    refuse(option.rule_text().empty() ? "finite" : option.rule_text(), remedy);
  }
  option.origin = origin;
}

void Options::assign_text(Option& option, const std::string& text, const std::string& shown,
                          const std::string& where, const std::string& origin) {
  const auto value = value_of(option, text);
  if (!value)
    throw UsageError(shown + ": must be " + kind_of(option), where, option.name + ": " + option.doc);
  assign(option, {*value, shown, where}, origin);
}

void Options::assign_table(const Table& table, const std::string& origin) {
  for (const auto& [key, given] : table) {
    Option* option = find(key);
    if (!option) {
      throw UsageError("unknown key '" + key + "'", given.where, advice(key));
    }
    assign(*option, given, origin);
  }
}

void Options::use_recipe(const std::string& name, const std::string& where) {
  const auto recipe = recipes_.find(name);
  if (recipe == recipes_.end()) {
    std::vector<std::string> known;
    std::string list;
    for (const auto& [known_name, table] : recipes_) {
      known.push_back(known_name);
      list += (list.empty() ? "" : ", ") + known_name;
    }
    throw UsageError("unknown recipe '" + name + "'", where, did_you_mean(name, known, "there are: " + list));
  }
  recipe_ = name;
  assign_table(recipe->second, "recipe " + name);
}

std::string Options::read(std::span<const std::string> arguments) {
  const Flags flags = parse(arguments);
  if (flags.markdown) return markdown();
  if (flags.help) {
    if (!recipes_.empty()) use_recipe(flags.recipe.empty() ? "ember" : flags.recipe, "command line");
    return help();
  }

  Table config;
  if (!flags.config.empty()) config = read_table(whole_file(flags.config), flags.config);
  const auto take = [&](const std::string& key) -> std::optional<Given> {
    auto entry = config.extract(key);
    if (entry.empty()) return std::nullopt;
    if (!std::holds_alternative<std::string>(entry.mapped().value))
      throw UsageError(entry.mapped().shown + ": must be a text", entry.mapped().where,
                       "write " + key + " = \"...\"");
    return entry.mapped();
  };
  if (const auto command = take("program"); command && std::get<std::string>(command->value) != program_)
    throw UsageError("this file is for `ember " + std::get<std::string>(command->value) + "`", command->where,
                     "run that, or give another file");

  const auto configured = take("recipe");
  if (!recipes_.empty()) {
    const char* variable = std::getenv("EMBER_RECIPE");
    if (!flags.recipe.empty())
      use_recipe(flags.recipe, "command line");
    else if (variable)
      use_recipe(variable, "EMBER_RECIPE in the environment");
    else if (configured)
      use_recipe(std::get<std::string>(configured->value), configured->where);
    else
      use_recipe("ember", "the recipes");
  }
  assign_table(config, std::filesystem::path(flags.config).filename().string());
  for (auto& option : options_)
    if (const char* text = std::getenv(option.variable().c_str()))
      assign_text(option, text, option.variable() + "=" + text, "environment", "environment");
  for (const auto& [name, text] : flags.values) {
    Option& option = *find(name);
    assign_text(option, text, option.flag() + " " + text, "command line", "flag");
  }
  for (const auto& check : checks_) {
    try {
      check();
    } catch (const std::invalid_argument& error) {
      throw UsageError(error.what(), "the options taken together",
                       "`ember " + program_ + " --help` explains them");
    }
  }
  return {};
}

std::string Options::toml() const {
  std::string text = fmt::format("# Repeat this run: ember {} --config config.toml\nprogram = {}\n", program_,
                                 quoted(program_));
  if (!recipe_.empty()) text += "recipe = " + quoted(recipe_) + "\n";
  std::string group;
  for (const auto& option : options_) {
    if (option.group != group) text += "\n# " + (group = option.group) + "\n";
    text += fmt::format("{:<44} # {}\n", option.name + " = " + toml_of(option.value()), option.origin);
  }
  return text;
}

std::string Options::markdown() const {
  std::string text = "| flag | default | accepts | meaning |\n|---|---|---|---|\n";
  for (const auto& option : options_) {
    const std::string rule = option.rule_text();
    text += fmt::format("| `{}` | `{}` | {} | {} |\n", option.flag(), toml_of(option.initial),
                        rule.empty() ? kind_of(option) : rule, option.doc);
  }
  return text;
}

}  // namespace ember::train
