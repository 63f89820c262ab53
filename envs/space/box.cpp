#include <ember/envs/space/box.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <ember/envs/space/print.hpp>

namespace ember::envs {
namespace {

struct Range {
  double least, largest;
  bool integer, has_sign;
};

template <class T> Range range_of() {
  using Limits = std::numeric_limits<T>;
  return {static_cast<double>(Limits::lowest()), static_cast<double>(Limits::max()), Limits::is_integer,
          Limits::is_signed};
}

Range range_of(DType dtype) {
  switch (dtype) {
    case DType::float32: return range_of<float>();
    case DType::float64: return range_of<double>();
    case DType::int64: return range_of<std::int64_t>();
    case DType::int32: return range_of<std::int32_t>();
    case DType::uint8: return range_of<std::uint8_t>();
    case DType::int8: return range_of<std::int8_t>();
  }
  throw ValueError("Box: unknown dtype: " + std::to_string(static_cast<int>(dtype)));
}

double round_to(DType dtype, double value) {
  if (dtype == DType::float32) return static_cast<float>(value);
  return dtype == DType::float64 ? value : std::trunc(value);
}

double checked_bound(const char* side, double bound, DType dtype) {
  const Range range = range_of(dtype);
  const auto broken = [&](const char* rule) {
    return ValueError(std::string("Box: ") + side + " " + rule + ": " + print_number(bound) + " as " +
                      to_string(dtype));
  };
  if (std::isnan(bound)) throw broken("is NaN");
  if (std::isinf(bound)) {
    if (!range.integer) return bound;
    if (!range.has_sign) throw broken("is infinite in an unsigned type");
    return bound < 0 ? range.least : range.largest;
  }
  if (bound < range.least || bound > range.largest) throw broken("is outside the range of the type");
  return round_to(dtype, bound);
}

std::vector<double> repeat(double value, const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0) throw ValueError("Box: a size is negative: " + print_shape(shape));
    count *= size;
  }
  return std::vector<double>(static_cast<std::size_t>(count), value);
}

template <class T>
bool within(std::span<const T> values, const std::vector<double>& low, const std::vector<double>& high) {
  if (values.size() != low.size()) return false;
  for (std::size_t i = 0; i < low.size(); ++i) {
    if (!(values[i] >= low[i] && values[i] <= high[i])) return false;
  }
  return true;
}

std::string print_bounds(const std::vector<double>& bounds, const std::vector<std::int64_t>& shape,
                         DType dtype) {
  const bool equal = !bounds.empty() &&
                     std::all_of(bounds.begin(), bounds.end(), [&](double b) { return b == bounds.front(); });
  const bool integer = range_of(dtype).integer;
  if (equal) return integer ? print_integer(bounds[0]) : print_scalar(bounds[0], dtype == DType::float32);
  return print_array(bounds, shape, integer, dtype == DType::float32);
}

}  // namespace

std::string to_string(DType dtype) {
  constexpr const char* names[] = {"float32", "float64", "int64", "int32", "uint8", "int8"};
  return names[static_cast<std::size_t>(dtype)];
}

Box::Box(double low, double high, std::vector<std::int64_t> shape, DType dtype)
    : Box(repeat(low, shape), repeat(high, shape), shape, dtype) {}

Box::Box(std::vector<double> low, std::vector<double> high, std::vector<std::int64_t> shape, DType dtype)
    : low_(std::move(low)), high_(std::move(high)), shape_(std::move(shape)), dtype_(dtype) {
  if (shape_.empty()) shape_ = {static_cast<std::int64_t>(low_.size())};
  const std::size_t size = repeat(0, shape_).size();
  if (low_.size() != size || high_.size() != size) {
    throw ShapeError("Box: bounds do not fit the shape " + print_shape(shape_) + ": " +
                     std::to_string(low_.size()) + " low, " + std::to_string(high_.size()) + " high");
  }
  for (std::size_t i = 0; i < size; ++i) {
    below_.push_back(low_[i] > -std::numeric_limits<double>::infinity());
    above_.push_back(high_[i] < std::numeric_limits<double>::infinity());
    low_[i] = checked_bound("low", low_[i], dtype);
    high_[i] = checked_bound("high", high_[i], dtype);
    if (low_[i] > high_[i]) {
      throw ValueError("Box: low is above high at element " + std::to_string(i) + ": " +
                       print_number(low_[i]) + ", " + print_number(high_[i]));
    }
  }
}

bool Box::bounded_below() const {
  return std::all_of(below_.begin(), below_.end(), [](std::uint8_t given) { return given != 0; });
}

bool Box::bounded_above() const {
  return std::all_of(above_.begin(), above_.end(), [](std::uint8_t given) { return given != 0; });
}

bool Box::contains(std::span<const float> values) const { return within(values, low_, high_); }
bool Box::contains(std::span<const double> values) const { return within(values, low_, high_); }

std::vector<double> Box::sample() {
  const Range range = range_of(dtype_);
  const double beyond = range.integer ? 1 : 0;  // integers are drawn from [low, high + 1) and rounded down
  std::vector<double> values(size());
  const auto draw = [&](bool below, bool above, auto&& from) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if ((below_[i] != 0) == below && (above_[i] != 0) == above)
        values[i] = from(low_[i], high_[i] + beyond);
    }
  };
  draw(false, false, [&](double, double) { return random_.normal(); });
  draw(true, false, [&](double low, double) { return random_.exponential() + low; });
  draw(false, true, [&](double, double high) { return -random_.exponential() + high; });
  draw(true, true, [&](double low, double high) { return random_.uniform(low, high); });
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (range.integer) values[i] = std::clamp(std::floor(values[i]), range.least, range.largest);
    values[i] = round_to(dtype_, values[i]);
    if (dtype_ == DType::int64) values[i] = std::clamp(values[i], low_[i], high_[i]);
  }
  return values;
}

void Box::sample(std::span<float> out) {
  if (out.size() != size()) {
    throw ShapeError("Box.sample: the row has " + std::to_string(out.size()) + " elements, the space " +
                     std::to_string(size()));
  }
  const std::vector<double> values = sample();
  std::transform(values.begin(), values.end(), out.begin(), [](double v) { return static_cast<float>(v); });
}

std::string Box::to_string() const {
  return "Box(" + print_bounds(low_, shape_, dtype_) + ", " + print_bounds(high_, shape_, dtype_) + ", " +
         print_shape(shape_) + ", " + envs::to_string(dtype_) + ")";
}

void Box::serialize(Archive& archive) { archive(low_, high_, below_, above_, shape_, dtype_, random_); }

}  // namespace ember::envs
