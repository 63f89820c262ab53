#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>

#include "chains.hpp"

#define LIBRARY ember

namespace ember::bench {
namespace {

using ember::Tensor;
#include "chains.inl"

}  // namespace

std::vector<Chain> ember_chains() { return all_chains(); }

}  // namespace ember::bench
