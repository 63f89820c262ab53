#include <ember/autograd/error.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/nearest_name.hpp>
#include <ember/train/options.hpp>

#include <fmt/core.h>

#include <algorithm>
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
    {"target_network_frequency", "target_every"},
    {"target_update", "target_every"},
    {"double", "double_dqn"},
    {"double_q", "double_dqn"},
    {"per", "prioritized"},
    {"num_atoms", "atoms"},
};

std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

std::string whole_file(const std::string& path, const std::string& where) {
  constexpr uint64_t limit = 16 << 20;
  try {
    const auto bytes = io::read_file(path, limit);
    return {bytes.begin(), bytes.end()};
  } catch (const Error& error) {
    throw UsageError(error.what(), where,
                     "give the config.toml of an earlier run, or its folder to --resume");
  }
}

}  // namespace

std::string Option::flag() const { return "--" + with(name, '_', '-'); }

std::string Option::variable() const {
  std::string upper = "EMBER_" + name;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
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
  if (is_flag) names.insert(names.end(), {"--config", "--resume", "--help"});
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
  const Value before = value_of(option.member);
  if (!set_member(option.member, given.value))
    refuse(kind_of(option.member), option.name + ": " + option.doc);
  if (!allows(option.rule, value_of(option.member))) {
    std::string remedy = option.name + ": " + option.doc;
    if (const auto* words = std::get_if<rl::OneOf>(&option.rule))
      remedy = did_you_mean(std::get<std::string>(value_of(option.member)), words->words, remedy);
    set_member(option.member, before);
    refuse(text_of(option.rule).empty() ? "finite" : text_of(option.rule), remedy);
  }
  option.origin = origin;
}

void Options::assign_text(Option& option, const std::string& text, const std::string& shown,
                          const std::string& where, const std::string& origin) {
  const auto value = parse_value(option.member, text);
  if (!value)
    throw UsageError(shown + ": must be " + kind_of(option.member), where, option.name + ": " + option.doc);
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
  if (recipe == recipes_.end() || name.find('.') != std::string::npos) {
    std::vector<std::string> known;
    std::string list;
    for (const auto& [known_name, table] : recipes_) {
      if (known_name.find('.') != std::string::npos) continue;
      known.push_back(known_name);
      list += (list.empty() ? "" : ", ") + known_name;
    }
    throw UsageError("unknown recipe '" + name + "'", where, did_you_mean(name, known, "there are: " + list));
  }
  recipe_ = name;
  assign_table(recipe->second, "recipe " + name);
}

bool Options::use_recipe_of_env() {
  const Option* env = find("env");
  if (!env || recipe_.empty()) return false;
  const auto more = recipes_.find(recipe_ + "." + *std::get<std::string*>(env->member));
  if (more == recipes_.end()) return false;
  assign_table(more->second, "recipe " + more->first);
  return true;
}

std::string Options::read(std::span<const std::string> arguments) {
  Flags flags = parse(arguments);
  if (flags.markdown) return markdown();
  if (flags.help) {
    if (!recipes_.empty()) use_recipe(flags.recipe.empty() ? "ember" : flags.recipe, "command line");
    for (const auto& [name, text] : flags.values)
      if (name == "env") assign_text(*find(name), text, "--env " + text, "command line", "flag");
    use_recipe_of_env();
    return help();
  }

  if (!flags.resume.empty()) {
    if (!flags.config.empty() || !flags.recipe.empty())
      throw UsageError("--resume takes the options of its run", "command line",
                       "leave out --config and --recipe");
    resume_ = flags.resume;
    flags.config = resume_ + "/config.toml";
  }
  const std::string where = resume_.empty() ? "--config " + flags.config : "--resume " + resume_;
  Table config;
  if (!flags.config.empty()) config = read_table(whole_file(flags.config, where), flags.config);
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
  const auto assign_given = [&] {
    assign_table(config, std::filesystem::path(flags.config).filename().string());
    for (auto& option : options_)
      if (const char* text = std::getenv(option.variable().c_str()))
        assign_text(option, text, option.variable() + "=" + text, "environment", "environment");
    for (const auto& [name, text] : flags.values) {
      Option& option = *find(name);
      assign_text(option, text, option.flag() + " " + text, "command line", "flag");
    }
  };
  assign_given();
  if (use_recipe_of_env()) assign_given();  // only now is it known for which environment
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
                                 toml_of(program_));
  if (!recipe_.empty()) text += "recipe = " + toml_of(recipe_) + "\n";
  std::string group;
  for (const auto& option : options_) {
    if (option.group != group) text += "\n# " + (group = option.group) + "\n";
    text +=
        fmt::format("{:<44} # {}\n", option.name + " = " + toml_of(value_of(option.member)), option.origin);
  }
  return text;
}

std::string Options::markdown() const {
  std::string text = "| flag | default | accepts | meaning |\n|---|---|---|---|\n";
  for (const auto& option : options_) {
    const std::string rule = text_of(option.rule);
    text += fmt::format("| `{}` | `{}` | {} | {} |\n", option.flag(), toml_of(option.initial),
                        rule.empty() ? kind_of(option.member) : rule, option.doc);
  }
  return text;
}

}  // namespace ember::train
