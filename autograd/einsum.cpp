// Einstein's sums as products of batches of matrices.
#include <algorithm>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// A tensor and the letter of each of its dimensions.
struct Labelled {
  Tensor tensor;
  std::string letters;
};

bool has(const std::string& letters, char letter) { return letters.find(letter) != std::string::npos; }

/// A letter that stands twice means the diagonal.
void take_diagonals(Labelled& x) {
  for (size_t i = 0; i < x.letters.size(); ++i) {
    const size_t j = x.letters.find(x.letters[i], i + 1);
    if (j == std::string::npos) continue;
    require<ShapeError>(x.tensor.sizes()[i] == x.tensor.sizes()[j], "einsum: sizes of ",
                        std::string(1, x.letters[i]), " differ: ", x.tensor.sizes());
    x.tensor = diagonal(x.tensor, 0, static_cast<int64_t>(i), static_cast<int64_t>(j));
    const char letter = x.letters[i];
    x.letters.erase(j, 1).erase(i, 1);
    x.letters += letter;
    i = static_cast<size_t>(-1);
  }
}

/// Sums away the letters that nobody needs any more.
void sum_unneeded(Labelled& x, const std::string& needed) {
  Dims gone;
  std::string left;
  for (size_t d = 0; d < x.letters.size(); ++d) {
    if (has(needed, x.letters[d]))
      left += x.letters[d];
    else
      gone.push_back(static_cast<int64_t>(d));
  }
  if (!gone.empty()) x.tensor = sum(x.tensor, gone);
  x.letters = left;
}

Tensor ordered(const Labelled& x, const std::string& letters) {
  Dims order;
  for (char letter : letters) order.push_back(static_cast<int64_t>(x.letters.find(letter)));
  return permute(x.tensor, order);
}

int64_t size_of(const Labelled& x, char letter) { return x.tensor.sizes()[x.letters.find(letter)]; }

/// The product of two operands, summed over the letters that are not needed: one product of matrices per
/// index of the letters that both have and keep.
Labelled contract(Labelled a, Labelled b, const std::string& needed) {
  sum_unneeded(a, needed + b.letters);
  sum_unneeded(b, needed + a.letters);
  std::string batch, summed, rows, columns;
  for (char letter : a.letters) {
    if (!has(b.letters, letter))
      rows += letter;
    else
      (has(needed, letter) ? batch : summed) += letter;
  }
  for (char letter : b.letters) {
    if (!has(a.letters, letter)) columns += letter;
  }
  const auto extent = [](const Labelled& x, const std::string& letters) {
    int64_t n = 1;
    for (char letter : letters) n *= size_of(x, letter);
    return n;
  };
  const int64_t nb = extent(a, batch), nr = extent(a, rows), ns = extent(a, summed), nc = extent(b, columns);
  const Tensor left = reshape(ordered(a, batch + rows + summed), {nb, nr, ns}),
               right = reshape(ordered(b, batch + summed + columns), {nb, ns, nc});
  Dims shape;
  for (char letter : batch + rows) shape.push_back(size_of(a, letter));
  for (char letter : columns) shape.push_back(size_of(b, letter));
  return {reshape(bmm(left, right), shape), batch + rows + columns};
}

/// Letters without spaces; throws for anything else.
std::string letters_of(std::string_view text) {
  std::string letters;
  for (char c : text) {
    if (c == ' ') continue;
    require<ValueError>((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'),
                        "einsum: not a letter: ", std::string(1, c));
    letters += c;
  }
  return letters;
}

std::vector<Labelled> parse_operands(std::string_view terms, TensorList operands) {
  std::vector<Labelled> parsed;
  std::array<int64_t, 256> sizes{};
  for (size_t start = 0; start <= terms.size();) {
    const size_t comma = std::min(terms.find(',', start), terms.size());
    const std::string letters = letters_of(terms.substr(start, comma - start));
    start = comma + 1;
    require<ValueError>(parsed.size() < operands.size(), "einsum: the equation has more operands than the ",
                        operands.size(), " given");
    const Tensor& tensor = operands[parsed.size()];
    require<ShapeError>(letters.size() == static_cast<size_t>(tensor.dim()), "einsum: ", letters.size(),
                        " letters (", letters, ") for a tensor of shape ", tensor.sizes());
    for (size_t d = 0; d < letters.size(); ++d) {
      int64_t& size = sizes[static_cast<unsigned char>(letters[d])];
      require<ShapeError>(size == 0 || size == tensor.sizes()[d] + 1, "einsum: letter ",
                          std::string(1, letters[d]), " has sizes ", size - 1, " and ", tensor.sizes()[d]);
      size = tensor.sizes()[d] + 1;
    }
    parsed.push_back({tensor, letters});
  }
  require<ValueError>(parsed.size() == operands.size(), "einsum: the equation has ", parsed.size(),
                      " operands, given are ", operands.size());
  return parsed;
}

}  // namespace

Tensor einsum(std::string_view equation, TensorList operands) {
  const size_t arrow = equation.find("->");
  std::vector<Labelled> parsed =
      parse_operands(equation.substr(0, std::min(arrow, equation.size())), operands);
  std::string all, result;
  for (const Labelled& x : parsed) all += x.letters;
  if (arrow != std::string_view::npos) {
    result = letters_of(equation.substr(arrow + 2));
  } else {
    for (char letter : all) {
      if (std::count(all.begin(), all.end(), letter) == 1) result += letter;
    }
    std::sort(result.begin(), result.end());
  }
  for (char letter : result) {
    require<ValueError>(has(all, letter) && std::count(result.begin(), result.end(), letter) == 1,
                        "einsum: letter ", std::string(1, letter),
                        " of the result does not stand once, or in no operand");
  }
  for (Labelled& x : parsed) take_diagonals(x);
  Labelled total = parsed[0];
  for (size_t k = 1; k < parsed.size(); ++k) {
    std::string needed = result;
    for (size_t later = k + 1; later < parsed.size(); ++later) needed += parsed[later].letters;
    total = contract(total, parsed[k], needed);
  }
  sum_unneeded(total, result);
  return ordered(total, result);
}

}  // namespace ember
