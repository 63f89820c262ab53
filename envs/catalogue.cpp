#include <ember/envs/catalogue.hpp>

#include <ember/envs/classic/cart_pole.hpp>

namespace ember::envs {
namespace {

template <class E>
Env plain(const Spec& spec) {
  return Env(E{}, spec);
}

}  // namespace

std::vector<std::pair<Spec, Factory>> built_in() {
  return {
      {{"CartPole-v0", 200, 195}, plain<CartPole>},
      {{"CartPole-v1", 500, 475}, plain<CartPole>},
  };
}

}  // namespace ember::envs
