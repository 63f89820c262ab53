#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/print.hpp>
#include <iomanip>
#include <ostream>

namespace ember {
namespace {

/// Puts a stream's format back at the end of a scope.
class KeepFormat {
 public:
  explicit KeepFormat(std::ios& stream) : stream_(stream), kept_(nullptr) { kept_.copyfmt(stream); }
  ~KeepFormat() { stream_.copyfmt(kept_); }
  KeepFormat(const KeepFormat&) = delete;
  KeepFormat& operator=(const KeepFormat&) = delete;

 private:
  std::ios& stream_;
  std::ios kept_;
};

/// How the numbers of one block are written: a common factor and a width.
struct Format {
  double scale = 1;
  int width = 0;
};

/// Digits in front of the point: 1 for 0 to 9, 0 for 0.1 to 0.99, ...
double digits_of(double magnitude) { return magnitude == 0 ? 1 : std::floor(std::log10(magnitude)) + 1; }

/// Chooses whole, fixed or scientific notation from the range of the values, and sets the stream to it.
Format choose_format(std::ostream& stream, const double* values, int64_t n) {
  bool whole = true;
  double least = 0, most = 0;
  bool any = false;
  for (int64_t i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) continue;
    whole &= values[i] == std::ceil(values[i]);
    const double magnitude = std::fabs(values[i]);
    if (!any) least = most = magnitude;
    any = true;
    least = std::fmin(least, magnitude);
    if (values[i] > most) most = magnitude;  // negative values do not raise it, as in PyTorch
  }
  const double low = any ? digits_of(least) : 1, high = any ? digits_of(most) : 1;
  const auto scientific = [&](int width) -> Format {
    stream << std::scientific << std::setprecision(4);
    return {1, width};
  };
  if (whole) {
    if (high > 9) return scientific(11);
    stream << std::defaultfloat;
    return {1, static_cast<int>(high) + 1};
  }
  if (high - low > 4) return scientific(std::fabs(high) > 99 || std::fabs(low) > 99 ? 12 : 11);
  stream << std::fixed << std::setprecision(4);
  if (high > 5 || high < 0) return {std::pow(10, high - 1), 7};
  return {1, high == 0 ? 7 : static_cast<int>(high) + 6};
}

void write_scale(std::ostream& stream, double scale) {
  const KeepFormat keep(stream);
  stream << std::defaultfloat << scale << " *\n";
}

/// Rows of a matrix, in groups of columns that fit a line.
void write_matrix(std::ostream& stream, const double* values, int64_t rows, int64_t columns,
                  int64_t line_size, int indent) {
  const Format format = choose_format(stream, values, rows * columns);
  const std::string margin(static_cast<size_t>(indent), ' ');
  const int64_t per_line = (line_size - indent) / (format.width + 1);
  stream << margin;
  for (int64_t first = 0; first < columns; first += per_line) {
    const int64_t last = std::min(columns, first + per_line) - 1;
    if (per_line < columns) {
      if (first != 0) stream << '\n';
      stream << "Columns " << first + 1 << " to " << last + 1 << margin;
    }
    if (format.scale != 1) {
      write_scale(stream, format.scale);
      stream << margin;
    }
    for (int64_t row = 0; row < rows; ++row) {
      for (int64_t column = first; column <= last; ++column) {
        stream << std::setw(format.width) << values[row * columns + column] / format.scale
               << (column == last ? '\n' : ' ');
      }
      if (row != rows - 1) stream << margin << (format.scale != 1 ? " " : "");
    }
  }
}

/// The matrices of a tensor of 3 or more dimensions, the first index running fastest.
void write_matrices(std::ostream& stream, const Tensor& dense, int64_t line_size) {
  const auto outer = static_cast<size_t>(dense.dim() - 2);
  const int64_t rows = dense.size(-2), columns = dense.size(-1);
  int64_t count = 1;
  for (size_t d = 0; d < outer; ++d) count *= dense.sizes()[d];
  for (int64_t k = 0; k < count; ++k) {
    if (k > 0) stream << '\n';
    stream << '(';
    int64_t rest = k, offset = 0;
    for (size_t d = 0; d < outer; ++d) {
      const int64_t at = rest % dense.sizes()[d];
      rest /= dense.sizes()[d];
      offset += at * dense.strides()[d];
      stream << at + 1 << ',';
    }
    stream << ".,.) = \n";
    write_matrix(stream, dense.data_ptr<double>() + offset, rows, columns, line_size, 1);
  }
}

}  // namespace

std::ostream& print(std::ostream& stream, const Tensor& tensor, int64_t line_size) {
  const KeepFormat keep(stream);
  if (!tensor.defined()) return stream << "[ Tensor (undefined) ]";
  const Tensor dense = detail::converted(tensor, kDouble);
  const double* values = dense.data_ptr<double>();
  if (dense.dim() == 0) {
    stream << std::defaultfloat << values[0] << '\n';
  } else if (dense.dim() == 1 && dense.numel() > 0) {
    const Format format = choose_format(stream, values, dense.numel());
    if (format.scale != 1) write_scale(stream, format.scale);
    for (int64_t i = 0; i < dense.numel(); ++i)
      stream << std::setw(format.width) << values[i] / format.scale << '\n';
  } else if (dense.dim() == 2 && dense.numel() > 0) {
    write_matrix(stream, values, dense.size(0), dense.size(1), line_size, 0);
  } else if (dense.numel() > 0) {
    write_matrices(stream, dense, line_size);
  }
  stream << "[ " << tensor.toString() << '{';
  for (size_t d = 0; d < tensor.sizes().size(); ++d) stream << (d > 0 ? "," : "") << tensor.sizes()[d];
  return stream << "} ]";
}

std::ostream& operator<<(std::ostream& stream, const Tensor& tensor) { return print(stream, tensor, 80); }

namespace indexing {

std::ostream& operator<<(std::ostream& stream, const Slice& slice) {
  return stream << slice.start() << ':' << slice.stop() << ':' << slice.step();
}
std::ostream& operator<<(std::ostream& stream, const TensorIndex& index) {
  switch (index.kind()) {
    case TensorIndex::Kind::none: return stream << "None";
    case TensorIndex::Kind::ellipsis: return stream << "...";
    case TensorIndex::Kind::integer: return stream << index.integer();
    case TensorIndex::Kind::boolean: return stream << text_of(index.boolean());
    case TensorIndex::Kind::slice: return stream << index.slice();
    case TensorIndex::Kind::tensor: return ember::operator<<(stream, index.tensor());
  }
  return stream;
}
std::ostream& operator<<(std::ostream& stream, const std::vector<TensorIndex>& indices) {
  const char* between = "(";
  for (const TensorIndex& index : indices) {
    stream << between << index;
    between = ", ";
  }
  return stream << ')';
}

}  // namespace indexing

std::ostream& operator<<(std::ostream& stream, IntArrayRef sizes) { return stream << text_of(sizes); }
std::ostream& operator<<(std::ostream& stream, ScalarType type) { return stream << to_string(type); }
std::ostream& operator<<(std::ostream& stream, Device device) { return stream << device.str(); }
std::ostream& operator<<(std::ostream& stream, DeviceType type) { return stream << Device(type); }
std::ostream& operator<<(std::ostream& stream, Layout layout) {
  return stream << (layout == kStrided ? "Strided" : "Sparse");
}

}  // namespace ember
