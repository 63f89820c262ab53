// Indexing with several kinds of index at once: x.index({Slice(1, 3), None, "...", mask})
// (https://pytorch.org/cppdocs/notes/tensor_indexing.html,
// https://numpy.org/doc/stable/user/basics.indexing.html).
#pragma once

#include <ember/autograd/tensor.hpp>
#include <iosfwd>
#include <limits>
#include <string_view>

namespace ember {
namespace indexing {

struct EllipsisIndexType {};
/// Stands for as many whole dimensions as are left over.
inline constexpr EllipsisIndexType Ellipsis{};
/// A new dimension of size 1; in a Slice, a bound left out.
inline constexpr std::nullopt_t None = std::nullopt;

/// Bounds that are left out.
inline constexpr int64_t INDEX_MIN = std::numeric_limits<int64_t>::min(),
                         INDEX_MAX = std::numeric_limits<int64_t>::max();

/// Elements start, start + step, ... before stop; bounds count from the end when negative and are clamped.
class Slice {
 public:
  explicit Slice(std::optional<int64_t> start = std::nullopt, std::optional<int64_t> stop = std::nullopt,
                 std::optional<int64_t> step = std::nullopt)
      : step_(step.value_or(1)) {
    start_ = start.value_or(step_ < 0 ? INDEX_MAX : 0);
    stop_ = stop.value_or(step_ < 0 ? INDEX_MIN : INDEX_MAX);
  }
  int64_t start() const { return start_; }
  int64_t stop() const { return stop_; }
  int64_t step() const { return step_; }

 private:
  int64_t start_, stop_, step_;
};

/// One index: None, Ellipsis ("..."), a number, a truth value, a Slice, or a tensor of int64, int32 or bool.
class TensorIndex {
 public:
  enum class Kind { none, ellipsis, integer, boolean, slice, tensor };

  TensorIndex(std::nullopt_t) : kind_(Kind::none) {}
  TensorIndex(EllipsisIndexType) : kind_(Kind::ellipsis) {}
  /// Throws ValueError for anything but "...".
  TensorIndex(const char* text);
  template <class T>
  requires std::is_integral_v<T> TensorIndex(T index) {
    kind_ = std::is_same_v<T, bool> ? Kind::boolean : Kind::integer;
    integer_ = static_cast<int64_t>(index);
  }
  TensorIndex(Slice slice) : kind_(Kind::slice), slice_(slice) {}
  TensorIndex(Tensor tensor) : kind_(Kind::tensor), tensor_(std::move(tensor)) {}

  Kind kind() const { return kind_; }
  int64_t integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  bool is_none() const { return kind_ == Kind::none; }
  bool is_ellipsis() const { return kind_ == Kind::ellipsis; }
  bool is_integer() const { return kind_ == Kind::integer; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_slice() const { return kind_ == Kind::slice; }
  bool is_tensor() const { return kind_ == Kind::tensor; }
  const Slice& slice() const { return slice_; }
  const Tensor& tensor() const { return tensor_; }

 private:
  Kind kind_ = Kind::none;
  int64_t integer_ = 0;
  Slice slice_;
  Tensor tensor_;
};

/// "1:2:3", "None", "...", "(0, true)"
std::ostream& operator<<(std::ostream& stream, const Slice& slice);
std::ostream& operator<<(std::ostream& stream, const TensorIndex& index);
std::ostream& operator<<(std::ostream& stream, const std::vector<TensorIndex>& indices);

}  // namespace indexing

/// The elements that the indices name. Numbers, slices, None and "..." give a view; a tensor of whole numbers
/// or a mask (bool or uint8) gives a copy, whose index dimensions broadcast together and take the place of
/// the dimensions indexed, or stand in front when other indices are between them. Negative numbers count from
/// the end. A tensor of no dimension counts as its number. Throws IndexError, naming index, dimension and
/// size, and for no index at all, and TypeError for index tensors of other dtypes.
Tensor index(const Tensor& self, ArrayRef<indexing::TensorIndex> indices);

/// Writes `value`, broadcast, to the elements that the indices name; of several values for one element the
/// last one stays, or with `accumulate` all are added. Errors as for index and every in-place op.
Tensor& index_put_(Tensor& self, ArrayRef<indexing::TensorIndex> indices, const Tensor& value,
                   bool accumulate = false);
Tensor& index_put_(Tensor& self, ArrayRef<indexing::TensorIndex> indices, const Scalar& value,
                   bool accumulate = false);
/// The same on a copy.
Tensor index_put(const Tensor& self, ArrayRef<indexing::TensorIndex> indices, const Tensor& value,
                 bool accumulate = false);

}  // namespace ember
