#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <ember/autograd/create.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/lr_scheduler.hpp>
#include <ember/optim/sgd.hpp>
#include <fstream>
#include <map>
#include <sstream>

namespace ember::optim {
namespace {

std::vector<OptimizerParamGroup> two_groups() {
  std::vector<OptimizerParamGroup> groups;
  for (double lr : {0.5, 0.05}) {
    groups.emplace_back(std::vector<Tensor>{zeros({1}, requires_grad())},
                        std::make_unique<SGDOptions>(SGDOptions(lr).momentum(0.9)));
  }
  return groups;
}

using Make = std::function<std::shared_ptr<LRScheduler>(Optimizer&)>;
template <class S, class... Arguments> Make make(Arguments... arguments) {
  return [=](Optimizer& o) { return std::make_shared<S>(o, arguments...); };
}

const std::map<std::string, Make>& schedules() {
  static const std::map<std::string, Make> all{
      {"LambdaLR", make<LambdaLR>(EpochFunction([](int64_t t) { return std::pow(0.95, t); }))},
      {"MultiplicativeLR",
       make<MultiplicativeLR>(EpochFunction([](int64_t t) { return 1 - 0.01 * static_cast<double>(t); }))},
      {"StepLR", make<StepLR>(5, 0.5)},
      {"MultiStepLR", make<MultiStepLR>(std::vector<int64_t>{3, 7, 7, 15}, 0.5)},
      {"ConstantLR", make<ConstantLR>(0.25, 4)},
      {"LinearLR", make<LinearLR>()},
      {"LinearLR_down", make<LinearLR>(1.0, 0.0, 20)},
      {"ExponentialLR", make<ExponentialLR>(0.9)},
      {"PolynomialLR", make<PolynomialLR>(10, 2.0)},
      {"CosineAnnealingLR", make<CosineAnnealingLR>(7, 0.01)},
      {"CosineAnnealingWarmRestarts", make<CosineAnnealingWarmRestarts>(3, 2, 0.01)},
      {"CyclicLR", make<CyclicLR>(0.1, 1.0, CyclicLROptions().step_size_up(4).step_size_down(3))},
      {"CyclicLR_triangular2",
       make<CyclicLR>(0.1, 1.0, CyclicLROptions().step_size_up(3).mode("triangular2"))},
      {"CyclicLR_exp_range",
       make<CyclicLR>(0.1, 1.0,
                      CyclicLROptions().step_size_up(3).mode("exp_range").gamma(0.9).cycle_momentum(false))},
      {"OneCycleLR", make<OneCycleLR>(1.0, 25)},
      {"OneCycleLR_three_phase",
       make<OneCycleLR>(1.0, 25, OneCycleLROptions().three_phase(true).anneal_strategy("linear"))},
      {"ReduceLROnPlateau",
       make<ReduceLROnPlateau>(ReduceLROnPlateauOptions().patience(2).cooldown(1).factor(0.5))},
      {"ReduceLROnPlateau_max",
       make<ReduceLROnPlateau>(
           ReduceLROnPlateauOptions().mode("max").patience(1).threshold(0.1).threshold_mode("abs").min_lr(
               0.01))},
      {"SequentialLR",
       [](Optimizer& o) {
         std::vector<std::shared_ptr<LRScheduler>> parts{std::make_shared<ConstantLR>(o, 0.1, 3),
                                                         std::make_shared<ExponentialLR>(o, 0.9),
                                                         std::make_shared<StepLR>(o, 2, 0.5)};
         return std::make_shared<SequentialLR>(o, parts, std::vector<int64_t>{4, 12});
       }},
      {"ChainedScheduler",
       [](Optimizer& o) {
         std::vector<std::shared_ptr<LRScheduler>> parts{std::make_shared<ConstantLR>(o, 0.1, 3),
                                                         std::make_shared<ExponentialLR>(o, 0.9)};
         return std::make_shared<ChainedScheduler>(o, parts);
       }},
  };
  return all;
}

void step(LRScheduler& scheduler, int t) {
  if (auto* plateau = dynamic_cast<ReduceLROnPlateau*>(&scheduler))
    plateau->step((7 * t) % 5 / 5.0 + 1.0 / (1 + t));
  else
    scheduler.step();
}

TEST(Schedules, EqualPyTorchsOver24Steps) {
  std::ifstream file(std::string(EMBER_TEST_DATA) + "/optim/schedules.txt");
  size_t rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    std::istringstream words(line);
    std::string name, word;
    words >> name;
    SGD optimizer(two_groups(), SGDOptions(0.1));
    const auto scheduler = schedules().at(name)(optimizer);
    for (int t = 0; t < 25; ++t) {
      std::vector<double> got = {optimizer.param_groups()[0].options().get_lr(),
                                 optimizer.param_groups()[1].options().get_lr(),
                                 static_cast<SGDOptions&>(optimizer.param_groups()[0].options()).momentum()};
      for (double value : got) {
        words >> word;
        const double want = std::strtod(word.c_str(), nullptr);
        EXPECT_NEAR(value, want, 1e-12 * std::max(1e-3, std::abs(want))) << name << " step " << t;
      }
      if (t < 24) step(*scheduler, t);
    }
  }
  EXPECT_EQ(rows, schedules().size());
}

TEST(Schedules, ContinueFromTheirStateDict) {
  for (const auto& [name, make_scheduler] : schedules()) {
    SGD a(two_groups(), SGDOptions(0.1)), b(two_groups(), SGDOptions(0.1));
    const auto first = make_scheduler(a), second = make_scheduler(b);
    for (int t = 0; t < 6; ++t) step(*first, t);
    second->load_state_dict(first->state_dict());
    for (int t = 6; t < 20; ++t) {
      step(*first, t);
      step(*second, t);
    }
    EXPECT_EQ(first->get_last_lr(), second->get_last_lr()) << name;
  }
}

TEST(Schedules, RefuseWhatPyTorchRefuses) {
  SGD optimizer(two_groups(), SGDOptions(0.1));
  EXPECT_THROW(LinearLR(optimizer, 0.0), ValueError);
  EXPECT_THROW(ConstantLR(optimizer, 1.5), ValueError);
  EXPECT_THROW(CyclicLR(optimizer, 0.1, 1.0, CyclicLROptions().mode("square")), ValueError);
  EXPECT_THROW(ReduceLROnPlateau(optimizer, ReduceLROnPlateauOptions().factor(1)), ValueError);
  EXPECT_THROW(ReduceLROnPlateau(optimizer).step(), StateError);
  OneCycleLR once(optimizer, 1.0, 2);
  once.step();
  once.step();
  EXPECT_THROW(once.step(), StateError);
}

TEST(Schedules, ALinearAnnealReachesEveryUpdateOfATrainingRun) {
  Adam optimizer({zeros({1}, requires_grad())}, AdamOptions(2.5e-4));
  LinearLR anneal(optimizer, 1.0, 0.0, 10);
  for (int update = 1; update < 10; ++update) anneal.step();
  EXPECT_NEAR(anneal.get_last_lr()[0], 2.5e-5, 1e-18);
}

}  // namespace
}  // namespace ember::optim
