// The kernel table: one function pointer per kernel and element type, filled once at start with the versions
// for the instruction set of this processor (baseline x86-64, AVX2+FMA or AVX-512;
// EMBER_ISA=baseline|avx2|avx512 overrides). Kernels know raw pointers and sizes only: arrays are contiguous
// unless strides are given, sizes are counted in elements, nothing throws, an output may be one of its own
// inputs where the comment says "in place".
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ember/autograd/kernels/rules.hpp>

namespace ember::kernels {

enum class Isa { baseline, avx2, avx512 };

/// Which operand of a binary kernel is a single element that stands for n equal ones.
enum class Spread { none, a_is_scalar, b_is_scalar };

/// What a product does with each element c of its result, last of all, while it is still in a register.
enum class Epilogue { none, relu, tanh };

/// C[m, n] = epilogue(bias[n] + sum over k of A[m, k] B[k, n]), or += without bias and epilogue when
/// `accumulate`. A and B have any strides (in elements); rows of C are contiguous with stride `c_row`. Each
/// element of C is one chain of fused multiply-adds in the order of k, starting from 0 (or from C when
/// `accumulate`), whatever M, N, the tile and the number of threads; bias is added at the end. `mask`, if
/// given, has the shape and row stride of C: where mask <= 0 the result is 0 (the backward of relu by its
/// output).
template <class T> struct Gemm {
  int64_t m = 0, n = 0, k = 0;
  const T* a = nullptr;
  int64_t a_row = 0, a_col = 0;
  const T* b = nullptr;
  int64_t b_row = 0, b_col = 0;
  T* c = nullptr;
  int64_t c_row = 0;
  const T* bias = nullptr;
  const T* mask = nullptr;
  bool accumulate = false;
  Epilogue epilogue = Epilogue::none;
};

/// One step of Adam or AdamW on one parameter: Kingma and Ba (2015), Algorithm 1, in PyTorch's order of
/// operations.
struct AdamStep {
  double lr, beta1, beta2, eps, weight_decay;
  double bias_correction1, bias_correction2_sqrt;  ///< 1 - beta1^t and sqrt(1 - beta2^t)
  double grad_scale = 1;   ///< multiplies the gradient first (clipping by global norm)
  bool decoupled = false;  ///< AdamW: p *= 1 - lr * weight_decay before the step
  bool maximize = false;
};

/// One step of SGD on one parameter; PyTorch's torch.optim.SGD.
struct SgdStep {
  double lr, momentum, dampening, weight_decay;
  double grad_scale = 1;
  bool nesterov = false, maximize = false;
  bool first = false;  ///< the momentum buffer is set to the gradient instead of decayed
};

/// One step of RMSprop on one parameter; PyTorch's torch.optim.RMSprop, or TensorFlow's form (eps inside the
/// root).
struct RmspropStep {
  double lr, alpha, eps, weight_decay, momentum;
  double grad_scale = 1;
  bool centered = false, eps_inside_root = false, maximize = false;
};

template <class T> struct Kernels {
  // Pointwise rules, indexed by their place in UnaryRules and BinaryRules; in place allowed. `rule` points to
  // the rule value. `saved` is what the rule saves (input or output; unused when it saves nothing).
  using Unary = void (*)(const void* rule, T* y, const T* x, int64_t n);
  using UnaryBackward = void (*)(const void* rule, T* dx, const T* g, const T* saved, int64_t n);
  using Binary = void (*)(const void* rule, T* y, const T* a, const T* b, int64_t n, Spread spread);
  // g and d have n elements; a and b as in the forward call (null when the rule does not need them).
  using BinaryBackward = void (*)(const void* rule, T* d, const T* g, const T* a, const T* b, int64_t n,
                                  Spread spread);
  Unary unary[rules::UnaryRules::size];
  UnaryBackward unary_backward[rules::UnaryRules::size];
  Binary binary[rules::BinaryRules::size];
  BinaryBackward binary_backward_a[rules::BinaryRules::size];
  BinaryBackward binary_backward_b[rules::BinaryRules::size];

  // y[i] = a[i] OP b[i] as 0 or 1, in the order eq ne lt le gt ge.
  void (*compare[6])(uint8_t* y, const T* a, const T* b, int64_t n, Spread spread);
  // y[i] = condition[i] ? a[i] : b[i]
  void (*where)(T* y, const uint8_t* condition, const T* a, const T* b, int64_t n, Spread spread);
  void (*fill)(T* y, T value, int64_t n);
  void (*axpy)(T* y, T alpha, const T* x, int64_t n);   // y += alpha x, product and sum rounded apart
  void (*scale)(T* y, T alpha, int64_t n);              // y *= alpha
  void (*lerp)(T* y, const T* x, T weight, int64_t n);  // y += weight (x - y); weight 1 copies the bits
  void (*transpose)(T* y, const T* x, int64_t rows, int64_t cols);  // y[cols, rows] = x[rows, cols]^T

  // Reductions of x seen as [outer, n, inner] over n, in a fixed order of fixed blocks.
  void (*sum)(T* y, const T* x, int64_t outer, int64_t n, int64_t inner);
  // First of equal values wins, NaN wins over all; index may be null. n >= 1.
  void (*max)(T* y, int64_t* index, const T* x, int64_t outer, int64_t n, int64_t inner);
  void (*min)(T* y, int64_t* index, const T* x, int64_t outer, int64_t n, int64_t inner);
  double (*sum_of_squares)(const T* x, int64_t n);
  bool (*all_finite)(const T* x, int64_t n);

  // Rows of x [rows, n]; a row of -inf gives NaN in softmax and -inf in logsumexp, as PyTorch.
  void (*softmax)(T* y, const T* x, int64_t rows, int64_t n);
  void (*log_softmax)(T* y, const T* x, int64_t rows, int64_t n);
  void (*logsumexp)(T* y, const T* x, int64_t rows, int64_t n);
  void (*softmax_backward)(T* dx, const T* g, const T* y, int64_t rows, int64_t n);      // y (g - sum(g y))
  void (*log_softmax_backward)(T* dx, const T* g, const T* y, int64_t rows, int64_t n);  // g - exp(y) sum(g)

  // The losses -log softmax(x)[target] of rows [rows, n], targets in [0, n), with the largest x and the
  // logarithm of the sum of e^(x - largest) of each row in shift [2, rows]; backward: (softmax(x) - [i =
  // target]) g.
  void (*cross_entropy)(T* loss, T* shift, const T* x, const int64_t* target, int64_t rows, int64_t n);
  void (*cross_entropy_backward)(T* dx, const T* g, const T* x, const T* shift, const int64_t* target,
                                 int64_t rows, int64_t n);

  // Policies. Of each row of logarithms of probabilities [rows, n]: that of its action, and the entropy
  // -sum(e^x x); backward, with either gradient null when there is none. Actions in [0, n).
  void (*categorical)(T* log_prob, T* entropy, const T* log_p, const int64_t* actions, int64_t rows,
                      int64_t n);
  void (*categorical_backward)(T* d, const T* g_log_prob, const T* g_entropy, const T* log_p,
                               const int64_t* actions, int64_t rows, int64_t n);
  // Of each row of independent Gaussians [rows, n]: log N(x) and the entropy. `std` and its logarithm are
  // [rows, n], or one row for all where std_row is 0, else n; backward, where a result that is not wanted is
  // null; dstd is [rows, n].
  void (*gaussian)(T* log_prob, T* entropy, const T* x, const T* mean, const T* std, const T* log_std,
                   int64_t rows, int64_t n, int64_t std_row);
  void (*gaussian_backward)(T* dx, T* dmean, T* dstd, const T* g_log_prob, const T* g_entropy, const T* x,
                            const T* mean, const T* std, int64_t rows, int64_t n, int64_t std_row);
  // The logarithm of the density of tanh(u), u ~ N(mean, e^(2 log_std)), element by element; backward, where
  // a result that is not wanted is null.
  void (*squashed)(T* y, const T* u, const T* mean, const T* log_std, int64_t n);
  void (*squashed_backward)(T* du, T* dmean, T* dlog_std, const T* g, const T* u, const T* mean,
                            const T* log_std, int64_t n);

  void (*gemm)(const Gemm<T>& product);

  // Optimizer steps; state arrays have n elements. max_v is null without amsgrad, buffers are null when not
  // used.
  void (*adam)(const AdamStep& step, T* p, const T* g, T* m, T* v, T* max_v, int64_t n);
  void (*sgd)(const SgdStep& step, T* p, const T* g, T* momentum, int64_t n);
  void (*rmsprop)(const RmspropStep& step, T* p, const T* g, T* square, T* mean, T* momentum, int64_t n);
};

struct KernelTable {
  Isa isa;
  const char* name;  ///< "baseline", "avx2", "avx512"
  Kernels<float> f32;
  Kernels<double> f64;
};

/// The table in use. The first call reads EMBER_ISA and the processor; an unknown or unsupported EMBER_ISA
/// falls back to the best supported set, and `isa_request_refused()` says so.
inline const KernelTable& table();
bool isa_request_refused();

/// The table of one instruction set, null when this processor or build has none: for tests and benchmarks.
const KernelTable* table_for(Isa isa);

/// Replaces the table in use (tests run the same claim on every instruction set). Not while kernels run.
void use_table(const KernelTable& chosen);

namespace detail {
extern constinit std::atomic<const KernelTable*> current;
const KernelTable& choose();
}  // namespace detail
inline const KernelTable& table() {
  const KernelTable* chosen =
      detail::current.load(std::memory_order_acquire);  // the table itself is seen too
  return chosen ? *chosen : detail::choose();
}

template <class T> const Kernels<T>& kernels_for();
template <> inline const Kernels<float>& kernels_for<float>() { return table().f32; }
template <> inline const Kernels<double>& kernels_for<double>() { return table().f64; }

}  // namespace ember::kernels
