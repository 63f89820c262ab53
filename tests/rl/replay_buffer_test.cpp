#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <limits>
#include <set>

namespace ember::rl {
namespace {

using Row = std::array<float, 2>;

void push(ReplayBuffer& buffer, int64_t number) {
  const Row now{static_cast<float>(number), 0}, next{static_cast<float>(number + 1), 0};
  buffer.push({now, number % 3, static_cast<double>(number), next, number % 5 == 0, number % 7 == 0});
}

TEST(ReplayBuffer, KeepsExactlyTheLastTransitions) {
  ReplayBuffer buffer(10, 2);
  for (int64_t i = 0; i < 13; ++i) push(buffer, i);
  EXPECT_EQ(buffer.size(), 10);
  Generator random(1);
  std::set<float> rewards;
  const TransitionBatch& batch = buffer.sample(10, random);
  for (int64_t i = 0; i < 10; ++i) rewards.insert(batch.rewards.data_ptr<float>()[i]);
  EXPECT_EQ(rewards, (std::set<float>{3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

TEST(ReplayBuffer, KeepsTheFieldsOfATransitionTogether) {
  ReplayBuffer buffer(100, 2, kDouble);
  for (int64_t i = 0; i < 50; ++i) push(buffer, i);
  Generator random(2);
  const TransitionBatch& batch = buffer.sample(20, random);
  for (int64_t i = 0; i < 20; ++i) {
    const auto number = static_cast<int64_t>(batch.rewards.data_ptr<double>()[i]);
    EXPECT_EQ(batch.observations.data_ptr<double>()[2 * i], static_cast<double>(number));
    EXPECT_EQ(batch.next_observations.data_ptr<double>()[2 * i], static_cast<double>(number + 1));
    EXPECT_EQ(batch.actions.data_ptr<int64_t>()[i], number % 3);
    EXPECT_EQ(batch.terminated.data_ptr<double>()[i], number % 5 == 0 ? 1 : 0);
    EXPECT_EQ(batch.truncated.data_ptr<double>()[i], number % 7 == 0 ? 1 : 0);
  }
}

TEST(ReplayBuffer, DrawsEveryTransitionEquallyOften) {
  constexpr int64_t size = 40, batch_size = 8, batches = 20'000;
  ReplayBuffer buffer(size, 2);
  for (int64_t i = 0; i < size; ++i) push(buffer, i);
  Generator random(3);
  std::array<double, size> count{};
  for (int64_t b = 0; b < batches; ++b) {
    const TransitionBatch& batch = buffer.sample(batch_size, random);
    std::set<float> different;
    for (int64_t i = 0; i < batch_size; ++i) {
      const float number = batch.rewards.data_ptr<float>()[i];
      different.insert(number);
      ++count[static_cast<size_t>(number)];
    }
    ASSERT_EQ(different.size(), static_cast<size_t>(batch_size));
  }
  // Chi-square with 39 degrees of freedom, corrected for drawing without replacement: 79 is exceeded once in
  // 10^4.
  constexpr double expected = static_cast<double>(batches * batch_size) / size;
  double chi_square = 0;
  for (const double n : count) chi_square += (n - expected) * (n - expected) / expected;
  EXPECT_LT(chi_square / (1 - static_cast<double>(batch_size) / size), 79);
}

TEST(ReplayBuffer, RefusesToSampleMoreThanItHolds) {
  ReplayBuffer buffer(100, 2);
  for (int64_t i = 0; i < 10; ++i) push(buffer, i);
  Generator random(4);
  EXPECT_THROW(buffer.sample(64, random), StateError);
  EXPECT_THROW(buffer.sample(0, random), ValueError);
}

TEST(ReplayBuffer, RefusesImpossibleCapacities) {
  EXPECT_THROW(ReplayBuffer(0, 2), ValueError);
  EXPECT_THROW(ReplayBuffer(-5, 2), ValueError);
  EXPECT_THROW(ReplayBuffer(1'000'000'000'000'000, 4), OutOfMemoryError);
}

TEST(ReplayBuffer, RefusesWhatIsNotFiniteAndStaysAsItWas) {
  ReplayBuffer buffer(4, 2);
  const Row good{1, 2}, bad{1, std::numeric_limits<float>::quiet_NaN()};
  const std::array<float, 3> longer{1, 2, 3};
  EXPECT_THROW(buffer.push({good, 0, std::nan(""), good, false, false}), NonFiniteError);
  EXPECT_THROW(buffer.push({good, 0, 1.0, bad, false, false}), NonFiniteError);
  EXPECT_THROW(buffer.push({longer, 0, 1.0, good, false, false}), ShapeError);
  EXPECT_EQ(buffer.size(), 0);
}

TEST(ReplayBuffer, KeepsRowsOfNumbersAsActions) {
  ReplayBuffer buffer(4, 1, kDouble, 1);
  Generator random(1);
  EXPECT_THROW(buffer.sample_with_replacement(1, random), StateError);
  for (int i = 0; i < 6; ++i) {
    const auto x = static_cast<float>(i);
    buffer.push({std::array{x}, std::array{x + 0.5F}, i * 10.0, std::array{x + 1}, i == 5});
  }
  EXPECT_EQ(buffer.size(), 4);
  const std::array<int64_t, 4> places{0, 1, 2, 3};
  const TransitionBatch& all = buffer.gather(places);
  EXPECT_TRUE(equal(all.rewards, tensor({40.0, 50.0, 20.0, 30.0}, kDouble)));
  EXPECT_TRUE(equal(all.terminated, tensor({0.0, 1.0, 0.0, 0.0}, kDouble)));
  EXPECT_EQ(all.actions[1].item<double>(), 5.5);
  EXPECT_EQ(all.next_observations[1].item<double>(), 6);
  EXPECT_THROW(buffer.push({std::array{1.0F}, std::array{NAN}, 0, std::array{1.0F}, false}), NonFiniteError);
  EXPECT_THROW(buffer.push({std::array{1.0F, 2.0F}, std::array{1.0F}, 0, std::array{1.0F}, false}),
               ShapeError);
  EXPECT_THROW(buffer.push({std::array{1.0F}, 1, 0, std::array{1.0F}, false}), envs::ActionError);
  EXPECT_EQ(buffer.size(), 4);
  EXPECT_EQ(buffer.sample_with_replacement(9, random).actions.sizes(), IntArrayRef({9, 1}));
}

TEST(ReplayBuffer, KeepsPixelsAsBytesAndGivesThemBack) {
  ReplayBuffer bytes(3, 4, kFloat, 0, true), floats(3, 4);
  Generator random(1), same(1);
  for (int64_t i = 0; i < 5; ++i) {
    const auto x = static_cast<float>(i);
    const std::array<float, 4> now{0, 255, x, 128}, next{x, 0, 255, 7};
    for (ReplayBuffer* buffer : {&bytes, &floats}) buffer->push({now, i, 1.0, next, false});
  }
  envs::Archive saved;
  bytes.serialize(saved);
  ReplayBuffer again(3, 4, kFloat, 0, true);
  envs::Archive loaded(saved.bytes());
  again.serialize(loaded);
  EXPECT_TRUE(loaded.finished());
  EXPECT_LT(saved.bytes().size(), 200U);  // 24 of them pixels
  const TransitionBatch &mine = again.sample(3, random), &theirs = floats.sample(3, same);
  EXPECT_TRUE(equal(mine.observations, theirs.observations));
  EXPECT_TRUE(equal(mine.next_observations, theirs.next_observations));
  EXPECT_TRUE(equal(mine.actions, theirs.actions));

  const std::array<float, 4> good{0, 1, 2, 3}, half{0, 0.5F, 2, 3}, large{0, 1, 2, 256};
  EXPECT_THROW(bytes.push({good, 0, 1.0, half, false}), ValueError);
  EXPECT_THROW(bytes.push({large, 0, 1.0, good, false}), ValueError);
  const std::array<int64_t, 3> places{0, 1, 2};
  EXPECT_TRUE(equal(bytes.gather(places).observations, floats.gather(places).observations));
}

}  // namespace
}  // namespace ember::rl
