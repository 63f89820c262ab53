#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

#include <ember/autograd/error.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/nn/io/safetensors.hpp>

#include "samples.hpp"

namespace ember::io {
namespace {

Bytes filled(uint8_t value, size_t size = 10000) { return Bytes(size, value); }

size_t files_in(const Folder& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

std::string io_error(const std::function<void()>& call) {
  try {
    call();
  } catch (const IoError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ReadFile, GivesBackWhatWasWritten) {
  const Folder folder;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{100000}}) {
    write_file(folder / "file", filled(7, size));
    EXPECT_EQ(read_file(folder / "file"), filled(7, size));
  }
  EXPECT_EQ(files_in(folder), 1u);
}

TEST(ReadFile, NamesThePathAndTheReason) {
  const Folder folder;
  const std::string path = (folder / "missing").string();
  EXPECT_EQ(io_error([&] { read_file(path); }), "read: No such file or directory: " + path);
}

TEST(ReadFile, RefusesAFolderAndAPipeWithoutWaiting) {
  const Folder folder;
  EXPECT_EQ(io_error([&] { read_file(folder.path()); }),
            "read: not a regular file: " + folder.path().string());
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(io_error([&] { read_file(folder / "pipe"); }),
            "read: not a regular file: " + (folder / "pipe").string());
}

TEST(ReadFile, RefusesMoreThanItsLimit) {
  const Folder folder;
  write_file(folder / "file", filled(7, 100));
  EXPECT_EQ(read_file(folder / "file", 100).size(), 100u);
  EXPECT_THROW(read_file(folder / "file", 99), FormatError);
  ASSERT_EQ(::truncate((folder / "file").c_str(), off_t{1} << 40), 0);  // a hole of 1 TiB
  EXPECT_THROW(read_file(folder / "file"), FormatError);
}

// Runs `claim` in a child process without the rights of root; true when it holds.
bool holds_for_nobody(const std::function<bool()>& claim) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(2);
    ::_exit(claim() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(ReadFile, RefusesAFileWithoutPermission) {
  const Folder folder;
  write_file(folder / "file", filled(7));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod((folder / "file").c_str(), 0), 0);
  EXPECT_TRUE(holds_for_nobody([&] {
    return io_error([&] { read_file(folder / "file"); }).starts_with("read: Permission denied: ");
  }));
}

TEST(WriteFile, RefusesAMissingOrForbiddenFolder) {
  const Folder folder;
  EXPECT_TRUE(
      io_error([&] { write_file(folder / "no/file", filled(7)); }).starts_with("write: No such file"));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  EXPECT_TRUE(holds_for_nobody([&] {
    return io_error([&] { write_file(folder / "file", filled(7)); })
        .starts_with("write: Permission denied: ");
  }));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
}

TEST(WriteFile, ReplacesNothingButFiles) {
  const Folder folder;
  EXPECT_THROW(write_file(folder.path(), filled(7)), IoError);
  EXPECT_THROW(write_file("/dev/full", filled(7)), IoError);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(WriteFile, TakesARelativePath) {
  const Folder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  write_file("file", filled(7));
  EXPECT_EQ(read_file("file"), filled(7));
  std::filesystem::current_path(before);
}

TEST(WriteFile, ReportsAFullDiskAndKeepsTheOldFile) {
  const Folder folder;
  write_file(folder / "file", filled(1));
  FileOps full = FileOps::posix();
  full.open = [](const char* path, int flags, mode_t mode) {
    return ::open((flags & O_CREAT) != 0 ? "/dev/full" : path, flags & ~(O_CREAT | O_EXCL), mode);
  };
  EXPECT_TRUE(io_error([&] {
                write_file(folder / "file", filled(2), full);
              }).starts_with("write: No space left on device: "));
  EXPECT_EQ(read_file(folder / "file"), filled(1));
  EXPECT_EQ(files_in(folder), 1u);
}

// System calls of which number `failing` fails with `error`, or, with error 0, moves one byte only.
struct Failing {
  static inline int count = 0, failing = -1, error = 0;

  static bool fails() {
    if (count++ != failing || error == 0) return false;
    errno = error;
    return true;
  }
  static size_t shortened(size_t size) { return count - 1 == failing && error == 0 && size > 0 ? 1 : size; }
  static int open(const char* path, int flags, mode_t mode) {
    return fails() ? -1 : ::open(path, flags, mode);
  }
  static ssize_t read(int file, void* to, size_t size) {
    return fails() ? -1 : ::read(file, to, shortened(size));
  }
  static ssize_t write(int file, const void* from, size_t size) {
    return fails() ? -1 : ::write(file, from, shortened(size));
  }
  static int fsync(int file) { return fails() ? -1 : ::fsync(file); }
  static int close(int file) {
    const bool failed = fails();
    const int saved = errno;
    const int result = ::close(file);  // as Linux does, also when it reports an error
    errno = saved;
    return failed ? -1 : result;
  }
  static int rename(const char* from, const char* to) { return fails() ? -1 : std::rename(from, to); }
  static FileOps ops() { return {open, read, write, fsync, close, rename, ::unlink}; }
};

size_t open_files() {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

TEST(WriteFile, KeepsTheOldFileOrTheWholeNewOneWhicheverCallFails) {
  const Folder folder;
  const auto path = folder / "file";
  const FileOps ops = Failing::ops();
  const size_t open_before = open_files();
  Failing::count = 0;
  Failing::failing = -1;
  write_file(path, filled(1), ops);
  const int calls = Failing::count;
  EXPECT_EQ(calls, 8);  // open, write, fsync, close, rename, and open, fsync, close of the folder
  int errors = 0;
  for (const int error : {ENOSPC, EIO, EINTR, EDQUOT, EROFS, 0}) {
    for (int k = 0; k < calls; ++k) {
      Failing::failing = -1;
      write_file(path, filled(1), ops);
      Failing::count = 0;
      Failing::failing = k;
      Failing::error = error;
      bool failed = false;
      try {
        write_file(path, filled(2), ops);
      } catch (const IoError&) {
        failed = true;
        ++errors;
      }
      const Bytes now = read_file(path);
      EXPECT_TRUE(now == filled(2) || (failed && now == filled(1))) << "call " << k << " error " << error;
      EXPECT_EQ(files_in(folder), 1u) << "call " << k << " error " << error;
      EXPECT_EQ(open_files(), open_before) << "call " << k << " error " << error;
      const bool harmless = error == 0 || (error == EINTR && k != 4);  // a rename is not tried again
      EXPECT_EQ(failed, !harmless) << "call " << k << " error " << error;
    }
  }
  Failing::failing = -1;
  EXPECT_EQ(errors, 4 * 8 + 1);
}

TEST(ReadFile, GivesAllOrAnErrorWhicheverCallFails) {
  const Folder folder;
  write_file(folder / "file", filled(1));
  const FileOps ops = Failing::ops();
  for (const int error : {EIO, EINTR, 0}) {
    for (int k = 0; k < 2; ++k) {
      Failing::count = 0;
      Failing::failing = k;
      Failing::error = error;
      if (error == EIO)
        EXPECT_THROW(read_file(folder / "file", 1 << 20, ops), IoError) << k;
      else
        EXPECT_EQ(read_file(folder / "file", 1 << 20, ops), filled(1)) << k;
    }
  }
  Failing::failing = -1;
}

TEST(WriteFile, Survives200Kills) {
  const Folder folder;
  const auto path = folder / "weights.safetensors";
  constexpr size_t size = 1 << 18;
  const auto write = [&](uint8_t version) {
    const Bytes values = filled(version, size);
    write_safetensors(path, std::vector<Record>{{"w", kByte, {size}, values}});
  };
  const auto begin = std::chrono::steady_clock::now();
  write(0);
  const std::chrono::duration<double> one_save = std::chrono::steady_clock::now() - begin;
  std::mt19937 random(1);
  std::uniform_real_distribution<double> saves(0, 3);
  int changed = 0;
  uint8_t last = 0;
  for (int kill = 0; kill < 200; ++kill) {
    int started[2];
    ASSERT_EQ(::pipe(started), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      if (::write(started[1], "x", 1) != 1) ::_exit(1);
      for (uint8_t version = last;;) write(++version);
    }
    char byte = 0;
    ASSERT_EQ(::read(started[0], &byte, 1), 1);
    std::this_thread::sleep_for(one_save * saves(random));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(started[0]);
    ::close(started[1]);
    const Safetensors file = read_safetensors(path);
    ASSERT_TRUE(file.checksummed);
    const uint8_t version = file.records.at(0).bytes[0];
    const Bytes want = filled(version, size);
    ASSERT_TRUE(std::equal(want.begin(), want.end(), file.records[0].bytes.begin())) << "kill " << kill;
    changed += version != last;
    last = version;
  }
  EXPECT_GT(changed, 0);  // files were written at all, however slow the machine
}

TEST(WriteFile, RemovesWhatAKilledProcessOfItsNumberLeft) {
  const Folder folder;
  const auto stale = (folder / "file").string() + ".tmp-" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < 2000; ++i) {
    const std::string name = stale + std::to_string(i);
    std::ofstream(name) << "old";
  }
  write_file(folder / "file", filled(3));
  EXPECT_EQ(read_file(folder / "file"), filled(3));
}

}  // namespace
}  // namespace ember::io
