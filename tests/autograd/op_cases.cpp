#include "op_cases.hpp"

#include <cmath>
#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ember {
namespace {

std::vector<int64_t> shape_of(const std::string& text) {
  std::vector<int64_t> shape;
  if (text == "-") return shape;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) shape.push_back(std::stoll(part));
  return shape;
}

ScalarType dtype_of(const std::string& name) {
  for (ScalarType type : {kByte, kInt, kLong, kFloat, kDouble, kBool}) {
    if (name == to_string(type)) return type;
  }
  return ScalarType::Undefined;
}

std::string bytes_of(const std::string& base64) {
  std::string bytes;
  unsigned bits = 0, count = 0;
  for (char c : base64) {
    if (c == '=') break;
    const unsigned value = c >= 'A' && c <= 'Z'   ? static_cast<unsigned>(c - 'A')
                           : c >= 'a' && c <= 'z' ? static_cast<unsigned>(c - 'a') + 26
                           : c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0') + 52
                           : c == '+'             ? 62U
                                                  : 63U;
    bits = bits << 6 | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 255);
    }
  }
  return bytes;
}

Tensor tensor_of(const std::string& base64, IntArrayRef shape, ScalarType dtype) {
  const std::string bytes = bytes_of(base64);
  Tensor made = empty(shape, dtype);
  if (made.nbytes() != bytes.size()) throw std::runtime_error("ops.txt: wrong number of bytes");
  if (!bytes.empty()) std::memcpy(made.data_ptr(), bytes.data(), bytes.size());
  return made;
}

Tensor drawn(IntArrayRef shape, double low, double high, int64_t seed) {
  Tensor made = empty(shape, kDouble);
  for (int64_t k = 0; k < made.numel(); ++k) {
    const double unit = static_cast<double>((k * 40503 + seed * 9973 + 12345) % 65521) / 65521;
    made.data_ptr<double>()[k] = low + (high - low) * unit;
  }
  return made;
}

InputSpec spec_of(const std::string& text, ScalarType dtype) {
  std::istringstream parts(text);
  std::vector<std::string> words;
  for (std::string part; std::getline(parts, part, ':');) words.push_back(part);
  return {words[0] == "-" ? dtype : dtype_of(words[0]),
          shape_of(words[1]),
          std::stod(words[2]),
          std::stod(words[3]),
          std::stoll(words[4]),
          words[5][0],
          words[6] == "1"};
}

std::vector<OpCase> read_cases() {
  std::vector<OpCase> cases;
  std::ifstream file(EMBER_TEST_DATA "/autograd/ops.txt");
  std::vector<IntArrayRef> wanted;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, first, text;
    words >> kind >> first;
    if (kind == "case") {
      words >> text;
      OpCase made{first, dtype_of(text), {}, {}, {}, {}};
      while (words >> text) made.inputs.push_back(spec_of(text, made.dtype));
      cases.push_back(std::move(made));
    } else if (kind == "out") {
      std::string shape;
      words >> shape >> text;
      cases.back().outputs.push_back(tensor_of(text, shape_of(shape), dtype_of(first)));
    } else {
      OpCase& current = cases.back();
      variable_list& list = kind == "grad" ? current.gradients : current.second;
      size_t skip = list.size(), i = 0;
      while (!current.inputs[i].wants_grad || skip-- > 0) ++i;
      list.push_back(first == "-" ? Tensor() : tensor_of(first, current.inputs[i].shape, current.dtype));
    }
  }
  return cases;
}

}  // namespace

Tensor InputSpec::make() const {
  Tensor x = drawn(shape, low, high, seed);
  if (dtype == kBool)
    x = x < (low + high) / 2;
  else if (is_integral(dtype))
    x = to(floor(x), dtype);
  else
    x = to(x, dtype);
  Dims reversed;
  for (int64_t d = x.dim(); d-- > 0;) reversed.push_back(d);
  if (layout == 't') x = clone(permute(x, reversed)).permute(reversed);
  if (layout == 's') {
    Dims sizes(shape);
    sizes[sizes.size() - 1] *= 2;
    const Tensor wide = zeros(sizes, dtype), part = slice(wide, -1, 0, sizes.back(), 2);
    part.copy_(x);
    x = part;
  }
  x = x.detach();
  return wants_grad ? x.requires_grad_() : x;
}

variable_list OpCase::make_inputs() const {
  variable_list made;
  for (const InputSpec& spec : inputs) made.push_back(spec.make());
  return made;
}

const OpRow& OpCase::row() const {
  std::string wanted = name;
  for (int pass = 0; pass < 2;
       ++pass) {  // the name as it is, else that of the op alone: another input for it
    for (const OpRow& row : op_rows()) {
      if (wanted == row.name) return row;
    }
    wanted = wanted.substr(0, wanted.find('/'));
  }
  throw std::runtime_error("the op table has no row " + name);
}

Tensor case_weights(const Tensor& like, int64_t seed) {
  return to(drawn(like.sizes(), 0.5, 1.5, seed), like.dtype());
}

const std::vector<OpCase>& op_cases() {
  static const std::vector<OpCase> cases = read_cases();
  return cases;
}

const std::vector<OpRow>& op_rows() {
  static const std::vector<OpRow> rows = [] {
    std::vector<OpRow> all;
    for (const auto* part : {&pointwise_rows(), &structured_rows(), &index_rows(), &composed_rows()})
      all.insert(all.end(), part->begin(), part->end());
    return all;
  }();
  return rows;
}

}  // namespace ember
