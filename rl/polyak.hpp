// Following one network with another.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::rl {

/// target <- tau source + (1 - tau) target for every pair, outside the graph; tau 1 copies the bits.
/// Lillicrap et al. (2016), Algorithm 1. Throws ValueError for lists of different length or tau outside [0,
/// 1], ShapeError for tensors that do not match.
void polyak_update(TensorList target, TensorList source, double tau);

}  // namespace ember::rl
