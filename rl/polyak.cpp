#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/rl/polyak.hpp>

namespace ember::rl {

void polyak_update(TensorList target, TensorList source, double tau) {
  require<ValueError>(target.size() == source.size(), "polyak_update: ", target.size(), " targets, ",
                      source.size(), " sources");
  require<ValueError>(tau >= 0 && tau <= 1, "polyak_update: tau must be in [0, 1]: ", tau);
  for (size_t i = 0; i < target.size(); ++i) {
    require<ShapeError>(target[i].sizes() == source[i].sizes(),
                        "polyak_update: shapes differ: ", target[i].sizes(), " and ", source[i].sizes());
  }
  const NoGradGuard no_grad;
  for (size_t i = 0; i < target.size(); ++i) {
    Tensor follower = target[i];
    lerp_(follower, source[i], tau);
  }
}

}  // namespace ember::rl
