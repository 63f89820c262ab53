#include <ember/train/nearest_name.hpp>
#include <ember/train/progress.hpp>
#include <ember/train/stop_signal.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <regex>
#include <thread>

namespace {
using namespace ember::train;

// What is written to a pipe.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() { close(ends_[0]); }
  int in() const { return ends_[1]; }
  std::string text() {
    close(ends_[1]);
    std::string all(1 << 16, '\0');
    size_t size = 0;
    for (ssize_t n; (n = read(ends_[0], all.data() + size, all.size() - size)) > 0;)
      size += static_cast<size_t>(n);
    return all.substr(0, size);
  }

 private:
  std::array<int, 2> ends_{};
};

// The environment as it was, after the test.
class Environment : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"TERM", "CI", "NO_COLOR", "LC_ALL", "COLUMNS"}) {
      const char* value = getenv(name);
      before_.emplace_back(name, value ? value : "");
      unsetenv(name);
    }
  }
  void TearDown() override {
    for (const auto& [name, value] : before_)
      value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
  }

 private:
  std::vector<std::pair<std::string, std::string>> before_;
};
class Style : public Environment {};
class ProgressLine : public Environment {};

TEST_F(Style, IsLiveOnlyOnATerminalThatCanRedraw) {
  int terminal = -1, other = -1;
  ASSERT_EQ(openpty(&other, &terminal, nullptr, nullptr, nullptr), 0);
  EXPECT_EQ(progress_style("auto", terminal), ProgressStyle::plain) << "without TERM";
  setenv("TERM", "xterm", 1);
  EXPECT_EQ(progress_style("auto", terminal), ProgressStyle::live);
  setenv("CI", "true", 1);
  EXPECT_EQ(progress_style("auto", terminal), ProgressStyle::plain);
  unsetenv("CI");
  setenv("TERM", "dumb", 1);
  EXPECT_EQ(progress_style("auto", terminal), ProgressStyle::plain);
  setenv("TERM", "xterm", 1);
  Pipe pipe;
  EXPECT_EQ(progress_style("auto", pipe.in()), ProgressStyle::plain);
  EXPECT_EQ(progress_style("none", terminal), ProgressStyle::none);
  EXPECT_EQ(progress_style("live", pipe.in()), ProgressStyle::live);
  close(terminal);
  close(other);
}

TEST_F(ProgressLine, PlainIsOneLinePerIntervalWithoutEscapes) {
  Pipe pipe;
  Progress progress(ProgressStyle::plain, 3000, 1000, pipe.in());
  for (int64_t step = 1; step <= 3000; ++step)
    if (progress.due(step)) progress.show(step, {{"episodes", 12}, {"return", 87.25}, {"loss", 0.125}});
  const std::string text = pipe.text();
  EXPECT_TRUE(std::regex_match(text, std::regex("(step=[123]000 episodes=12 return=87.25 loss=0.125 "
                                                "steps_per_second=\\d+ seconds=\\d+\\.\\d\n){3}")))
      << text;
}

TEST_F(ProgressLine, LiveIsRedrawnInPlaceAndErasedAtTheEnd) {
  Pipe pipe;
  {
    Progress progress(ProgressStyle::live, 50000, 1000, pipe.in());
    EXPECT_FALSE(progress.due(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(110));
    EXPECT_TRUE(progress.due(2));
    progress.show(34000, {{"return", 412.6}});
    EXPECT_FALSE(progress.due(3));
  }
  const std::string text = pipe.text();
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(text.rfind("\r\033[K"), text.size() - 4);
  EXPECT_NE(text.find("68 %  step 34 000/50 000"), std::string::npos) << text;
  EXPECT_NE(text.find(" left"), std::string::npos);
}

TEST_F(ProgressLine, LiveFitsANarrowTerminal) {
  setenv("COLUMNS", "40", 1);
  Pipe pipe;
  {
    Progress(ProgressStyle::live, 50000, 1000, pipe.in()).show(34000, {{"return", 412.6}, {"epsilon", 0.5}});
  }
  const std::string text = pipe.text();
  EXPECT_LE(text.size(), 39 + 2 * 4u) << text;
}

TEST_F(ProgressLine, LiveHasNoColourWhereNoneIsWanted) {
  setenv("NO_COLOR", "1", 1);
  Pipe pipe;
  { Progress(ProgressStyle::live, 100, 10, pipe.in()).show(50, {}); }
  EXPECT_EQ(pipe.text().find("\033[3"), std::string::npos);
}

TEST_F(ProgressLine, NoneIsSilent) {
  Pipe pipe;
  {
    Progress progress(ProgressStyle::none, 100, 10, pipe.in());
    EXPECT_FALSE(progress.due(100));
    progress.show(100, {});
  }
  EXPECT_EQ(pipe.text(), "");
}

TEST_F(ProgressLine, AClosedPipeDoesNotEndTheProgram) {
  signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  Progress progress(ProgressStyle::plain, 100, 10, ends[1]);
  progress.show(10, {});
  EXPECT_FALSE(progress.due(11)) << "and it goes on as if it had been shown";
  close(ends[1]);
  signal(SIGPIPE, SIG_DFL);
}

TEST(Clock, IsWrittenAsMinutesOrHours) {
  EXPECT_EQ(clock_text(6.6), "0:07");
  EXPECT_EQ(clock_text(754), "12:34");
  EXPECT_EQ(clock_text(3723), "1:02:03");
  EXPECT_EQ(clock_text(-1), "0:00");
}

// Runs a child that waits for a signal, and gives how it ended after `signals`.
int ended_by(const std::vector<int>& signals) {
  Pipe ready;
  const pid_t child = fork();
  if (child == 0) {
    catch_stop_signals();
    if (write(ready.in(), "x", 1) != 1) _exit(1);
    close(ready.in());
    while (stop_signal() == 0) usleep(1000);
    if (signals.size() > 1) pause();
    _exit(100 + stop_signal());
  }
  ready.text();
  for (const int signal : signals) {
    kill(child, signal);
    usleep(50000);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(StopSignal, IsRememberedSoThatTheProgramCanSave) {
  EXPECT_EQ(ended_by({SIGINT}), 100 + SIGINT);
  EXPECT_EQ(ended_by({SIGTERM}), 100 + SIGTERM);
}

TEST(StopSignal, TheSecondEndsTheProgramAtOnce) {
  EXPECT_EQ(ended_by({SIGINT, SIGINT}), 128 + SIGINT);
  EXPECT_EQ(ended_by({SIGINT, SIGTERM}), 128 + SIGTERM);
}

TEST(NearestName, FindsDroppedAddedChangedAndSwappedLetters) {
  const std::vector<std::string> names = {"CartPole-v1", "Acrobot-v1", "Pendulum-v1"};
  for (const char* word :
       {"Cartpole-v1", "CartPol-v1", "CartPolee-v1", "CartPloe-v1", "cart_pole_v1", "CartPole-v0"})
    EXPECT_EQ(nearest_name(word, names), "CartPole-v1") << word;
}

TEST(NearestName, FindsNothingForAnotherWord) {
  const std::vector<std::string> names = {"CartPole-v1", "lr"};
  EXPECT_EQ(nearest_name("Breakout-v5", names), "");
  EXPECT_EQ(nearest_name("x", names), "");
  EXPECT_EQ(nearest_name("", names), "");
  EXPECT_EQ(nearest_name(std::string(100000, 'a'), names), "");
  EXPECT_EQ(nearest_name("lr", {}), "");
}

}  // namespace
