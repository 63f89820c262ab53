// Walking several arrays of one shape and different strides together, in rows as long as the strides allow.
#pragma once

#include <array>
#include <ember/autograd/shape.hpp>

namespace ember::detail {

/// N arrays of one shape. Neighbouring dimensions that all arrays run through without a jump are merged.
template <size_t N> class StridedLoop {
 public:
  StridedLoop(IntArrayRef sizes, const std::array<IntArrayRef, N>& strides) {
    for (size_t d = 0; d < sizes.size(); ++d) {
      count_ *= sizes[d];
      if (sizes[d] == 1) continue;
      const size_t last = rank_ - 1;
      bool merges = rank_ > 0;
      for (size_t k = 0; merges && k < N; ++k) merges = strides_[k][last] == strides[k][d] * sizes[d];
      if (merges) {
        sizes_[last] *= sizes[d];
        for (size_t k = 0; k < N; ++k) strides_[k][last] = strides[k][d];
      } else {
        sizes_[rank_] = sizes[d];
        for (size_t k = 0; k < N; ++k) strides_[k][rank_] = strides[k][d];
        ++rank_;
      }
    }
  }

  /// The stride of array k along a row.
  int64_t step(size_t k) const { return rank_ == 0 ? 1 : strides_[k][rank_ - 1]; }

  /// Calls row(offsets, n) for every row of n elements; offsets[k] is where the row starts in array k.
  template <class Row> void for_each_row(const Row& row) const {
    if (count_ == 0) return;
    std::array<int64_t, N> offsets{};
    if (rank_ <= 1) {
      row(offsets, count_);
      return;
    }
    const int64_t n = sizes_[rank_ - 1];
    std::array<int64_t, max_rank> index{};
    for (;;) {
      row(offsets, n);
      size_t d = rank_ - 1;
      for (;;) {
        if (d == 0) return;
        --d;
        for (size_t k = 0; k < N; ++k) offsets[k] += strides_[k][d];
        if (++index[d] < sizes_[d]) break;
        for (size_t k = 0; k < N; ++k) offsets[k] -= strides_[k][d] * sizes_[d];
        index[d] = 0;
      }
    }
  }

 private:
  size_t rank_ = 0;
  int64_t count_ = 1;
  std::array<int64_t, max_rank> sizes_{};
  std::array<std::array<int64_t, max_rank>, N> strides_{};
};

}  // namespace ember::detail
