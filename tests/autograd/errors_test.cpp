// Bad input: each is refused with the right kind of error, before anything has changed, and the message
// states the values.
#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// The message of the error of type Kind that f throws; empty when it throws none or another.
template <class Kind, class F> std::string refusal(const F& f) {
  try {
    f();
  } catch (const Kind& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another error: ") + error.what();
  }
  return "no error";
}

TEST(Errors, ShapesThatDoNotFitAreNamed) {
  EXPECT_EQ(refusal<ShapeError>([] {
              matmul(ones({2, 3}), ones({4, 5}));
            }),
            "matmul: inner sizes differ: [2, 3] x [4, 5]");
  EXPECT_EQ(refusal<ShapeError>([] {
              linear(ones({3, 5}), ones({2, 4}));
            }),
            "linear: expected last size 4, got 5: [3, 5] with weight [2, 4]");
  EXPECT_EQ(refusal<ShapeError>([] { ones({3}) + ones({4}); }),
            "add: sizes 3 and 4 do not broadcast at dimension 0: [3] and [4]");
  EXPECT_EQ(refusal<ShapeError>([] {
              ones({6}).reshape({4, 2});
            }),
            "reshape: [4, 2] has 8 elements, the tensor has 6");
  EXPECT_EQ(refusal<ShapeError>([] {
              ones({6}).reshape({-1, -1});
            }),
            "reshape: only one size can be -1: [-1, -1]");
  EXPECT_EQ(refusal<ShapeError>([] {
              ones({0, 3}).reshape({-1, 0});
            }),
            "reshape: the size -1 is ambiguous beside a size of 0: [-1, 0]");
  EXPECT_THROW(ones({2, 3}).t().view({6}), ShapeError);
  EXPECT_THROW(ones({3}).expand({2}), ShapeError);
  EXPECT_THROW(ones({2, 3}).permute({0, 0}), ShapeError);
  EXPECT_THROW(ones({2, 3}).sum({0, 0}), ShapeError);
  EXPECT_THROW(stack({ones({2}), ones({3})}), ShapeError);
  EXPECT_THROW(cat({ones({2, 2}), ones({3, 3})}), ShapeError);
  EXPECT_THROW(cat({tensor(1.0), tensor(2.0)}), ShapeError);
  EXPECT_THROW(ones({1}).add_(ones({3})), ShapeError);
  EXPECT_THROW(gather(ones({2, 3}), 1, zeros({3, 1}, kLong)), ShapeError);
}

TEST(Errors, SizesThatCannotExistAreRefused) {
  EXPECT_EQ(refusal<ShapeError>([] { zeros({-1, 3}); }), "empty: negative size -1 at dimension 0: [-1, 3]");
  EXPECT_THROW(empty({int64_t{1} << 31, int64_t{1} << 31, 8}), ShapeError);
  EXPECT_THROW(empty({int64_t{1} << 32, int64_t{1} << 32, 1}), ShapeError);
  EXPECT_THROW(empty({int64_t{1} << 62}), OutOfMemoryError);
  EXPECT_THROW(ones({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}), ShapeError);
}

TEST(Errors, IndicesOutOfRangeAreNamed) {
  const Tensor two = ones({3, 2});
  EXPECT_EQ(refusal<IndexError>([&] {
              gather(two, 1, full({3, 1}, 5, kLong));
            }),
            "gather: index 5 is out of range [0, 2) at dimension 1");
  EXPECT_THROW(gather(two, 1, full({3, 1}, -1, kLong)), IndexError);
  EXPECT_EQ(refusal<IndexError>([] { arange(3)[5]; }),
            "select: index 5 is out of bounds for dimension 0 with size 3");
  EXPECT_THROW(arange(3)[-4], IndexError);
  EXPECT_THROW(tensor(1.0)[0], IndexError);
  EXPECT_THROW(index_select(ones({3}), 0, tensor({-1})), IndexError);
  EXPECT_EQ(refusal<IndexError>([] { ones({2, 3}).sum(2); }), "sum: dimension out of range [-2, 1]: 2");
  EXPECT_THROW(tensor(2.0).sum(1), IndexError);
  EXPECT_THROW(one_hot(tensor({3}), 3), IndexError);
  EXPECT_EQ(refusal<IndexError>([] {
              arange(3).index({tensor({0, 3})});
            }),
            "index: index 3 is out of bounds for dimension 0 with size 3");
  EXPECT_THROW(arange(3).index({tensor({true, false})}), IndexError);
  EXPECT_THROW(arange(3).index({0, 0}), IndexError);
  EXPECT_THROW(arange(5).slice(0, 0, 5, -1), ValueError);
}

TEST(Errors, DtypesThatDoNotFitAreNamed) {
  EXPECT_EQ(refusal<TypeError>([] { gather(ones({2}), 0, tensor({0.0})); }),
            "gather: the index must be int64: got Float");
  EXPECT_THROW(gather(ones({2}), 0, zeros({1}, kInt)), TypeError);
  EXPECT_THROW(arange(3).index({tensor({0.0})}), TypeError);
  EXPECT_THROW(tensor({1, 2}).mean(), TypeError);
  EXPECT_THROW(1 - tensor({true}), TypeError);
  EXPECT_THROW(tensor({1}).add_(1.5), TypeError);
  EXPECT_THROW(tensor({1}, requires_grad()), TypeError);
  EXPECT_EQ(refusal<TypeError>([] {
              matmul(ones({2, 2}), ones({2, 2}, kDouble));
            }),
            "matmul: dtypes differ: Float x Double");
  EXPECT_THROW(ones({2}).data_ptr<double>(), TypeError);
  EXPECT_THROW(where(ones({2}), 1.0, ones({2})), TypeError);
}

TEST(Errors, ReductionsOfNothingAreRefused) {
  EXPECT_THROW(empty({0}).max(), ValueError);
  EXPECT_THROW(empty({0}).argmax(), IndexError);
  EXPECT_THROW(empty({2, 0}).max(1), IndexError);
  EXPECT_EQ(std::get<0>(empty({0, 3}).max(1)).sizes().vec(), std::vector<int64_t>{0});
  EXPECT_THROW(cat(TensorList()), ValueError);
  EXPECT_THROW(stack(TensorList()), ValueError);
}

TEST(Errors, ValuesOutOfRangeAreRefused) {
  EXPECT_EQ(refusal<ValueError>([] { ones({2}).item(); }), "item: needs exactly one element: shape [2]");
  EXPECT_THROW(div(tensor({1}), tensor({0}), "floor"), ValueError);
  EXPECT_THROW(div(tensor({1}), tensor({2}), "up"), ValueError);
  EXPECT_THROW(arange(0, 3, 0), ValueError);
  EXPECT_THROW(arange(0, 3, -1), ValueError);
  EXPECT_THROW(linspace(0, 1, -1), ValueError);
  EXPECT_THROW(clamp(ones({2}), std::nullopt), ValueError);
  EXPECT_THROW(topk(ones({3}), 4), ValueError);
  EXPECT_THROW(kthvalue(ones({3}), 0), ValueError);
  EXPECT_THROW(einsum("ij,jk", {ones({2, 2})}), ValueError);
  EXPECT_THROW(einsum("ij->k", {ones({2, 2})}), ValueError);
  EXPECT_THROW(einsum("ij,jk->ik", {ones({2, 3}), ones({2, 3})}), ShapeError);
}

TEST(Errors, MisuseOfTheGraphIsRefused) {
  const Tensor x = ones({2}, requires_grad()), y = (x * x).sum();
  EXPECT_EQ(refusal<ValueError>([&] { (x * 2).backward(); }),
            "backward: pass a gradient for a tensor of more than one element: shape [2]");
  EXPECT_THROW((x * 2).backward(ones({3})), ShapeError);
  EXPECT_THROW(ones({1}).sum().backward(), GraphError);
  EXPECT_THROW(x.mul_(2), GraphError);
  EXPECT_THROW((x * 2).requires_grad_(false), GraphError);
  EXPECT_THROW(x.set_grad(ones({3})), ShapeError);
  y.backward();
  EXPECT_NE(refusal<GraphError>([&] { y.backward(); }).find("MulBackward"), std::string::npos);
  Tensor a = x * 1, b = a * a;
  a.add_(1);
  EXPECT_EQ(
      refusal<GraphError>([&] { b.sum().backward(); }),
      "backward: a tensor that MulBackward needs was changed in place: shape [2], saved at version 0, now at "
      "version 1");
}

TEST(Errors, NothingHasChangedAfterARefusal) {
  Tensor x = tensor({1.0, 2.0, 3.0});
  EXPECT_THROW(x.add_(ones({4})), ShapeError);
  EXPECT_THROW(x.index_put_({tensor({7})}, 5.0), IndexError);
  EXPECT_THROW(scatter_(x, 0, tensor({0, 9}), 5.0), IndexError);
  EXPECT_TRUE(equal(x, tensor({1.0, 2.0, 3.0})));
  EXPECT_EQ(x._version(), 0);
}

}  // namespace
}  // namespace ember
