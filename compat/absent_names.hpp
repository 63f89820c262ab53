// The names that compat/absent.hpp is for, where code for torch:: looks for them.
#pragma once

#include <complex>
#include <deque>
#include <ember/compat/absent.hpp>
#include <ember/compat/optim.hpp>

namespace c10 {
/// A complex number; there are no tensors of it.
template <class T> struct complex : std::complex<T> {
  using std::complex<T>::complex;
  operator ember::Scalar() const { ember::compat::absent::refuse("complex numbers"); }
};
template <class T> using intrusive_ptr = std::shared_ptr<T>;
/// What other devices would keep with a tensor; here nothing does.
struct BackendMeta {
  virtual ~BackendMeta() = default;
  virtual intrusive_ptr<BackendMeta> clone(const intrusive_ptr<BackendMeta>& pointer) const {
    return pointer;
  }
};
}  // namespace c10

namespace ember::compat::absent {

/// Complex numbers make no tensor.
template <class T> Tensor tensor(std::complex<T>, const TensorOptions& = {}) { refuse("complex numbers"); }
template <class T> Tensor tensor(std::initializer_list<std::complex<T>>, const TensorOptions& = {}) {
  refuse("complex numbers");
}
template <class T> Tensor tensor(const std::vector<std::complex<T>>&, const TensorOptions& = {}) {
  refuse("complex numbers");
}
template <class T> Tensor tensor(const std::vector<c10::complex<T>>&, const TensorOptions& = {}) {
  refuse("complex numbers");
}
template <class T> Tensor tensor(std::initializer_list<c10::complex<T>>, const TensorOptions& = {}) {
  refuse("complex numbers");
}
inline constexpr Function<"view_as_complex"> view_as_complex;
inline constexpr Function<"view_as_real"> view_as_real;
inline constexpr Function<"conj"> conj;
inline constexpr Function<"_neg_view"> _neg_view;
inline constexpr Function<"_efficientzerotensor"> _efficientzerotensor;

/// Names of dimensions.
struct Symbol {
  static Symbol dimname(const std::string&) { return {}; }
};
struct Dimname {
  static Dimname fromSymbol(Symbol) { return {}; }
};

/// Sequences of several lengths in one tensor.
struct PackedSequence {
  const Tensor& data() const { refuse("PackedSequence"); }
  const Tensor& batch_sizes() const { refuse("PackedSequence"); }
  const Tensor& sorted_indices() const { refuse("PackedSequence"); }
  const Tensor& unsorted_indices() const { refuse("PackedSequence"); }
  PackedSequence to(Anything, Anything = {}) const { refuse("PackedSequence"); }
  PackedSequence cpu() const { refuse("PackedSequence"); }
  PackedSequence cuda() const { refuse("PackedSequence"); }
};

struct LBFGSOptions : optim::OptimizerCloneableOptions<LBFGSOptions> {
  LBFGSOptions(double lr = 1) : lr_(lr) {}
  EMBER_ARG(double, lr);
  EMBER_ARG(int64_t, max_iter) = 20;
  EMBER_ARG(std::optional<int64_t>, max_eval);
  EMBER_ARG(double, tolerance_grad) = 1e-7;
  EMBER_ARG(double, tolerance_change) = 1e-9;
  EMBER_ARG(int64_t, history_size) = 100;
  EMBER_ARG(std::optional<std::string>, line_search_fn);
};
struct LBFGSParamState : optim::OptimizerCloneableParamState<LBFGSParamState> {
  EMBER_ARG(int64_t, func_evals) = 0;
  EMBER_ARG(int64_t, n_iter) = 0;
  EMBER_ARG(double, t) = 0;
  EMBER_ARG(double, prev_loss) = 0;
  EMBER_ARG(Tensor, d);
  EMBER_ARG(Tensor, H_diag);
  EMBER_ARG(Tensor, prev_flat_grad);
  EMBER_ARG(std::deque<Tensor>, old_dirs);
  EMBER_ARG(std::deque<Tensor>, old_stps);
  EMBER_ARG(std::deque<Tensor>, ro);
  EMBER_ARG(std::optional<std::vector<Tensor>>, al);
};
class LBFGS : public optim::Optimizer {
 public:
  explicit LBFGS(const std::vector<optim::OptimizerParamGroup>&, const LBFGSOptions& = {})
      : Optimizer(none(), nullptr) {}
  explicit LBFGS(const std::vector<Tensor>&, const LBFGSOptions& = {}) : Optimizer(none(), nullptr) {}

 private:
  [[noreturn]] static std::vector<Tensor> none() { refuse("LBFGS"); }
};

}  // namespace ember::compat::absent

namespace ember {
inline auto TensorImpl::get_backend_meta() const { return static_cast<c10::BackendMeta*>(nullptr); }
inline auto TensorImpl::get_backend_meta_intrusive_ptr() const {
  return c10::intrusive_ptr<c10::BackendMeta>();
}
void TensorImpl::set_backend_meta(const auto&) { compat::absent::refuse("set_backend_meta"); }
void TensorImpl::shallow_copy_from(const auto&) { compat::absent::refuse("shallow_copy_from"); }
template <class Names> Tensor Tensor::refine_names(const Names&) const {
  compat::absent::refuse("refine_names");
}
namespace nn {
template <class Unit>
template <class Packed, class... Rest>
auto RecurrentImpl<Unit>::forward_with_packed_input(const Packed&, const Rest&...)
    -> std::tuple<Packed, State> {
  compat::absent::refuse("forward_with_packed_input");
}
}  // namespace nn
}  // namespace ember

namespace c10 {
/// A number of half precision; there are no tensors of it.
struct Half {
  Half(float number = 0) : value(number) {}
  operator float() const { return value; }
  operator ember::Scalar() const { return value; }
  operator ember::TensorLiteral() const { return value; }
  float value;
};
}  // namespace c10

namespace at {
using ember::compat::absent::tensor;
namespace native {
inline constexpr ember::compat::absent::Function<"_upsample_nearest_exact2d"> _upsample_nearest_exact2d;
inline constexpr ember::compat::absent::Function<"_upsample_bilinear2d_aa"> _upsample_bilinear2d_aa;
inline constexpr ember::compat::absent::Function<"_upsample_bicubic2d_aa"> _upsample_bicubic2d_aa;
}  // namespace native
enum class Backend { CPU, CUDA, SparseCPU, SparseCUDA };
inline TensorOptions getDeprecatedTypeProperties(Backend backend, ScalarType type) {
  const bool sparse = backend == Backend::SparseCPU || backend == Backend::SparseCUDA;
  const bool cuda = backend == Backend::CUDA || backend == Backend::SparseCUDA;
  return TensorOptions(type).layout(sparse ? kSparse : kStrided).device(cuda ? kCUDA : ember::kCPU);
}
}  // namespace at

namespace torch {
using ember::compat::absent::tensor, ember::compat::absent::view_as_complex,
    ember::compat::absent::view_as_real, ember::compat::absent::conj, ember::compat::absent::_neg_view,
    ember::compat::absent::_efficientzerotensor, ember::compat::absent::Dimname,
    ember::compat::absent::Symbol;
inline constexpr ember::compat::absent::Function<"pairwise_distance"> pairwise_distance;
inline constexpr ember::compat::absent::Function<"embedding_bag", std::tuple<Tensor, Tensor, Tensor, Tensor>>
    embedding_bag;
namespace nn {
#include <ember/compat/absent_modules.inl>
// Pooling in three dimensions is made and printed; its call throws.
using MaxPool3dOptions = ember::nn::MaxPoolOptions<3>;
using MaxPool3dImpl = ember::compat::absent::Layer<"MaxPool3d", MaxPool3dOptions>;
using MaxPool3d = ember::nn::ModuleHolder<MaxPool3dImpl>;
using AvgPool3dOptions = ember::nn::AvgPoolOptions<3>;
using AvgPool3dImpl = ember::compat::absent::Layer<"AvgPool3d", AvgPool3dOptions>;
using AvgPool3d = ember::nn::ModuleHolder<AvgPool3dImpl>;
using AdaptiveAvgPool3dOptions = ember::nn::AdaptiveAvgPoolOptions<3>;
using AdaptiveAvgPool3dImpl = ember::compat::absent::Layer<"AdaptiveAvgPool3d", AdaptiveAvgPool3dOptions>;
using AdaptiveAvgPool3d = ember::nn::ModuleHolder<AdaptiveAvgPool3dImpl>;
namespace functional {
#include <ember/compat/absent_functions.inl>
}
namespace utils::rnn {
using ember::compat::absent::PackedSequence;
inline constexpr ember::compat::absent::Function<"pack_sequence", PackedSequence> pack_sequence;
inline constexpr ember::compat::absent::Function<"pack_padded_sequence", PackedSequence> pack_padded_sequence;
inline constexpr ember::compat::absent::Function<"pad_packed_sequence", std::tuple<Tensor, Tensor>>
    pad_packed_sequence;
inline constexpr ember::compat::absent::Function<"pad_sequence"> pad_sequence;
}  // namespace utils::rnn
}  // namespace nn

namespace optim {
using ember::compat::absent::LBFGS, ember::compat::absent::LBFGSOptions,
    ember::compat::absent::LBFGSParamState;
}

namespace data {
template <class Data = Tensor, class Target = Tensor> struct Example {
  Data data;
  Target target;
};
namespace transforms {
template <class T = Example<>> struct Stack {};
}  // namespace transforms
namespace datasets {
/// The images of handwritten digits: the constructor throws.
struct MNIST {
  enum class Mode { kTrain, kTest };
  explicit MNIST(const std::string&, Mode = Mode::kTrain) { ember::compat::absent::refuse("MNIST"); }
  template <class Transform> MNIST map(const Transform&) const { return *this; }
  const Tensor& images() const { return images_; }
  const Tensor& targets() const { return images_; }
  std::optional<size_t> size() const { return 0; }

 private:
  Tensor images_;
};
}  // namespace datasets
template <class Dataset>
std::unique_ptr<std::vector<Example<>>> make_data_loader(const Dataset&,
                                                         ember::compat::absent::Anything = {}) {
  ember::compat::absent::refuse("make_data_loader");
}
}  // namespace data
}  // namespace torch
