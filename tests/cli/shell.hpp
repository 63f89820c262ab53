// Runs a line of shell as a user would, and takes what it prints.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

struct ShellResult {
  int status;
  std::string out, err;
};

// Runs a line of shell, in a folder of its own, in which $E is the folder of the programs.
inline ShellResult shell(const std::string& line) {
  std::string folder = testing::TempDir() + "ember-cli-XXXXXX";
  if (!mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
  const std::string command =
      "cd " + folder + "; E='" EMBER_PROGRAMS "'; { " + line + "\n} >out 2>err </dev/null";
  const int status = std::system(command.c_str());
  const auto text = [&](const char* name) {
    std::ostringstream all;
    all << std::ifstream(std::filesystem::path(folder) / name).rdbuf();
    return all.str();
  };
  ShellResult result{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text("out"),
                     text("err")};
  std::filesystem::remove_all(folder);
  return result;
}
