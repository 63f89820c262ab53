// The options of a program, gathered from its plain structs: flags, environment, configuration file, recipe,
// help and tables all come from `describe` (rl/options.hpp says how a struct describes itself).
#pragma once

#include <cstdint>
#include <ember/train/value.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ember::train {

/// One member of an options struct.
struct Option {
  std::string name;   ///< as in the struct and in files: `batch_size`
  std::string doc;    ///< what it means
  std::string group;  ///< the heading under which help lists it
  Rule rule;          ///< what it may be
  Member member;
  Value initial;  ///< the value before anything was read
  std::string origin =
      "default";  ///< where its value came from: default, recipe NAME, file, environment or flag

  /// `--batch-size`
  std::string flag() const;
  /// `EMBER_BATCH_SIZE`
  std::string variable() const;
};

/// A value and where it was given, for messages: `shown` is the text as the user wrote it (`--gamma 1.5`).
struct Given {
  Value value;
  std::string shown;
  std::string where;
};

/// A table of a TOML file: each key with its value and its place `file:line:column`.
using Table = std::map<std::string, Given>;

/// Reads a TOML file without nested tables. `file` is for messages only.
/// Throws `UsageError` with line and column for anything that is not TOML or not a `Value`.
Table read_table(std::string_view toml, const std::string& file);

/// Reads a TOML file of named tables, such as the recipes of an algorithm; the table [a.b] gets the name
/// "a.b". Throws as `read_table`.
std::map<std::string, Table> read_tables(std::string_view toml, const std::string& file);

/// What the command line says, not yet checked.
struct Flags {
  std::vector<std::pair<std::string, std::string>> values;  ///< name of an option and its text, in order
  std::string config, recipe, resume;                       ///< of --config, --recipe and --resume
  bool help = false, markdown = false;                      ///< what is asked for instead of a run
};

/// All options of one program.
///
///   rl::DQNOptions dqn;
///   RunOptions run;
///   Options options("train dqn", recipes_of("dqn"));
///   options.add("Run", run);
///   options.add("DQN", dqn);
///   const std::string answer = options.read(arguments);
///   if (!answer.empty()) { std::cout << answer; return 0; }   // --help was asked for
class Options {
 public:
  /// `program` is the command as typed after `ember`; `recipes` is a TOML text of named tables (see
  /// `read_tables`), of which `ember` is used unless another is asked for. A table [RECIPE.ENV] adds to
  /// [RECIPE] when the option `env` is ENV. Without recipes there is no `--recipe`.
  explicit Options(std::string program, std::string_view recipes = {});

  /// Adds every member of a struct that lives as long as this. A name may be added once.
  template <class Struct> void add(const std::string& group, Struct& values) {
    values.describe([&](const char* name, auto& member, const char* doc, const auto& rule) {
      add_option({name, doc, group, Rule(rule), &member, Value(member), "default"});
    });
    if constexpr (requires { std::as_const(values).check(); })
      checks_.push_back([&values] { std::as_const(values).check(); });
  }

  /// Sets the members: a flag goes before the environment, then the file of `--config` or of the run that
  /// `--resume` names, the recipe and the default. Returns an empty text, or the help that was asked for
  /// instead of a run. Throws `UsageError` naming the value and its place; members may then hold any of the
  /// values read so far.
  std::string read(std::span<const std::string> arguments);

  /// All values as a TOML file that `--config` reads, each with its origin in a comment.
  std::string toml() const;

  /// A Markdown table of all options: flag, default, accepted values and meaning.
  std::string markdown() const;

  /// The recipe that was used; empty without recipes.
  const std::string& recipe() const { return recipe_; }

  /// The folder of the run that is to go on, whose config.toml was read; empty for a new run.
  const std::string& resume() const { return resume_; }

  const std::vector<Option>& list() const { return options_; }

 private:
  void add_option(Option option);
  Option* find(std::string_view name);
  void assign(Option& option, const Given& given, const std::string& origin);
  void assign_text(Option& option, const std::string& text, const std::string& shown,
                   const std::string& where, const std::string& origin);
  void assign_table(const Table& table, const std::string& origin);
  void use_recipe(const std::string& name, const std::string& where);
  bool use_recipe_of_env();
  Flags parse(std::span<const std::string> arguments) const;
  std::string help() const;
  std::string advice(const std::string& unknown) const;

  std::string program_;
  std::map<std::string, Table> recipes_;
  std::string recipe_, resume_;
  std::vector<Option> options_;
  std::vector<std::function<void()>> checks_;
};

}  // namespace ember::train
