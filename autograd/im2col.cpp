#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/im2col.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/profiler.hpp>

namespace ember {
namespace {

/// Calls visit(column, image) with the offsets of every pair of elements that im2col joins; image is -1
/// beyond the image.
template <class Visit>
void for_each_pair(const Window& w, int64_t batch, int64_t channels, int64_t height, int64_t width,
                   int64_t down, int64_t across, const Visit& visit) {
  int64_t column = 0;
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t k = 0; k < w.kernel[0] * w.kernel[1]; ++k) {
      const int64_t ky = k / w.kernel[1] * w.dilation[0] - w.padding[0],
                    kx = k % w.kernel[1] * w.dilation[1] - w.padding[1];
      for (int64_t n = 0; n < batch; ++n) {
        const int64_t image = (n * channels + c) * height;
        for (int64_t i = 0; i < down; ++i) {
          const int64_t y = i * w.stride[0] + ky;
          const bool row = y >= 0 && y < height;
          for (int64_t j = 0; j < across; ++j, ++column) {
            const int64_t x = j * w.stride[1] + kx;
            visit(column, row && x >= 0 && x < width ? (image + y) * width + x : -1);
          }
        }
      }
    }
  }
}

// columns = im2col(images): d images = col2im(d columns)
class Im2colBackward final : public NodeOf<1> {
 public:
  Window window;
  int64_t height = 0, width = 0;
  std::string name() const override { return "Im2colBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = col2im(grad_out[0], window, height, width);
  }
};

// images = col2im(columns): d columns = im2col(d images)
class Col2imBackward final : public NodeOf<1> {
 public:
  Window window;
  std::string name() const override { return "Col2imBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = im2col(grad_out[0], window);
  }
};

}  // namespace

int64_t Window::count(const char* op, size_t axis, int64_t size) const {
  const int64_t k = kernel[axis], s = stride[axis], p = padding[axis], d = dilation[axis];
  require<ValueError>(k >= 1 && s >= 1 && d >= 1 && p >= 0, op, ": kernel ", k, ", stride ", s,
                      " and dilation ", d, " must be positive, padding ", p, " not negative");
  const int64_t room = size + 2 * p - d * (k - 1) - 1 + (ceil_mode ? s - 1 : 0);
  require<ShapeError>(room >= 0, op, ": a kernel of size ", d * (k - 1) + 1, " does not fit ", size,
                      " with padding ", p);
  int64_t windows = room / s + 1;
  if (ceil_mode && (windows - 1) * s >= size + p) --windows;
  return windows;
}

Tensor im2col(const Tensor& images, const Window& window, double outside) {
  const OpTimer timer("im2col", images);
  require<ShapeError>(images.dim() == 4, "im2col: needs [batch, channels, height, width]: ", images.sizes());
  const int64_t batch = images.size(0), channels = images.size(1), height = images.size(2),
                width = images.size(3), down = window.count("im2col", 0, height),
                across = window.count("im2col", 1, width);
  const Tensor dense = detail::contiguous_copy(images);
  Tensor columns =
      detail::empty({channels, window.kernel[0] * window.kernel[1], batch, down * across}, images.dtype());
  dispatch_floating("im2col", images.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* out = columns.data_ptr<T>();
    const T *in = dense.data_ptr<T>(), beyond = static_cast<T>(outside);
    for_each_pair(window, batch, channels, height, width, down, across,
                  [=](int64_t column, int64_t image) { out[column] = image < 0 ? beyond : in[image]; });
  });
  if (auto* node = record<Im2colBackward>(columns, images)) {
    node->window = window;
    node->height = height;
    node->width = width;
  }
  return columns;
}

Tensor col2im(const Tensor& columns, const Window& window, int64_t height, int64_t width) {
  const OpTimer timer("col2im", columns);
  const int64_t down = window.count("col2im", 0, height), across = window.count("col2im", 1, width);
  require<ShapeError>(columns.dim() == 4 && columns.size(1) == window.kernel[0] * window.kernel[1] &&
                          columns.size(3) == down * across,
                      "col2im: columns ", columns.sizes(), " do not fit ", down, " x ", across,
                      " windows of ", window.kernel[0], " x ", window.kernel[1]);
  const int64_t channels = columns.size(0), batch = columns.size(2);
  const Tensor dense = detail::contiguous_copy(columns);
  Tensor images = zeros({batch, channels, height, width}, columns.dtype());
  dispatch_floating("col2im", columns.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* out = images.data_ptr<T>();
    const T* in = dense.data_ptr<T>();
    for_each_pair(window, batch, channels, height, width, down, across, [=](int64_t column, int64_t image) {
      if (image >= 0) out[image] += in[column];
    });
  });
  if (auto* node = record<Col2imBackward>(images, columns)) node->window = window;
  return images;
}

}  // namespace ember
