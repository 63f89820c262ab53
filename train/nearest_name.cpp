#include <ember/train/nearest_name.hpp>

#include <algorithm>
#include <vector>

namespace ember::train {
namespace {

std::string folded(std::string_view word) {
  std::string plain;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z')
      plain += static_cast<char>(c - 'A' + 'a');
    else
      plain += c == '-' ? '_' : c;
  }
  return plain;
}

// Optimal string alignment distance; rows i-2, i-1 and i of its table are kept.
size_t distance(const std::string& a, const std::string& b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> candidates) {
  // Nobody misspells a name of more than 64 letters, and the table below grows with the square.
  if (word.size() > 64) return {};
  const std::string wanted = folded(word);
  std::string nearest;
  size_t least = std::max<size_t>(2, wanted.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const size_t d = distance(wanted, folded(candidate));
    if (d < least && d < wanted.size()) {
      least = d;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         const std::string& otherwise) {
  const std::string nearest = nearest_name(word, candidates);
  return nearest.empty() ? otherwise : "did you mean '" + nearest + "'?";
}

}  // namespace ember::train
