// What a loss of power can leave: the calls of a save are recorded, and the folder is rebuilt as the disk may
// hold it after each of them. A disk keeps what was synced; of the rest it keeps any prefix, with or without
// a torn last block, and a rename that was not synced may or may not have happened.

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <vector>

#include <ember/autograd/error.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/nn/io/safetensors.hpp>

#include "samples.hpp"

namespace ember::io {
namespace {

enum class Kind { write, sync, rename, sync_folder };
struct Call {
  Kind kind;
  size_t bytes = 0;
};

struct Recorder {
  static inline std::vector<Call> calls;
  static inline int folder = -1;

  static int open(const char* path, int flags, mode_t mode) {
    const int file = ::open(path, flags, mode);
    if ((flags & O_DIRECTORY) != 0) folder = file;
    return file;
  }
  static ssize_t write(int file, const void* from, size_t size) {
    const ssize_t count = ::write(file, from, std::min<size_t>(size, 700));
    calls.push_back({Kind::write, static_cast<size_t>(count)});
    return count;
  }
  static int fsync(int file) {
    calls.push_back({file == folder ? Kind::sync_folder : Kind::sync, 0});
    return ::fsync(file);
  }
  static int rename(const char* from, const char* to) {
    calls.push_back({Kind::rename, 0});
    return std::rename(from, to);
  }
  static FileOps ops() { return {open, ::read, write, fsync, ::close, rename, ::unlink}; }
};

Bytes version(uint8_t value) {
  const Bytes values(20000, value);
  return encode_safetensors(std::vector<Record>{{"w", kByte, {20000}, values}});
}

TEST(PowerLoss, LeavesTheOldOrTheNewFileAfterEveryCall) {
  const Folder folder;
  const Bytes before = version(1), after = version(2);
  write_file(folder / "file", before);
  Recorder::calls.clear();
  write_file(folder / "file", after, Recorder::ops());
  ASSERT_GT(Recorder::calls.size(), 20u);

  size_t images = 0, new_images = 0;
  size_t written = 0, synced = 0;
  bool renamed = false, rename_synced = false;
  const auto check = [&](const Bytes& image) {
    ++images;
    const Safetensors file = decode_safetensors(image);  // throws when it is torn
    new_images += file.records.at(0).bytes[0] == 2;
  };
  for (const Call& call : Recorder::calls) {
    written += call.kind == Kind::write ? call.bytes : 0;
    if (call.kind == Kind::sync) synced = written;
    renamed |= call.kind == Kind::rename;
    rename_synced |= call.kind == Kind::sync_folder;
    if (!rename_synced) check(before);
    if (!renamed) continue;
    for (size_t kept = synced; kept <= written; kept += 512)
      for (const uint8_t torn : {uint8_t{0}, uint8_t{255}}) {
        Bytes image = after;
        std::fill(image.begin() + static_cast<ptrdiff_t>(kept), image.end(), torn);
        check(image);
      }
  }
  EXPECT_GT(images, Recorder::calls.size());
  EXPECT_GT(new_images, 0u);
  EXPECT_EQ(synced, after.size());
  EXPECT_TRUE(rename_synced);
}

}  // namespace
}  // namespace ember::io
