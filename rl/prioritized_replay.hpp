// Prioritized experience replay (Schaul et al. 2016), proportional: which transitions to draw, and how often.
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/envs/archive.hpp>
#include <span>
#include <vector>

namespace ember::rl {

/// Numbers in a row with the sums of their pairs above them, pairs of pairs above those, up to the sum of
/// all. Setting one and finding one by the running sum take log2(size) steps.
class SumTree {
 public:
  /// `size` zeros. Throws ValueError below 1.
  explicit SumTree(int64_t size);

  /// Throws IndexError outside, ValueError for a number that is negative or not finite.
  void set(int64_t place, double value);
  double operator[](int64_t place) const { return sums_[leaves_ + static_cast<size_t>(place)]; }
  double total() const { return sums_[1]; }

  /// The first place where the sum of the numbers up to and with it exceeds `mass`, 0 <= mass < total().
  int64_t find(double mass) const;

  /// Loading throws StateError for a tree of another size.
  void serialize(envs::Archive& archive);

 private:
  size_t leaves_;             // a power of 2; node k stands above 2 k and 2 k + 1
  std::vector<double> sums_;  // [2 leaves]
};

/// Priorities of the places of a ReplayBuffer.
class PrioritizedReplay {
 public:
  /// Places to learn from and their weights [batch], until the next call.
  struct Draw {
    std::vector<int64_t> places;
    Tensor weights;
  };

  /// Throws ValueError unless 0 <= alpha <= 1.
  PrioritizedReplay(int64_t capacity, double alpha, ScalarType dtype = kFloat);

  /// A new transition gets the largest priority so far, so that it is drawn soon.
  void add(int64_t place) { tree_.set(place, largest_); }

  /// Draws `batch_size` of the first `size` places with P(i) = p_i^alpha / sum_k p_k^alpha, one from each of
  /// batch_size equal parts of the sum, and gives w_i = (size P(i))^-beta, divided by the largest of them
  /// (Algorithm 1, lines 9 and 10; appendix B.2.1). Throws StateError when nothing has a priority.
  const Draw& sample(int64_t batch_size, int64_t size, double beta, Generator& random);

  /// p_i = |delta_i| + 1e-6 for the places of the last draw; `errors` is [batch]. Throws ShapeError for
  /// another size, NonFiniteError.
  void update(const Tensor& errors);

  const SumTree& tree() const { return tree_; }

  void serialize(envs::Archive& archive) { archive(tree_, largest_); }

 private:
  SumTree tree_;  // of p_i^alpha
  double alpha_, largest_ = 1;
  ScalarType dtype_;
  Draw draw_;
};

}  // namespace ember::rl
