#include <ember/train/failure.hpp>
#include <ember/train/options.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace {
using namespace ember::train;
using ember::rl::Above;
using ember::rl::Any;
using ember::rl::AtLeast;
using ember::rl::OneOf;
using ember::rl::Range;

struct Sample {
  double lr = 1e-3;
  double gamma = 0.99;
  int64_t batch_size = 64;
  int64_t buffer_size = 10000;
  bool double_dqn = false;
  std::string loss = "mse";
  std::vector<int64_t> hidden = {128, 128};

  template <class Visitor> void describe(Visitor&& visit) {
    visit("lr", lr, "learning rate of Adam", Above(0));
    visit("gamma", gamma, "discount factor", Range{0, 1});
    visit("batch_size", batch_size, "number of transitions in one update", AtLeast(1));
    visit("buffer_size", buffer_size, "capacity of the replay buffer", AtLeast(1));
    visit("double_dqn", double_dqn, "choice of the next action by the online network", Any{});
    visit("loss", loss, "loss of the TD error", OneOf{"mse", "huber"});
    visit("hidden", hidden, "widths of the hidden layers", AtLeast(1));
  }
  void check() const {
    if (batch_size > buffer_size)
      throw std::invalid_argument("batch_size " + std::to_string(batch_size) + " exceeds buffer_size " +
                                  std::to_string(buffer_size));
  }
};

const char* recipes = R"(
[ember]
lr = 0.0023
hidden = [256, 256]
loss = "huber"
[notebook]
gamma = 0.9
)";

// One program with the sample's options.
struct Program {
  Sample sample;
  Options options{"train dqn", recipes};
  Program() { options.add("DQN", sample); }
  std::string read(const std::vector<std::string>& arguments) { return options.read(arguments); }
  UsageError error_of(const std::vector<std::string>& arguments) {
    try {
      options.read(arguments);
    } catch (const UsageError& error) {
      return error;
    }
    return {"nothing was wrong", "", ""};
  }
};

class File {
 public:
  explicit File(const std::string& text)
      : path_(testing::TempDir() + "ember_options_" + std::to_string(getpid()) + ".toml") {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~File() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  std::string at(const std::string& place) const { return path_ + ":" + place; }

 private:
  std::string path_;
};

class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST(Options, FlagsSetEveryKindOfMember) {
  Program p;
  EXPECT_EQ(
      p.read({"--lr", "2.5e-4", "--batch-size=32", "--double-dqn", "--loss", "mse", "--hidden", "64,32"}),
      "");
  EXPECT_EQ(p.sample.lr, 2.5e-4);
  EXPECT_EQ(p.sample.batch_size, 32);
  EXPECT_TRUE(p.sample.double_dqn);
  EXPECT_EQ(p.sample.loss, "mse");
  EXPECT_EQ(p.sample.hidden, (std::vector<int64_t>{64, 32}));
}

TEST(Options, WholeNumbersMayBeWrittenWithAnExponent) {
  Program p;
  p.read({"--buffer-size", "1e5"});
  EXPECT_EQ(p.sample.buffer_size, 100000);
}

TEST(Options, ATruthIsSwitchedOffWithNo) {
  Program off, on;
  off.read({"--double-dqn", "--no-double-dqn"});
  EXPECT_FALSE(off.sample.double_dqn);
  on.read({"--no-double-dqn", "--double-dqn"});
  EXPECT_TRUE(on.sample.double_dqn);
}

TEST(Options, TheLastOfTwoFlagsCounts) {
  Program p;
  p.read({"--lr", "0.5", "--lr", "0.25"});
  EXPECT_EQ(p.sample.lr, 0.25);
}

TEST(Options, AFlagGoesBeforeTheEnvironmentAFileARecipeAndTheDefault) {
  const File file("lr = 0.3\nbatch_size = 3\nhidden = [3]\ngamma = 0.3\n");
  const Variable lr("EMBER_LR", "0.4"), batch("EMBER_BATCH_SIZE", "4");
  Program p;
  p.read({"--config", file.path(), "--lr", "0.5"});
  EXPECT_EQ(p.sample.lr, 0.5);
  EXPECT_EQ(p.sample.batch_size, 4);
  EXPECT_EQ(p.sample.hidden, std::vector<int64_t>{3});
  EXPECT_EQ(p.sample.loss, "huber");
  EXPECT_EQ(p.sample.buffer_size, 10000);
  const std::vector<std::string> origins = {"flag",    "ember_options_", "environment",   "default",
                                            "default", "recipe ember",   "ember_options_"};
  for (size_t i = 0; i < origins.size(); ++i)
    EXPECT_EQ(p.options.list()[i].origin.rfind(origins[i], 0), 0u) << p.options.list()[i].name;
}

TEST(Options, TheRecipeIsEmberUnlessAFlagTheEnvironmentOrAFileNamesAnother) {
  Program by_default, by_flag, by_variable, by_file;
  by_default.read({});
  EXPECT_EQ(by_default.options.recipe(), "ember");
  EXPECT_EQ(by_default.sample.hidden, (std::vector<int64_t>{256, 256}));
  by_flag.read({"--recipe", "notebook"});
  EXPECT_EQ(by_flag.sample.gamma, 0.9);
  EXPECT_EQ(by_flag.sample.hidden, (std::vector<int64_t>{128, 128}));
  const File file("recipe = \"notebook\"\n");
  by_file.read({"--config", file.path()});
  EXPECT_EQ(by_file.options.recipe(), "notebook");
  const Variable variable("EMBER_RECIPE", "notebook");
  by_variable.read({});
  EXPECT_EQ(by_variable.options.recipe(), "notebook");
}

// What a recipe may say more of for one environment.
struct Sized {
  std::string env = "CartPole-v1";
  double lr = 1, gamma = 1;
  template <class Visitor> void describe(Visitor&& visit) {
    visit("env", env, "environment", ember::rl::Any{});
    visit("lr", lr, "learning rate", ember::rl::Any{});
    visit("gamma", gamma, "discount", ember::rl::Any{});
  }
};

TEST(Options, ARecipeMaySayMoreForOneEnvironment) {
  const auto read = [](const std::vector<std::string>& arguments) {
    Sized values;
    Options options("train dqn", "[ember]\nlr = 2\n[zoo]\nlr = 3\n[zoo.Acrobot-v1]\nlr = 4\ngamma = 0.5\n");
    options.add("Run", values);
    options.read(arguments);
    return std::pair(values.lr, values.gamma);
  };
  EXPECT_EQ(read({"--env", "Acrobot-v1"}), std::pair(2.0, 1.0));
  EXPECT_EQ(read({"--recipe", "zoo"}), std::pair(3.0, 1.0));
  EXPECT_EQ(read({"--recipe", "zoo", "--env", "Acrobot-v1"}), std::pair(4.0, 0.5));
  EXPECT_EQ(read({"--recipe", "zoo", "--env", "Acrobot-v1", "--lr", "7"}), std::pair(7.0, 0.5));
  EXPECT_THROW(read({"--recipe", "zoo.Acrobot-v1"}), UsageError);
}

TEST(Options, TheWrittenFileRepeatsEveryValue) {
  Program first;
  first.read({"--recipe", "notebook", "--lr", "0.1234567890123456", "--hidden", "7", "--double-dqn"});
  const File file(first.options.toml());
  Program second;
  second.read({"--config", file.path()});
  EXPECT_EQ(second.sample.lr, 0.1234567890123456);
  EXPECT_EQ(second.sample.gamma, 0.9);
  EXPECT_EQ(second.sample.hidden, std::vector<int64_t>{7});
  EXPECT_TRUE(second.sample.double_dqn);
  EXPECT_EQ(second.options.recipe(), "notebook");
  EXPECT_NE(first.options.toml().find("# recipe notebook"), std::string::npos);
  EXPECT_NE(first.options.toml().find("# flag"), std::string::npos);
}

TEST(Options, AFileOfAnotherProgramIsRefused) {
  const File file("program = \"train ppo\"\n");
  Program p;
  const auto error = p.error_of({"--config", file.path()});
  EXPECT_STREQ(error.what(), "this file is for `ember train ppo`");
  EXPECT_EQ(error.where, file.at("1:11"));
}

TEST(Options, AMisspeltFlagGetsASuggestion) {
  Program p;
  const auto error = p.error_of({"--batchsize", "32"});
  EXPECT_STREQ(error.what(), "unknown flag '--batchsize'");
  EXPECT_EQ(error.where, "command line");
  EXPECT_EQ(error.remedy, "did you mean '--batch-size'?");
}

TEST(Options, ANameFromAnotherProgramIsTranslated) {
  Program p;
  EXPECT_EQ(p.error_of({"--learning-rate", "1"}).remedy, "here it is called '--lr'");
}

TEST(Options, AnUnlikelyFlagIsSentToTheHelp) {
  Program p;
  EXPECT_EQ(p.error_of({"--zzzzzz"}).remedy, "`ember train dqn --help` lists all options");
}

TEST(Options, AStrayArgumentIsRefused) {
  Program p;
  EXPECT_STREQ(p.error_of({"--lr", "1", "fast"}).what(), "unexpected argument 'fast'");
}

TEST(Options, AFlagWithoutItsValueIsRefused) {
  Program p;
  EXPECT_STREQ(p.error_of({"--lr"}).what(), "--lr needs a value");
  EXPECT_STREQ(p.error_of({"--lr", "--gamma"}).what(), "--lr --gamma: must be a number");
}

TEST(Options, ValuesThatBreakTheirRuleAreNamedWithIt) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--gamma", "1.5"}, "--gamma 1.5: must be in [0, 1]"},
      {{"--gamma", "-0.1"}, "--gamma -0.1: must be in [0, 1]"},
      {{"--gamma", "nan"}, "--gamma nan: must be in [0, 1]"},
      {{"--lr", "0"}, "--lr 0: must be greater than 0"},
      {{"--lr", "inf"}, "--lr inf: must be greater than 0"},
      {{"--lr", "fast"}, "--lr fast: must be a number"},
      {{"--lr", ""}, "--lr : must be a number"},
      {{"--lr", "1,5"}, "--lr 1,5: must be a number"},
      {{"--batch-size", "1e5x"}, "--batch-size 1e5x: must be a whole number"},
      {{"--batch-size", "1.5"}, "--batch-size 1.5: must be a whole number"},
      {{"--batch-size", "0"}, "--batch-size 0: must be at least 1"},
      {{"--batch-size", "99999999999999999999"}, "--batch-size 99999999999999999999: must be a whole number"},
      {{"--hidden", "64,,64"}, "--hidden 64,,64: must be a list of whole numbers"},
      {{"--hidden", "64,"}, "--hidden 64,: must be a list of whole numbers"},
      {{"--hidden", "64,0"}, "--hidden 64,0: must be at least 1"},
      {{"--loss", "hubert"}, "--loss hubert: must be one of: mse, huber"},
      {{"--recipe", "notbook"}, "unknown recipe 'notbook'"},
      {{"--batch-size", "256", "--buffer-size", "100"}, "batch_size 256 exceeds buffer_size 100"},
  };
  for (const auto& [arguments, message] : cases) {
    Program p;
    EXPECT_STREQ(p.error_of(arguments).what(), message.c_str());
  }
  Program p;
  EXPECT_EQ(p.error_of({"--loss", "hubert"}).remedy, "did you mean 'huber'?");
  EXPECT_EQ(p.error_of({"--recipe", "notbook"}).remedy, "did you mean 'notebook'?");
}

TEST(Options, ARefusedValueLeavesTheOldOne) {
  Program p;
  p.error_of({"--recipe", "notebook", "--gamma", "7"});
  EXPECT_EQ(p.sample.gamma, 0.9);
}

TEST(Options, AWrongVariableIsNamed) {
  const Variable variable("EMBER_LR", "fast");
  Program p;
  const auto error = p.error_of({});
  EXPECT_STREQ(error.what(), "EMBER_LR=fast: must be a number");
  EXPECT_EQ(error.where, "environment");
}

TEST(Options, MistakesInAFileAreToldWithLineAndColumn) {
  const std::vector<std::array<std::string, 3>> cases = {
      {"lr = 1e-3\n\n  batchsize = 3\n", "unknown key 'batchsize'", "3:15"},
      {"gamma = 1.5\n", "gamma = 1.5: must be in [0, 1]", "1:9"},
      {"lr = \"fast\"\n", "lr = 'fast': must be a number", "1:6"},
      {"batch_size = 1.5\n", "batch_size = 1.5: must be a whole number", "1:14"},
      {"double_dqn = 1\n", "double_dqn = 1: must be true or false", "1:14"},
      {"recipe = 3\n", "recipe = 3: must be a text", "1:10"},
  };
  for (const auto& [text, message, place] : cases) {
    const File file(text);
    Program p;
    const auto error = p.error_of({"--config", file.path()});
    EXPECT_STREQ(error.what(), message.c_str());
    EXPECT_EQ(error.where, file.at(place));
  }
}

TEST(Options, BrokenAndHostileFilesAreRefusedWithTheirPlace) {
  const std::string deep(100000, '[');
  for (const std::string& text :
       {std::string("lr = \n"), std::string("lr = 1\nlr = 2\n"), "x = " + deep,
        "\"" + std::string(10 << 20, 'a'), std::string("lr = 1\0\n", 8), std::string("\xff\xfe lr"),
        std::string("[dqn]\nlr = 1\n"), std::string("hidden = [[1], [2]]\n"),
        std::string("hidden = [1, \"2\"]\n"), std::string("lr = 2020-01-01\n")}) {
    const File file(text);
    Program p;
    const auto error = p.error_of({"--config", file.path()});
    EXPECT_EQ(error.where.rfind(file.path() + ":", 0), 0u) << error.what() << " at " << error.where;
  }
}

TEST(Options, WhatIsNotAFileIsRefused) {
  Program p;
  for (const std::string path : {"/nowhere/x.toml", "/", "/dev/zero"}) {
    const auto error = p.error_of({"--config", path});
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    EXPECT_EQ(error.where, "--config " + path);
  }
}

TEST(Options, HelpNamesEveryFlagWithItsRuleAndDefault) {
  Program p;
  const std::string help = p.read({"--help"});
  for (const auto& option : p.options.list()) {
    EXPECT_NE(help.find(option.flag()), std::string::npos);
    EXPECT_NE(help.find(option.doc), std::string::npos);
    EXPECT_NE(help.find(text_of(option.rule)), std::string::npos);
  }
  EXPECT_NE(help.find("ember, notebook"), std::string::npos);
  EXPECT_NE(help.find("0.0023"), std::string::npos) << "the recipe's value";
  EXPECT_NE(help.find("0.99"), std::string::npos) << "the default value";
}

TEST(Options, TheTableHasARowForEachOption) {
  Program p;
  EXPECT_NE(p.read({"--markdown"}).find("| `--gamma` | `0.99` | in [0, 1] | discount factor |"),
            std::string::npos);
}

TEST(Options, OneNameCannotBeAddedTwice) {
  Program p;
  EXPECT_THROW(p.options.add("again", p.sample), std::logic_error);
}

}  // namespace
