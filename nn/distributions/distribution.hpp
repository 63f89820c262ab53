// Probability distributions over tensors (https://pytorch.org/docs/1.13/distributions.html).
//
// The parameters are a batch of distributions of the shape batch_shape(); one draw of each has event_shape(),
// which is [] unless said otherwise. Samples have the shape sample_shape + batch_shape + event_shape, and
// log_prob(value) has the shape of value without event_shape. Arguments are checked unless `validate_args` is
// false: ValueError for a parameter outside its range or a value outside the support, ShapeError for shapes
// that do not broadcast. Samples are the numbers that PyTorch draws from the same generator state.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::distributions {

/// Base of all distributions. They are values: a copy shares the parameters' memory.
class Distribution {
 public:
  virtual ~Distribution() = default;

  const Dims& batch_shape() const { return batch_shape_; }
  const Dims& event_shape() const { return event_shape_; }

  virtual Tensor mean() const = 0;
  virtual Tensor variance() const = 0;
  virtual Tensor stddev() const;
  /// The value of the largest probability or density. Throws StateError where there is no formula.
  virtual Tensor mode() const;

  /// A draw outside the graph, from the process's generator unless one is given.
  virtual Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const;
  /// A draw as a differentiable function of the parameters. Throws StateError for distributions without one.
  virtual Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const;
  virtual bool has_rsample() const { return false; }

  /// Logarithm of the probability or density of a value.
  virtual Tensor log_prob(const Tensor& value) const = 0;
  /// -E[log p], in nats. Throws StateError where there is no formula.
  virtual Tensor entropy() const;

 protected:
  Distribution(const char* name, bool validate_args) : name_(name), validate_args_(validate_args) {}
  Distribution(const Distribution&) = default;
  Distribution(Distribution&&) = default;
  Distribution& operator=(const Distribution&) = default;
  Distribution& operator=(Distribution&&) = default;

  /// sample_shape + batch_shape + event_shape
  Dims extended_shape(IntArrayRef sample_shape) const;
  /// Throws ValueError naming `rule` unless `holds` for every element of a parameter or value.
  void require_each(const char* rule, const Tensor& tensor, bool (*holds)(double)) const;
  /// Throws ShapeError unless the shape of a value broadcasts with batch_shape + event_shape.
  void require_fits(const Tensor& value) const;

  const char* name_;
  bool validate_args_;
  Dims batch_shape_, event_shape_;
};

/// A parameter: a tensor, or a number as a 0-d tensor of the default dtype.
class Parameter {
 public:
  Parameter(Tensor tensor) : tensor_(std::move(tensor)) {}
  Parameter(double number);
  const Tensor& tensor() const { return tensor_; }
  /// The number to its last digit, of whatever dtype it meets; a tensor itself.
  const Tensor& weak() const { return weak_.defined() ? weak_ : tensor_; }

 private:
  Tensor tensor_, weak_;
};

/// Two parameters in their common shape.
std::pair<Tensor, Tensor> broadcast_all(const char* op, const Tensor& a, const Tensor& b);

/// The tensor itself where it has the shape, else expanded to it.
Tensor expanded(const Tensor& tensor, IntArrayRef shape);

/// The sum over the last `count` dimensions.
Tensor sum_rightmost(const Tensor& value, int64_t count);

// What parameters and supports are made of.
inline bool is_real(double x) { return x == x; }
inline bool is_positive(double x) { return x > 0; }
inline bool is_nonnegative(double x) { return x >= 0; }
inline bool is_in_unit_interval(double x) { return x >= 0 && x <= 1; }
inline bool is_boolean(double x) { return x == 0 || x == 1; }

}  // namespace ember::distributions
