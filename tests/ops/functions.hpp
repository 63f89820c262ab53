// The ops of the oracle's cases, called through Ember.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "cases.hpp"

namespace ember::oracle {

using Inputs = std::vector<Tensor>;
using Function = std::function<Tensor(const Inputs&, const Arguments&)>;

/// How far a result may lie from PyTorch's.
enum class Bound {
  exact,    ///< the same value
  ulp,      ///< 4 units in the last place
  product,  ///< 2e-6 (float32) or 1e-14 (float64) of the same op on the inputs' magnitudes: the sum of |a|
            ///< |b|
  sum,      ///< 1e-6 or 1e-12 of the same
  largest   ///< 1e-6 or 1e-12 of the largest result, at least 1
};

struct Op {
  Function function;
  Bound bound;
};

/// All ops, by the names of tests/oracle/ops/cases.py.
const std::map<std::string, Op>& ops();

}  // namespace ember::oracle
