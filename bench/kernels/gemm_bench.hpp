// Products of deep RL beside those of other libraries.
#pragma once

namespace ember::bench {

void add_gemm_races();

}  // namespace ember::bench
