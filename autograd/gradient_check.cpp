#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_check.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/region.hpp>
#include <ember/autograd/strided_loop.hpp>

namespace ember::autograd {
namespace {

constexpr int64_t full_below = 64;
constexpr int directions = 10;

std::vector<double> values_of(const Tensor& t) {
  const Tensor dense = detail::converted(t.detach(), kDouble);
  return {dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()};
}

/// The elements of a tensor in logical order, where they lie in memory.
std::vector<double*> elements_of(const Tensor& t) {
  std::vector<double*> elements;
  const detail::StridedLoop<1> loop(t.sizes(), {t.strides()});
  loop.for_each_row([&](const std::array<int64_t, 1>& at, int64_t n) {
    for (int64_t i = 0; i < n; ++i) elements.push_back(t.data_ptr<double>() + at[0] + i * loop.step(0));
  });
  return elements;
}

class Check {
 public:
  Check(const Differentiable& func, const variable_list& inputs, double eps, double atol, double rtol)
      : func_(func), inputs_(inputs), eps_(eps), atol_(atol), rtol_(rtol) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (!inputs[i].requires_grad()) continue;
      require<TypeError>(inputs[i].dtype() == kDouble, "gradcheck: input ", i, " must be float64: got ",
                         inputs[i].dtype());
      require<ValueError>(!Region{"", Dims(inputs[i].sizes()), Dims(inputs[i].strides()), 0}.overlaps(),
                          "gradcheck: elements of input ", i, " share memory: strides ", inputs[i].strides());
      checked_.push_back(i);
      wanted_.push_back(inputs[i]);
      for (double* element : elements_of(inputs[i])) elements_.push_back(element);
    }
    require<ValueError>(!checked_.empty(), "gradcheck: no input requires grad");
  }

  void run() {
    const AutoGradMode recording(true);
    const variable_list outputs = func_(inputs_);
    for (size_t o = 0; o < outputs.size(); ++o) {
      if (!outputs[o].defined() || !outputs[o].is_floating_point()) continue;
      if (static_cast<int64_t>(elements_.size()) < full_below)
        compare_all(o, outputs[o]);
      else
        compare_directions(o, outputs[o]);
    }
  }

 private:
  /// Output `o` with the inputs as they are in memory.
  std::vector<double> evaluate(size_t o) const {
    const NoGradGuard guard;
    return values_of(func_(inputs_)[o]);
  }

  /// The gradient of <weights, output> by all checked elements; 0 for what is not used.
  std::vector<double> gradient(const Tensor& output, const Tensor& weights) const {
    std::vector<double> all;
    variable_list parts(wanted_.size());
    if (output.requires_grad()) parts = grad({output}, wanted_, {weights}, true, false, true);
    for (size_t i = 0; i < parts.size(); ++i) {
      const std::vector<double> part =
          parts[i].defined() ? values_of(parts[i])
                             : std::vector<double>(static_cast<size_t>(wanted_[i].numel()), 0.0);
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }

  void compare_all(size_t o, const Tensor& output) {
    const auto n = static_cast<size_t>(output.numel());
    std::vector<std::vector<double>> numerical;  // [input element][output element]
    for (double* element : elements_) {
      const double kept = *element;
      *element = kept + eps_;
      std::vector<double> difference = evaluate(o);
      *element = kept - eps_;
      const std::vector<double> below = evaluate(o);
      *element = kept;
      for (size_t j = 0; j < n; ++j) difference[j] = (difference[j] - below[j]) / (2 * eps_);
      numerical.push_back(std::move(difference));
    }
    for (size_t j = 0; j < n; ++j) {
      Tensor unit = zeros(output.sizes(), output.dtype());
      dispatch_floating("gradcheck", unit.dtype(),
                        [&](auto zero) { unit.data_ptr<decltype(zero)>()[j] = 1; });
      const std::vector<double> analytical = gradient(output, unit);
      for (size_t i = 0; i < elements_.size(); ++i) compare(o, j, i, numerical[i][j], analytical[i]);
    }
  }

  void compare_directions(size_t o, const Tensor& output) {
    Generator generator(0);
    for (int k = 0; k < directions; ++k) {
      const Tensor weights = rand(output.sizes(), output.dtype(), generator);
      const std::vector<double> of_output = values_of(weights), analytical = gradient(output, weights);
      std::vector<double> direction(elements_.size()), kept(elements_.size());
      double along = 0;
      for (size_t i = 0; i < elements_.size(); ++i) {
        direction[i] = generator.uniform() * 2 - 1;
        kept[i] = *elements_[i];
        along += direction[i] * analytical[i];
      }
      const auto moved = [&](double step) {
        for (size_t i = 0; i < elements_.size(); ++i) *elements_[i] = kept[i] + step * direction[i];
        const std::vector<double> values = evaluate(o);
        for (size_t i = 0; i < elements_.size(); ++i) *elements_[i] = kept[i];
        double sum = 0;
        for (size_t j = 0; j < values.size(); ++j) sum += values[j] * of_output[j];
        return sum;
      };
      compare(o, 0, 0, (moved(eps_) - moved(-eps_)) / (2 * eps_), along);
    }
  }

  void compare(size_t o, size_t out_element, size_t in_element, double numerical, double analytical) const {
    const bool close = std::fabs(analytical - numerical) <= atol_ + rtol_ * std::fabs(numerical) ||
                       (std::isnan(analytical) && std::isnan(numerical));
    if (close) return;
    size_t input = 0;
    while (in_element >= static_cast<size_t>(wanted_[input].numel()))
      in_element -= static_cast<size_t>(wanted_[input++].numel());
    raise<GraphError>("gradcheck: derivative of output ", o, " by input ", checked_[input],
                      " is wrong: element ", out_element, " by element ", in_element, ": analytical ",
                      analytical, ", numerical ", numerical);
  }

  const Differentiable& func_;
  const variable_list& inputs_;
  double eps_, atol_, rtol_;
  std::vector<size_t> checked_;
  variable_list wanted_;
  std::vector<double*> elements_;
};

}  // namespace

bool gradcheck(const Differentiable& func, const variable_list& inputs, double eps, double atol, double rtol,
               bool raise_exception) {
  Check check(func, inputs, eps, atol, rtol);
  if (raise_exception) {
    check.run();
    return true;
  }
  try {
    check.run();
  } catch (const GraphError&) {
    return false;
  }
  return true;
}

bool gradgradcheck(const Differentiable& func, const variable_list& inputs, const variable_list& grad_outputs,
                   double eps, double atol, double rtol, bool raise_exception) {
  variable_list outputs, weights = grad_outputs, all = inputs;
  std::vector<size_t> differentiable;
  {
    const AutoGradMode recording(true);
    outputs = func(inputs);
  }
  Generator generator(1);
  for (size_t o = 0; o < outputs.size(); ++o) {
    if (!outputs[o].defined() || !outputs[o].requires_grad()) continue;
    differentiable.push_back(o);
    if (grad_outputs.empty()) {
      const Tensor drawn = rand(outputs[o].sizes(), outputs[o].dtype(), generator) * 2 - 1;
      weights.push_back(drawn.requires_grad_());
    }
  }
  require<ValueError>(weights.size() == differentiable.size(), "gradgradcheck: ", weights.size(),
                      " gradients for ", differentiable.size(), " differentiable outputs");
  all.insert(all.end(), weights.begin(), weights.end());
  const size_t count = inputs.size();
  const Differentiable first = [&](const variable_list& values) {
    const AutoGradMode recording(true);
    const variable_list given(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    variable_list made = func(given), used, wanted;
    const variable_list by(values.begin() + static_cast<std::ptrdiff_t>(count), values.end());
    for (size_t o : differentiable) used.push_back(made[o]);
    for (const Tensor& input : given) {
      if (input.requires_grad()) wanted.push_back(input);
    }
    return grad(used, wanted, by, true, true, true);
  };
  return gradcheck(first, all, eps, atol, rtol, raise_exception);
}

}  // namespace ember::autograd
