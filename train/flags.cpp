// Command-line flags. CLI11 is a heavy header, so it is included in this source alone.
#include <ember/train/failure.hpp>
#include <ember/train/options.hpp>

#include <CLI/CLI.hpp>

namespace ember::train {
namespace {

using RecipeNames = std::vector<std::string>;

std::string joined(const RecipeNames& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

// The present value as it is written after a flag.
std::string as_typed(const Option& option) {
  if (auto* const* text = std::get_if<std::string*>(&option.member)) return **text;
  std::string typed = toml_of(value_of(option.member));
  std::erase_if(typed, [](char c) { return c == '[' || c == ']' || c == ' '; });
  return typed;
}

// Declares every flag; what is parsed goes to `flags`. For help a switch is listed without its opposite.
void declare(CLI::App& app, Flags& flags, const std::vector<Option>& options, const RecipeNames& recipes) {
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("-h,--help", flags.help, "print this and stop");
  app.add_flag("--markdown", flags.markdown, "print the options as a Markdown table and stop");
  app.add_option("--config", flags.config, "read options from a TOML file, such as the config.toml of a run")
      ->type_name("FILE");
  app.add_option("--resume", flags.resume, "go on with the run in this folder, such as runs/latest")
      ->type_name("FOLDER");
  if (!recipes.empty())
    app.add_option("--recipe", flags.recipe, "start from a named set of options: " + joined(recipes))
        ->type_name("NAME");
  for (const auto& option : options) {
    const auto record = [&flags, name = option.name](const std::string& text) {
      flags.values.emplace_back(name, text);
    };
    const std::string rule = text_of(option.rule);
    const std::string doc = option.doc + (rule.empty() ? "" : " (" + rule + ")");
    if (std::holds_alternative<bool*>(option.member)) {
      const std::string no = "--no-" + option.flag().substr(2),
                        now = *std::get<bool*>(option.member) ? "on" : "off";
      const std::string note = " (now " + now + "; " + no + ")";
      app.add_flag_function(
             option.flag() + (flags.help ? "" : ",!" + no),
             [record](int64_t count) { record(count > 0 ? "true" : "false"); }, doc + note)
          ->group(option.group)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
      continue;
    }
    auto* added = app.add_option_function<std::string>(option.flag(), record, doc);
    added->type_name(as_typed(option));
    added->group(option.group)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
}

RecipeNames names_of(const std::map<std::string, Table>& recipes) {
  RecipeNames names;
  for (const auto& [name, table] : recipes)
    if (name.find('.') == std::string::npos) names.push_back(name);
  return names;
}

}  // namespace

Flags Options::parse(std::span<const std::string> arguments) const {
  Flags flags;
  CLI::App app("", "ember " + program_);
  declare(app, flags, options_, names_of(recipes_));
  const std::string see_help = "`ember " + program_ + " --help` lists all options";
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string flag = std::string(error.what()).substr(0, std::string(error.what()).find(':'));
    throw UsageError(flag + " needs a value", "command line", see_help);
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what(), "command line", see_help);
  }
  for (const auto& extra : app.remaining()) {
    if (extra.rfind("--", 0) != 0 || extra.size() == 2)
      throw UsageError("unexpected argument '" + extra + "'", "command line", see_help);
    const std::string flag = extra.substr(0, extra.find('='));
    throw UsageError("unknown flag '" + flag + "'", "command line", advice(flag));
  }
  return flags;
}

std::string Options::help() const {
  Flags flags;
  flags.help = true;
  CLI::App app("", "ember " + program_);
  declare(app, flags, options_, names_of(recipes_));
  app.get_formatter()->column_width(34);
  app.footer(recipe_.empty() ? "The values shown are the defaults."
                             : "The values shown are those of the recipe " + recipe_ + ".");
  return app.help();
}

}  // namespace ember::train
