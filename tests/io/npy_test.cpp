#include <gtest/gtest.h>

#include <ember/autograd/error.hpp>
#include <ember/nn/io/npy.hpp>

#include "samples.hpp"

namespace ember::io {
namespace {

TEST(Npy, WritesWhatNumpyWrites) {
  EXPECT_EQ(encode_npy(Sample().records()[0]), read_file(oracle("c_order.npy")));
}

TEST(Npy, ReadsFortranOrderRowByRow) {
  const Array array = read_npy(oracle("fortran_order.npy"));
  EXPECT_EQ(array.dtype, kInt);
  EXPECT_EQ(array.shape, (std::vector<int64_t>{2, 3, 4}));
  for (size_t i = 0; i < 24; ++i) EXPECT_EQ(array.bytes[4 * i], i);
}

TEST(Npy, RefusesOtherByteOrders) {
  try {
    read_npy(oracle("big_endian.npy"));
    FAIL();
  } catch (const FormatError& error) {
    EXPECT_NE(std::string(error.what()).find(">f4"), std::string::npos);
  }
}

TEST(Npy, RefusesEveryTruncationAndAnythingLeftOver) {
  Bytes file = read_file(oracle("c_order.npy"));
  for (size_t length = 0; length < file.size(); ++length)
    ASSERT_THROW(decode_npy(std::span(file).first(length)), FormatError) << length;
  file.push_back(0);
  EXPECT_THROW(decode_npy(file), FormatError);
}

TEST(Npy, RefusesMalformedHeaders) {
  for (const std::string header :
       {"", "{}\n", "{'descr': '<f4', 'fortran_order': False}\n",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': ()}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1)}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1.0,)}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4)}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1)}\n",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\n",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}\n",
        "{'descr': 'O', 'fortran_order': False, 'shape': (1,)}\n",
        "{'descr: <f4, 'fortran_order': False, 'shape': (1,)}\n"}) {
    Bytes file{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<uint8_t>(header.size()), 0};
    file.insert(file.end(), header.begin(), header.end());
    file.resize(file.size() + 4);
    EXPECT_THROW(decode_npy(file), FormatError) << header;
  }
}

void expect_sample(const std::vector<std::pair<std::string, Array>>& arrays) {
  const Sample sample;
  const auto records = sample.records();
  ASSERT_EQ(arrays.size(), records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    const auto& [name, array] = arrays[i];
    EXPECT_EQ(name, records[i].name);
    EXPECT_EQ(array.dtype, records[i].dtype) << name;
    EXPECT_EQ(array.shape, records[i].shape) << name;
    EXPECT_EQ(array.bytes, Bytes(records[i].bytes.begin(), records[i].bytes.end())) << name;
  }
}

TEST(Npz, ReadsWhatNumpyWrites) { expect_sample(read_npz(oracle("numpy.npz"))); }

TEST(Npz, WritesAZipThatNumpyReads) {
  const Sample sample;
  EXPECT_EQ(encode_npz(sample.records()), read_file(oracle("ember.npz")));
  expect_sample(read_npz(oracle("ember.npz")));
}

TEST(Npz, SaysThatItReadsNoCompressedFiles) {
  try {
    read_npz(oracle("compressed.npz"));
    FAIL();
  } catch (const FormatError& error) {
    EXPECT_NE(std::string(error.what()).find("numpy.savez"), std::string::npos);
  }
}

TEST(Npz, RefusesEveryTruncation) {
  const Bytes file = read_file(oracle("ember.npz"));
  for (size_t length = 0; length < file.size(); ++length)
    ASSERT_THROW(decode_npz(std::span(file).first(length)), FormatError) << length;
}

TEST(Npz, NeverReturnsOtherValuesForAFlippedBit) {
  const Bytes file = read_file(oracle("ember.npz"));
  const auto whole = decode_npz(file);
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    Bytes damaged = file;
    damaged[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    try {
      const auto arrays = decode_npz(damaged);
      ASSERT_EQ(arrays.size(), whole.size()) << "bit " << bit;
      for (size_t i = 0; i < arrays.size(); ++i)
        ASSERT_EQ(arrays[i].second.bytes, whole[i].second.bytes) << "bit " << bit;
    } catch (const FormatError&) {
    }
  }
}

TEST(Npz, RefusesANameTwice) {
  auto records = Sample().records();
  const Sample sample;
  records = sample.records();
  records[1].name = records[0].name;
  EXPECT_THROW(encode_npz(records), ValueError);
}

}  // namespace
}  // namespace ember::io
