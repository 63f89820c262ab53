#include <ember/train/figure.hpp>
#include <ember/train/training_plots.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace {
using namespace ember::train;

size_t count(const std::string& text, const std::string& part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// Every tag is closed, in order.
bool well_formed(const std::string& xml) {
  std::vector<std::string> open;
  for (size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const size_t end = xml.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = xml.substr(at + 1, end - at - 1);
    const std::string name =
        tag.substr(tag.front() == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag.front() == '/' ? 1 : 0));
    if (tag.front() == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
  }
  return open.empty();
}

TrainingCurves curves() {
  TrainingCurves c;
  c.env = "CartPole-v1";
  for (int i = 0; i < 300; ++i) {
    c.returns.push_back(20.0 + i);
    c.losses.push_back(i < 3 ? NAN : 1.0 / i);
  }
  c.evaluations = {{100, 250, 20}, {200, 500, 0}};
  c.threshold = 475;
  c.marks = {{195, "195: CartPole-v0's line"}};
  return c;
}

TEST(Ticks, AreRoundNumbersInsideTheRange) {
  EXPECT_EQ(ticks(0, 500, 6), (std::vector<double>{0, 100, 200, 300, 400, 500}));
  EXPECT_EQ(ticks(-480, -60, 5), (std::vector<double>{-400, -300, -200, -100}));
  EXPECT_EQ(ticks(0, 1, 5).size(), 6u);
  EXPECT_GE(ticks(5, 5.0000001, 5).size(), 2u);
}

TEST(Smoothed, IsTheMeanOfEachWindowAsNumPysConvolve) {
  EXPECT_EQ(smoothed({1, 2, 3, 4}, 2), (std::vector<double>{1.5, 2.5, 3.5}));
  EXPECT_TRUE(smoothed({1, 2}, 3).empty());
}

TEST(Smoothed, LeavesOutWhatIsNotANumber) {
  const auto means = smoothed({NAN, NAN, 4, 6}, 2);
  EXPECT_TRUE(std::isnan(means[0]));
  EXPECT_EQ(means[1], 4);
  EXPECT_EQ(means[2], 5);
}

TEST(TrainingPlots, ShowTheNotebooksPanels) {
  const std::string returns = returns_svg(curves()), loss = loss_svg(curves());
  for (const char* text :
       {"Return per episode on CartPole-v1", ">training<", "mean of 20 episodes", "greedy evaluation",
        "475: CartPole-v1 is solved", "195: CartPole-v0's line", ">Episode<", ">Return<"})
    EXPECT_NE(returns.find(text), std::string::npos) << text;
  for (const char* text : {"Training loss on CartPole-v1", "mean of 20 episodes", ">Loss<"})
    EXPECT_NE(loss.find(text), std::string::npos) << text;
  EXPECT_TRUE(well_formed(returns));
  EXPECT_TRUE(well_formed(loss));
}

TEST(TrainingPlots, AreDrawnForARunThatHasHardlyBegun) {
  TrainingCurves c;
  c.env = "CartPole-v1";
  EXPECT_TRUE(well_formed(returns_svg(c)));
  EXPECT_TRUE(well_formed(loss_svg(c)));
  c.returns = {12};
  c.losses = {NAN};
  for (const std::string& page : {returns_svg(c), loss_svg(c)}) {
    EXPECT_TRUE(well_formed(page));
    EXPECT_EQ(page.find("nan"), std::string::npos);
    EXPECT_EQ(page.find("inf"), std::string::npos);
  }
}

TEST(Figure, HigherValuesStandHigherOnThePage) {
  Figure figure;
  figure.series = {{"a", "#000", {0, 1}, {0, 10}, Series::Mark::dots, 1, 1, {}}};
  const std::string page = svg(figure);
  const size_t first = page.find("<circle", page.find("clip-path"));
  const auto y_of = [&](size_t circle) { return std::stod(page.substr(page.find("cy='", circle) + 4)); };
  EXPECT_GT(y_of(first), y_of(page.find("<circle", first + 1)));
}

TEST(Figure, AGapInTheDataIsAGapInTheLine) {
  Figure figure;
  figure.series = {{"a", "#123456", {0, 1, 2, 3, 4}, {1, 2, NAN, 2, 1}, Series::Mark::line, 1, 1, {}}};
  const std::string page = svg(figure);
  const size_t line = page.find("<path d='", page.find("clip-path='"));
  EXPECT_EQ(count(page.substr(line, page.find("/>", line) - line), "M"), 2u);
}

TEST(Figure, AMillionPointsGiveASmallFileWithTheirExtremes) {
  Figure figure;
  Series series{"a", "#000", {}, {}, Series::Mark::line, 1, 1, {}};
  for (int i = 0; i < 1000000; ++i) {
    series.x.push_back(i);
    series.y.push_back(i == 314159 ? 1000 : i % 7);
  }
  figure.series = {series};
  const std::string page = svg(figure);
  EXPECT_LT(page.size(), 100000u);
  // The highest point stands 4 % of the range below the top edge of the area.
  EXPECT_NE(page.find("L261.3 76.9"), std::string::npos) << page.substr(0, 3000);
}

TEST(Figure, TextFromOutsideCannotBreakThePage) {
  Figure figure;
  figure.title = "</svg><script>alert(1)</script>&\n";
  const std::string page = svg(figure);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_TRUE(well_formed(page));
}

TEST(Figure, SizesThatDifferAreRefused) {
  Figure figure;
  figure.series = {{"loss", "#000", {0, 1}, {1}, Series::Mark::line, 1, 1, {}}};
  try {
    svg(figure);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "svg: sizes of 'loss' differ: 2 x, 1 y, 0 spread");
  }
}

}  // namespace
