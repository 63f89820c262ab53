// The same table in plain loops over single numbers: what every fast kernel means, and what tests compare
// them with. Products and sums run in the order that table.hpp promises.
#pragma once

#include <ember/autograd/kernels/table.hpp>

namespace ember::kernels {

const KernelTable& reference_table();

}  // namespace ember::kernels
