// Rules on the text of the project that a program can check.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;

const fs::path root = EMBER_ROOT;

// Every file of the project, relative to its root, without what is built or written by runs.
std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator();
       ++entry) {
    const auto path = fs::relative(entry->path(), root);
    if (path == "build" || path == "runs" || path == ".git" || path == ".cache")
      entry.disable_recursion_pending();
    else if (entry->is_regular_file())
      found.push_back(path);
  }
  return found;
}

bool is_source(const fs::path& file) {
  return file.extension() == ".cpp" || file.extension() == ".hpp" || file.extension() == ".h" ||
         file.extension() == ".inl";
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream stream(root / file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Each line of a source that the pattern matches, as file:line: text.
std::vector<std::string> matches(const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (const auto& file : files()) {
    if (!is_source(file) || file == "tests/structure/text_test.cpp" || file.begin()->string() == "compat")
      continue;
    const auto lines = lines_of(file);
    for (size_t i = 0; i < lines.size(); ++i)
      if (std::regex_search(lines[i], expression))
        found.push_back(file.string() + ":" + std::to_string(i + 1) + ": " + lines[i]);
  }
  return found;
}

const std::vector<std::string> none;

TEST(Text, NoSourceIsLongerThan600Lines) {
  size_t sources = 0;
  for (const auto& file : files()) {
    if (!is_source(file)) continue;
    ++sources;
    // Recorded numbers of an oracle are not read top to bottom.
    if (file.string().rfind("tests/oracle/", 0) == 0) continue;
    EXPECT_LE(lines_of(file).size(), 600u) << file;
  }
  EXPECT_GT(sources, 1u);
}

// Outside the tests and benchmarks, whose folders are no layers.
TEST(Text, EveryIncludeIsInAngleBrackets) {
  auto quoted = matches("^\\s*#\\s*include\\s*\"");
  std::erase_if(quoted, [](const std::string& line) {
    return line.rfind("tests/", 0) == 0 || line.rfind("bench/", 0) == 0;
  });
  EXPECT_EQ(quoted, none);
}

TEST(Text, NoFileHasANameThatSaysNothing) {
  const std::set<std::string> empty = {"manager", "managers", "helper",  "helpers", "util",
                                       "utils",   "utility",  "common",  "misc",    "data",
                                       "info",    "handler",  "handlers"};
  for (const auto& file : files()) {
    if (file.begin()->string() == "compat" || !is_source(file)) continue;  // compat/ has PyTorch's names
    std::istringstream stem(file.stem().string());
    for (std::string word; std::getline(stem, word, '_');) EXPECT_FALSE(empty.contains(word)) << file;
  }
}

TEST(Text, NoTypeHasANameThatSaysNothing) {
  EXPECT_EQ(matches("^\\s*(class|struct|enum class|using)\\s+\\w*"
                    "(Manager|Helper|Utils?|Utility|Common|Misc|Data|Info|Handler)\\b"),
            none);
}

TEST(Text, NothingIsLeftToDo) { EXPECT_EQ(matches("\\b(TODO|FIXME|XXX|HACK)\\b"), none); }

TEST(Text, NoTestIsSwitchedOff) { EXPECT_EQ(matches("DISABLED_"), none); }

TEST(Text, CompilerFlagsKeepTheNumbersTheSameEverywhere) {
  for (const auto& file : files()) {
    if (file.begin()->string() == "bench") continue;  // a rival may be built as its users build it
    if (file.filename() != "CMakeLists.txt" && file.extension() != ".cmake" && file != "CMakePresets.json")
      continue;
    for (const auto& line : lines_of(file))
      for (const std::string flag : {"-march=native", "-ffast-math", "-Ofast"})
        EXPECT_EQ(line.find(flag), std::string::npos) << file << ": " << line;
  }
}

TEST(Text, TheTopLevelHoldsNothingElse) {
  const std::set<std::string> known = {"autograd",
                                       "nn",
                                       "optim",
                                       "rl",
                                       "envs",
                                       "bench",
                                       "tests",
                                       "train",
                                       "cli",
                                       "docs",
                                       "cmake",
                                       "compat",
                                       "CMakeLists.txt",
                                       "CMakePresets.json",
                                       "ember",
                                       "packages.txt",
                                       "README.md",
                                       "CONTRIBUTING.md",
                                       "CHANGELOG.md",
                                       "LICENSE",
                                       "build",
                                       "runs"};
  for (const auto& entry : fs::directory_iterator(root)) {
    const auto name = entry.path().filename().string();
    EXPECT_TRUE(name.front() == '.' || known.contains(name)) << name;
  }
}

}  // namespace
