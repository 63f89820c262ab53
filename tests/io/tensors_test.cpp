#include <gtest/gtest.h>

#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/error.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/io/tensors.hpp>

#include "samples.hpp"

namespace ember::io {
namespace {

void expect_same(const Tensor& got, const Tensor& want, const std::string& name) {
  ASSERT_EQ(got.dtype(), want.dtype()) << name;
  ASSERT_EQ(got.sizes().vec(), want.sizes().vec()) << name;
  const Tensor a = contiguous(got), b = contiguous(want);
  EXPECT_TRUE(a.numel() == 0 || std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0) << name;
}

NamedTensors all_kinds() {
  return {{"w", arange(12, kFloat).view({3, 4}).t()},
          {"steps", scalar_tensor(7, kLong)},
          {"mask", tensor({true, false})},
          {"none", zeros({0, 3}, kDouble)},
          {"grad", ones({2}, TensorOptions(kDouble).requires_grad(true))},
          {"small", arange(5, kByte)},
          {"counts", arange(3, kInt)}};
}

TEST(SavedTensors, ComeBackAsTheyWere) {
  const Folder folder;
  const NamedTensors saved = all_kinds();
  save_tensors(folder / "all.safetensors", saved, {{"step", "12"}});
  const LoadedTensors loaded = load_tensors(folder / "all.safetensors");
  EXPECT_TRUE(loaded.checksummed);
  EXPECT_EQ(loaded.metadata, (Metadata{{"step", "12"}}));
  ASSERT_EQ(loaded.tensors.size(), saved.size());
  for (size_t i = 0; i < saved.size(); ++i) {
    EXPECT_EQ(loaded.tensors[i].first, saved[i].first);
    expect_same(loaded.tensors[i].second, saved[i].second, saved[i].first);
    EXPECT_FALSE(loaded.tensors[i].second.requires_grad());
  }
}

TEST(SavedTensors, GoThroughNumpysFormats) {
  const Folder folder;
  const NamedTensors saved = all_kinds();
  save_npz(folder / "all.npz", saved);
  const NamedTensors loaded = load_npz(folder / "all.npz");
  ASSERT_EQ(loaded.size(), saved.size());
  for (size_t i = 0; i < saved.size(); ++i) {
    EXPECT_EQ(loaded[i].first, saved[i].first);
    expect_same(loaded[i].second, saved[i].second, saved[i].first);
    save_npy(folder / "one.npy", saved[i].second);
    expect_same(load_npy(folder / "one.npy"), saved[i].second, saved[i].first);
  }
}

TEST(SavedTensors, ReadNumpysFortranOrder) {
  const Tensor got = load_npy(oracle("fortran_order.npy"));
  expect_same(got, arange(24, kInt).view({2, 3, 4}), "fortran");
}

TEST(SavedTensors, RefuseAnUndefinedTensorBeforeTouchingTheFile) {
  const Folder folder;
  save_tensors(folder / "file", {{"a", ones({2})}});
  EXPECT_THROW(save_tensors(folder / "file", {{"a", ones({3})}, {"b", Tensor()}}), ValueError);
  EXPECT_EQ(load_tensors(folder / "file").tensors.at(0).second.numel(), 2);
}

}  // namespace
}  // namespace ember::io
