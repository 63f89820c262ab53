#include <ember/autograd/shape.hpp>

namespace ember {

void Dims::insert(size_t at, int64_t value) {
  push_back(value);
  for (size_t i = size_ - 1; i > at; --i) values_[i] = values_[i - 1];
  values_[at] = value;
}

void Dims::erase(size_t at) {
  for (size_t i = at; i + 1 < size_; ++i) values_[i] = values_[i + 1];
  --size_;
}

void Dims::resize(size_t size, int64_t fill) {
  while (size_ < size) push_back(fill);
  size_ = static_cast<uint32_t>(size);
}

int64_t checked_numel(const char* op, IntArrayRef sizes) {
  int64_t count = 1;
  bool overflow = false, empty = false;
  for (size_t i = 0; i < sizes.size(); ++i) {
    require<ShapeError>(sizes[i] >= 0, op, ": negative size ", sizes[i], " at dimension ", i, ": ", sizes);
    empty |= sizes[i] == 0;
    overflow |= __builtin_mul_overflow(count, sizes[i], &count);
  }
  if (empty) return 0;
  require<ShapeError>(!overflow, op, ": element count exceeds 2^63 - 1: ", sizes);
  return count;
}

Dims contiguous_strides(IntArrayRef sizes) {
  Dims strides;
  strides.resize(sizes.size());
  int64_t step = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = step;
    step *= sizes[i] > 1 ? sizes[i] : 1;
  }
  return strides;
}

bool is_contiguous(IntArrayRef sizes, IntArrayRef strides) {
  int64_t step = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 0) return true;
  }
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 1) continue;
    if (strides[i] != step) return false;
    step *= sizes[i];
  }
  return true;
}

int64_t wrap_dim(const char* op, int64_t dim, int64_t rank) {
  const int64_t bound = rank == 0 ? 1 : rank;
  require<IndexError>(dim >= -bound && dim < bound, op, ": dimension out of range [", -bound, ", ", bound - 1,
                      "]: ", dim);
  return dim < 0 ? dim + bound : dim;
}

Dims broadcast_shapes(const char* op, IntArrayRef a, IntArrayRef b) {
  const size_t rank = a.size() > b.size() ? a.size() : b.size();
  Dims shape;
  shape.resize(rank);
  for (size_t i = 0; i < rank; ++i) {  // i counts from the end
    const int64_t size_a = i < a.size() ? a[a.size() - 1 - i] : 1,
                  size_b = i < b.size() ? b[b.size() - 1 - i] : 1;
    require<ShapeError>(size_a == size_b || size_a == 1 || size_b == 1, op, ": sizes ", size_a, " and ",
                        size_b, " do not broadcast at dimension ", rank - 1 - i, ": ", a, " and ", b);
    shape[rank - 1 - i] = size_a == 1 ? size_b : size_a;
  }
  return shape;
}

Dims infer_shape(const char* op, IntArrayRef wanted, int64_t numel) {
  Dims shape(wanted);
  int64_t known = 1;
  int64_t open = -1;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == -1) {
      require<ShapeError>(open < 0, op, ": only one size can be -1: ", wanted);
      open = static_cast<int64_t>(i);
      continue;
    }
    require<ShapeError>(shape[i] >= 0, op, ": negative size ", shape[i], ": ", wanted);
    require<ShapeError>(!__builtin_mul_overflow(known, shape[i], &known), op,
                        ": element count exceeds 2^63 - 1: ", wanted);
  }
  if (open >= 0) {
    require<ShapeError>(known != 0, op, ": the size -1 is ambiguous beside a size of 0: ", wanted);
    require<ShapeError>(numel % known == 0, op, ": ", numel, " elements do not divide into ", wanted);
    shape[static_cast<size_t>(open)] = numel / known;
  } else {
    require<ShapeError>(known == numel, op, ": ", wanted, " has ", known, " elements, the tensor has ",
                        numel);
  }
  return shape;
}

bool view_strides(IntArrayRef sizes, IntArrayRef strides, IntArrayRef wanted, Dims& result) {
  result = Dims();
  result.resize(wanted.size());
  for (int64_t size : sizes) {
    if (size == 0) {
      result = contiguous_strides(wanted);
      return true;
    }
  }
  // Walk both shapes from the end, matching each run of memory that is laid out without gaps.
  size_t next = wanted.size();
  int64_t run = 1, step = sizes.empty() ? 1 : strides.back();
  int64_t placed = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    run *= sizes[i];
    const bool last_of_run = i == 0 || (sizes[i - 1] != 1 && strides[i - 1] != run * step);
    if (!last_of_run) continue;
    while (next > 0 && (placed < run || wanted[next - 1] == 1)) {
      result[next - 1] = placed * step;
      placed *= wanted[next - 1];
      --next;
    }
    if (placed != run) return false;
    if (i > 0) {
      step = strides[i - 1];
      run = placed = 1;
    }
  }
  while (next > 0) {
    if (wanted[next - 1] != 1) return false;
    result[next - 1] = step;
    --next;
  }
  return true;
}

}  // namespace ember
