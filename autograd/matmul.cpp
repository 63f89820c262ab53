#include <algorithm>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/turned_copy.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

void check_operands(const char* op, const Tensor& a, const Tensor& b) {
  require<TypeError>(a.dtype() == b.dtype(), op, ": dtypes differ: ", a.dtype(), " x ", b.dtype());
}

/// c = a b for whole numbers.
void multiply_whole(const Tensor& a, const Tensor& b, const Tensor& c) {
  dispatch(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const auto x = a.accessor<T, 2>(), y = b.accessor<T, 2>(), z = c.accessor<T, 2>();
    for (int64_t i = 0; i < c.size(0); ++i) {
      for (int64_t j = 0; j < c.size(1); ++j) {
        int64_t total = 0;
        for (int64_t k = 0; k < a.size(1); ++k)
          total += static_cast<int64_t>(x[i][k]) * static_cast<int64_t>(y[k][j]);
        z[i][j] = static_cast<T>(total);
      }
    }
  });
}

/// c = a b, or a^T b, for matrices of any strides; c is row-major.
void multiply(const Tensor& a, const Tensor& b, const Tensor& c, bool turned = false) {
  if (c.numel() == 0) return;
  const size_t row = turned ? 1 : 0;
  if (!a.is_floating_point()) return multiply_whole(a, b, c);
  dispatch_floating("matmul", a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::Gemm<T> product;
    product.m = a.sizes()[row];
    product.n = b.sizes()[1];
    product.k = a.sizes()[1 - row];
    product.a = static_cast<const T*>(a.impl().data);
    product.a_row = a.strides()[row];
    product.a_col = a.strides()[1 - row];
    product.b = static_cast<const T*>(b.impl().data);
    product.b_row = b.strides()[0];
    product.b_col = b.strides()[1];
    product.c = static_cast<T*>(c.impl().data);
    product.c_row = product.n;
    kernels::kernels_for<T>().gemm(product);
  });
}

Tensor transposed(const Tensor& matrix) { return transpose(matrix, -2, -1); }

// C = A B: dA = dC B^T, dB = A^T dC
class MatmulBackward final : public NodeOf<2> {
 public:
  SavedTensor a, b;
  std::string name() const override { return "MmBackward"; }
  void release_saved() override {
    a.reset();
    b.reset();
  }
  size_t saved_bytes() const override { return a.bytes() + b.bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor& dc = grad_out[0];
    if (wants(0)) grad_in[0] = matmul(dc, transposed(b.unpack(*this)));
    if (wants(1)) grad_in[1] = matmul(transposed(a.unpack(*this)), dc);
  }
};

/// All but the last dimension as one.
Tensor rows_of(const Tensor& x) {
  return x.dim() == 1 ? unsqueeze(x, 0) : x.dim() == 2 ? x : flatten(x, 0, -2);
}

/// One product of matrices, or a batch of them with equal batch dimensions.
Tensor multiply_batch(const Tensor& a, const Tensor& b) {
  Dims sizes(a.sizes());
  sizes[sizes.size() - 1] = b.sizes().back();
  Tensor out = detail::empty(sizes, a.dtype());
  if (a.dim() == 2) {
    multiply(a, b, out);
  } else {
    const NoGradGuard guard;
    int64_t count = 1;
    for (int64_t d = 0; d + 2 < a.dim(); ++d) count *= a.size(d);
    const Tensor as = reshape(a, {count, a.size(-2), a.size(-1)}),
                 bs = reshape(b, {count, b.size(-2), b.size(-1)}),
                 cs = view(out, {count, a.size(-2), b.size(-1)});
    for (int64_t i = 0; i < cs.size(0) && cs.numel() > 0; ++i)
      multiply(select(as, 0, i), select(bs, 0, i), select(cs, 0, i));
  }
  if (auto* node = record<MatmulBackward>(out, a, b)) {
    node->a = SavedTensor(b.requires_grad() ? a : Tensor());
    node->b = SavedTensor(a.requires_grad() ? b : Tensor());
  }
  return out;
}

// y = f(x W^T + b), dz = dy f'(z): dx = dz W, dW = dz^T x, db = column sums of dz
class LinearBackward final : public NodeOf<3> {
 public:
  SavedTensor x, weight;
  SavedOutput y;
  Activation activation = Activation::none;
  std::string name() const override { return "LinearBackward"; }
  void release_saved() override {
    x.reset();
    weight.reset();
    y.reset();
  }
  size_t saved_bytes() const override { return x.bytes() + weight.bytes() + y.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (!GradMode::is_enabled() && grad_out[0].dim() == 2) return multiply_directly(grad_out[0], grad_in);
    Tensor dz = grad_out[0];
    if (activation == Activation::relu) dz = derivative<rules::Relu>(dz);
    if (activation == Activation::tanh) dz = derivative<rules::Tanh>(dz);
    if (wants(0)) grad_in[0] = matmul(dz, weight.unpack(*this));
    const Tensor rows = rows_of(dz);
    if (wants(1)) {
      const Tensor inputs = x.unpack(*this);
      grad_in[1] = matmul(t(rows), rows_of(inputs));
    }
    if (wants(2)) grad_in[2] = sum(rows, {0});
  }

 private:
  /// The same equations on matrices, without views and nodes.
  void multiply_directly(Tensor& g, std::span<Tensor> grad_in) const {
    Tensor dz = activation == Activation::relu   ? derivative<rules::Relu>(g)
                : activation == Activation::tanh ? derivative<rules::Tanh>(g)
                                                 : detail::contiguous_copy(g);
    const int64_t rows = dz.sizes()[0], out = dz.sizes()[1];
    if (wants(0)) {
      const Tensor& w = weight.peek(*this);
      grad_in[0] = detail::empty({rows, w.sizes()[1]}, dz.dtype());
      multiply(dz, w, grad_in[0]);
    }
    if (wants(1)) {
      const Tensor& inputs = x.peek(*this);
      grad_in[1] = detail::empty({out, inputs.sizes()[1]}, dz.dtype());
      multiply(dz, inputs, grad_in[1], true);
    }
    if (wants(2)) {
      grad_in[2] = detail::empty({out}, dz.dtype());
      dispatch_floating("linear", dz.dtype(), [&](auto zero) {
        using T = decltype(zero);
        kernels::kernels_for<T>().sum(static_cast<T*>(grad_in[2].impl().data),
                                      static_cast<const T*>(dz.impl().data), 1, rows, out);
      });
    }
  }

  template <class Rule> Tensor derivative(Tensor& g) const {
    if (GradMode::is_enabled()) return Rule{}.template backward<Tensor>(g, y.unpack(*this, g));
    const bool in_place = g.is_contiguous() && detail::is_unshared(g);
    const Tensor dense = detail::contiguous_copy(g);
    Tensor dz = in_place ? dense : detail::empty_like(dense);
    dispatch_floating("linear", g.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const Rule rule;
      kernels::kernels_for<T>().unary_backward[rules::UnaryRules::index_of<Rule>()](
          &rule, dz.data_ptr<T>(), dense.data_ptr<T>(), static_cast<const T*>(y.data(*this)), dz.numel());
    });
    return dz;
  }
};

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  const OpTimer timer("matmul", a, b);
  check_operands("matmul", a, b);
  require<ShapeError>(a.dim() > 0 && b.dim() > 0, "matmul: a 0-d tensor cannot be multiplied: ", a.sizes(),
                      " x ", b.sizes());
  require<TypeError>(a.dtype() != kBool, "matmul: not defined for bool");
  if (a.dim() == 1) return squeeze(matmul(unsqueeze(a, 0), b), b.dim() == 1 ? 0 : -2);
  if (b.dim() == 1) return squeeze(matmul(a, unsqueeze(b, -1)), -1);
  require<ShapeError>(a.size(-1) == b.size(-2), "matmul: inner sizes differ: ", a.sizes(), " x ", b.sizes());
  if (a.dim() == 2 && b.dim() == 2) return multiply_batch(a, b);
  if (b.dim() == 2) {  // one matrix for the whole batch: fold the batch into the rows
    Dims shape(a.sizes());
    shape[shape.size() - 1] = b.size(1);
    return reshape(multiply_batch(rows_of(a), b), shape);
  }
  const Dims batch = broadcast_shapes("matmul", a.sizes().slice(0, static_cast<size_t>(a.dim() - 2)),
                                      b.sizes().slice(0, static_cast<size_t>(b.dim() - 2)));
  Dims shape_a(batch), shape_b(batch);
  for (int64_t d : {-2, -1}) {
    shape_a.push_back(a.size(d));
    shape_b.push_back(b.size(d));
  }
  return multiply_batch(expand(a, shape_a), expand(b, shape_b));
}

Tensor mm(const Tensor& a, const Tensor& b) {
  require<ShapeError>(a.dim() == 2 && b.dim() == 2, "mm: needs two matrices: ", a.sizes(), " x ", b.sizes());
  return matmul(a, b);
}

Tensor bmm(const Tensor& a, const Tensor& b) {
  require<ShapeError>(a.dim() == 3 && b.dim() == 3 && a.size(0) == b.size(0),
                      "bmm: needs two batches of matrices of one length: ", a.sizes(), " x ", b.sizes());
  return matmul(a, b);
}

Tensor mv(const Tensor& a, const Tensor& b) {
  require<ShapeError>(a.dim() == 2 && b.dim() == 1, "mv: needs a matrix and a vector: ", a.sizes(), " x ",
                      b.sizes());
  return matmul(a, b);
}

Tensor dot(const Tensor& a, const Tensor& b) {
  require<ShapeError>(a.dim() == 1 && b.dim() == 1, "dot: needs two vectors: ", a.sizes(), " x ", b.sizes());
  return matmul(a, b);
}

Tensor outer(const Tensor& a, const Tensor& b) {
  require<ShapeError>(a.dim() == 1 && b.dim() == 1, "outer: needs two vectors: ", a.sizes(), " x ",
                      b.sizes());
  return unsqueeze(a, 1) * b;
}

Tensor inner(const Tensor& a, const Tensor& b) {
  return a.dim() == 0 || b.dim() == 0 ? a * b : tensordot(a, b, -1, -1);
}

Tensor tensordot(const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b) {
  require<ShapeError>(dims_a.size() == dims_b.size(), "tensordot: ", dims_a, " and ", dims_b,
                      " are not as many");
  const auto split = [](const Tensor& x, IntArrayRef dims, Dims& kept) {
    Dims summed, shape;
    for (int64_t dim : dims) summed.push_back(wrap_dim("tensordot", dim, x.dim()));
    for (int64_t d = 0; d < x.dim(); ++d) {
      if (std::find(summed.begin(), summed.end(), d) != summed.end()) continue;
      kept.push_back(d);
      shape.push_back(x.size(d));
    }
    return std::pair{summed, shape};
  };
  Dims order_a, order_b;
  const auto [summed_a, left_a] = split(a, dims_a, order_a);
  const auto [summed_b, left_b] = split(b, dims_b, order_b);
  int64_t k = 1, n = 1, m = 1;
  for (size_t i = 0; i < summed_a.size(); ++i) {
    require<ShapeError>(a.size(summed_a[i]) == b.size(summed_b[i]), "tensordot: sizes differ: ", a.sizes(),
                        " at ", dims_a[i], " and ", b.sizes(), " at ", dims_b[i]);
    k *= a.size(summed_a[i]);
  }
  for (int64_t size : left_a) n *= size;
  for (int64_t size : left_b) m *= size;
  Dims shape(left_a), all_b(summed_b);
  for (int64_t size : left_b) shape.push_back(size);
  for (int64_t d : summed_a) order_a.push_back(d);
  for (int64_t d : order_b) all_b.push_back(d);
  return reshape(mm(reshape(permute(a, order_a), {n, k}), reshape(permute(b, all_b), {k, m})), shape);
}

Tensor cdist(const Tensor& a, const Tensor& b, double p) {
  require<ShapeError>(a.dim() >= 2 && b.dim() >= 2 && a.size(-1) == b.size(-1),
                      "cdist: needs rows of one length: ", a.sizes(), " and ", b.sizes());
  return norm(unsqueeze(a, -2) - unsqueeze(b, -3), p, -1);
}

/// beta input + alpha product; a NaN of the input does not count where beta is 0
static Tensor plus_product(const Tensor& input, const Tensor& product, const Scalar& beta,
                           const Scalar& alpha) {
  const Tensor scaled = alpha.equal(1) ? product : product * alpha;
  if (beta.equal(0)) return expand(where(scalar_tensor(false, kBool), input, 0), scaled.sizes()) + scaled;
  return expand(beta.equal(1) ? input : input * beta, scaled.sizes()) + scaled;
}

Tensor addmm(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  return plus_product(input, mm(a, b), beta, alpha);
}
Tensor baddbmm(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta,
               const Scalar& alpha) {
  return plus_product(input, bmm(a, b), beta, alpha);
}
Tensor addmv(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  return plus_product(input, mv(a, b), beta, alpha);
}
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias, Activation activation) {
  const OpTimer timer("linear", x, weight, bias);
  check_operands("linear", x, weight);
  if (weight.dim() == 1)
    return squeeze(linear(x, unsqueeze(weight, 0), bias.defined() ? reshape(bias, {-1}) : bias, activation),
                   -1);
  require<ShapeError>(weight.dim() == 2 && x.dim() >= 1,
                      "linear: needs an input [..., in] and a weight [out, in]: ", x.sizes(), " with ",
                      weight.sizes());
  const int64_t in = weight.sizes()[1], out = weight.sizes()[0];
  require<ShapeError>(x.sizes().back() == in, "linear: expected last size ", in, ", got ", x.sizes().back(),
                      ": ", x.sizes(), " with weight ", weight.sizes());
  if (bias.defined()) {
    check_operands("linear", x, bias);
    require<ShapeError>(bias.dim() == 1 && bias.sizes()[0] == out, "linear: bias has shape ", bias.sizes(),
                        ", needs [", out, "]");
  }
  Tensor y, folded;
  if (x.dim() == 2) {
    y = detail::empty({x.sizes()[0], out}, x.dtype());
  } else {
    Dims shape(x.sizes());
    shape[shape.size() - 1] = out;
    y = detail::empty(shape, x.dtype());
    const NoGradGuard guard;
    folded = reshape(x, {in == 0 ? y.numel() / std::max<int64_t>(out, 1) : -1, in});
  }
  const Tensor& rows = x.dim() == 2 ? x : folded;
  const Ref<Storage> turned = TurnedCopy::of(weight);
  dispatch_floating("linear", x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::Gemm<T> product;
    product.m = rows.sizes()[0];
    product.n = out;
    product.k = in;
    product.a = static_cast<const T*>(rows.impl().data);
    product.a_row = rows.strides()[0];
    product.a_col = rows.strides()[1];
    product.b = static_cast<const T*>(turned ? turned->data() : weight.impl().data);
    product.b_row = turned ? out : weight.strides()[1];
    product.b_col = turned ? 1 : weight.strides()[0];
    product.c = static_cast<T*>(y.impl().data);
    product.c_row = out;
    Tensor dense_bias;
    if (bias.defined() && !bias.is_contiguous()) dense_bias = detail::contiguous_copy(bias);
    if (bias.defined())
      product.bias = static_cast<const T*>((dense_bias.defined() ? dense_bias : bias).impl().data);
    product.epilogue = activation == Activation::relu   ? kernels::Epilogue::relu
                       : activation == Activation::tanh ? kernels::Epilogue::tanh
                                                        : kernels::Epilogue::none;
    if (y.numel() > 0) kernels::kernels_for<T>().gemm(product);
  });
  if (auto* node = record<LinearBackward>(y, x, weight, bias)) {
    node->x = SavedTensor(weight.requires_grad() ? x : Tensor());
    node->weight = SavedTensor(x.requires_grad() ? weight : Tensor());
    node->activation = activation;
    if (activation != Activation::none) node->y = SavedOutput(y);
  }
  return y;
}

}  // namespace ember
