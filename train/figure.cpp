#include <ember/train/figure.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace ember::train {
namespace {

constexpr double left = 64, right = 28, top = 66, bottom = 50;  // margins in pixels

std::string escaped(const std::string& text) {
  std::string xml;
  for (const char c : text) {
    if (c == '&')
      xml += "&amp;";
    else if (c == '<')
      xml += "&lt;";
    else if (static_cast<unsigned char>(c) >= 0x20)
      xml += c;
  }
  return xml;
}

// 12500 as "12 500", with a thin space that does not break.
std::string number_text(double x, double step) {
  const int decimals = step >= 1 ? 0 : std::min(9, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  if (std::abs(x) >= 1e9) return fmt::format("{:.3g}", x);
  std::string text = fmt::format("{:.{}f}", x == 0 ? 0.0 : x, decimals);
  const size_t digits = std::min(text.find('.'), text.size()), first = text.front() == '-' ? 1 : 0;
  if (digits - first > 4)
    for (size_t i = digits - 3; i > first && i < digits; i -= 3) text.insert(i, "\u202f");
  return text;
}

// Where data lies on the page.
struct Scale {
  double x_low, x_high, y_low, y_high, width, height;

  double x(double value) const { return left + (value - x_low) / (x_high - x_low) * (width - left - right); }
  double y(double value) const {
    return height - bottom - (value - y_low) / (y_high - y_low) * (height - top - bottom);
  }
};

Scale scale_of(const Figure& figure) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double x_low = infinity, x_high = -infinity, y_low = 0, y_high = -infinity;
  for (const auto& series : figure.series)
    for (size_t i = 0; i < series.y.size(); ++i) {
      if (!std::isfinite(series.y[i]) || !std::isfinite(series.x[i])) continue;
      x_low = std::min(x_low, series.x[i]);
      x_high = std::max(x_high, series.x[i]);
      y_low = std::min(y_low, series.y[i]);
      y_high = std::max(y_high, series.y[i]);
    }
  for (const auto& level : figure.levels) {
    y_low = std::min(y_low, level.y);
    y_high = std::max(y_high, level.y);
  }
  if (std::isfinite(figure.y_limit)) y_high = std::min(y_high, figure.y_limit);
  if (x_low > 0 && x_low < 0.05 * x_high) x_low = 0;
  if (!(x_low < x_high)) x_high = (x_low = std::isfinite(x_low) ? x_low : 0) + 1;
  if (!(y_low < y_high)) y_high = y_low + 1;
  // A little air above the highest point, and below the lowest where that is not the zero line.
  const double air = 0.04 * (y_high - y_low);
  return {x_low,
          x_high,
          y_low < 0 ? y_low - air : y_low,
          y_high + air,
          static_cast<double>(figure.width),
          static_cast<double>(figure.height)};
}

// Indices of the points to draw: all of them, or of each pixel column the first, lowest, highest and last.
std::vector<size_t> thinned(const Series& series, const Scale& scale) {
  std::vector<size_t> kept;
  const size_t n = series.y.size();
  if (static_cast<double>(n) < 4 * scale.width) {
    for (size_t i = 0; i < n; ++i) kept.push_back(i);
    return kept;
  }
  for (size_t begin = 0; begin < n;) {
    size_t end = begin, low = begin, high = begin;
    const double column = std::floor(scale.x(series.x[begin]));
    for (; end < n && std::floor(scale.x(series.x[end])) == column; ++end) {
      if (series.y[end] < series.y[low]) low = end;
      if (series.y[end] > series.y[high]) high = end;
    }
    end = std::max(end, begin + 1);
    kept.insert(kept.end(), {begin, std::min(low, high), std::max(low, high), end - 1});
    begin = end;
  }
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return kept;
}

std::string axes(const Figure& figure, const Scale& scale) {
  std::string page;
  const double x_end = scale.width - right, y_end = scale.height - bottom;
  const auto y_ticks = ticks(scale.y_low, scale.y_high, 6), x_ticks = ticks(scale.x_low, scale.x_high, 8);
  for (const double tick : y_ticks) {
    const double y = scale.y(tick);
    page += fmt::format("<path class='grid' d='M{:.1f} {:.1f}H{:.1f}'/>", left, y, x_end);
    page += fmt::format("<text class='tick' x='{:.1f}' y='{:.1f}' text-anchor='end'>{}</text>\n", left - 8,
                        y + 4, number_text(tick, y_ticks[1] - y_ticks[0]));
  }
  for (const double tick : x_ticks) {
    const double x = scale.x(tick);
    page += fmt::format("<path class='axis' d='M{:.1f} {:.1f}v5'/>", x, y_end);
    page += fmt::format("<text class='tick' x='{:.1f}' y='{:.1f}' text-anchor='middle'>{}</text>\n", x,
                        y_end + 19, number_text(tick, x_ticks[1] - x_ticks[0]));
  }
  page += fmt::format("<path class='axis' d='M{:.1f} {:.1f}H{:.1f}'/>\n", left, scale.y(scale.y_low), x_end);
  page += fmt::format("<text class='label' x='{:.1f}' y='{:.1f}' text-anchor='middle'>{}</text>\n",
                      (left + x_end) / 2, scale.height - 12, escaped(figure.x_label));
  page += fmt::format(
      "<text class='label' transform='translate(16 {:.1f}) rotate(-90)' text-anchor='middle'>{}</text>\n",
      (top + y_end) / 2, escaped(figure.y_label));
  return page;
}

std::string drawn(const Series& series, const Scale& scale) {
  std::string line, dots, upper, lower;
  bool joined = false;
  for (const size_t i : thinned(series, scale)) {
    if (!std::isfinite(series.y[i])) {
      joined = false;
      continue;
    }
    const double x = scale.x(series.x[i]), y = scale.y(series.y[i]);
    line += fmt::format("{}{:.1f} {:.1f}", joined ? "L" : "M", x, y);
    dots += fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='{}'/>", x, y, series.width + 1);
    joined = true;
    if (series.spread.empty()) continue;
    upper +=
        fmt::format("{}{:.1f} {:.1f}", upper.empty() ? "M" : "L", x, scale.y(series.y[i] + series.spread[i]));
    lower = fmt::format("L{:.1f} {:.1f}", x, scale.y(series.y[i] - series.spread[i])) + lower;
  }
  std::string page = fmt::format("<g stroke='{0}' fill='{0}' opacity='{1}'>", series.color, series.opacity);
  if (!upper.empty()) page += fmt::format("<path d='{}{}Z' stroke='none' opacity='0.15'/>", upper, lower);
  if (series.mark != Series::Mark::dots)
    page += fmt::format("<path d='{}' fill='none' stroke-width='{}'/>", line, series.width);
  if (series.mark != Series::Mark::line)
    page += fmt::format("<g stroke='white' stroke-width='1'>{}</g>", dots);
  return page + "</g>\n";
}

std::string drawn(const Level& level, const Scale& scale) {
  const double y = scale.y(level.y);
  return fmt::format(
      "<path d='M{:.1f} {:.1f}H{:.1f}' stroke='{}' stroke-width='1.5' stroke-dasharray='6 4' fill='none'/>"
      "<text class='level' x='{:.1f}' y='{:.1f}' style='fill:{}'>{}</text>\n",
      left, y, scale.width - right, level.color, left + 8, y - 5, level.color, escaped(level.label));
}

std::string legend(const std::vector<Series>& all) {
  std::string page;
  double x = left;
  for (const auto& series : all) {
    if (series.label.empty()) continue;
    page += fmt::format("<g stroke='{0}' fill='{0}'>", series.color);
    if (series.mark != Series::Mark::dots)
      page += fmt::format("<path d='M{:.1f} 46h22' stroke-width='{}' opacity='{}'/>", x,
                          std::max(series.width, 2.0), series.opacity);
    if (series.mark != Series::Mark::line)
      page += fmt::format("<circle cx='{:.1f}' cy='46' r='{}' stroke='white'/>", x + 11, series.width + 1);
    page +=
        fmt::format("</g><text class='tick' x='{:.1f}' y='50'>{}</text>\n", x + 28, escaped(series.label));
    // No font is measured here; 6.6 pixels is a wide letter at this size.
    x += 46 + 6.6 * static_cast<double>(series.label.size());
  }
  return page;
}

}  // namespace

std::vector<double> ticks(double low, double high, int wanted) {
  const double rough = (high - low) / wanted, power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * power >= rough) step = factor * power;
  std::vector<double> values;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i)
    values.push_back(i * step);
  while (values.size() < 2) values.push_back(values.empty() ? low : values.back() + step);
  return values;
}

std::string svg(const Figure& figure) {
  for (const auto& series : figure.series)
    if (series.x.size() != series.y.size() ||
        (!series.spread.empty() && series.spread.size() != series.y.size()))
      throw std::invalid_argument(fmt::format("svg: sizes of '{}' differ: {} x, {} y, {} spread",
                                              series.label, series.x.size(), series.y.size(),
                                              series.spread.size()));
  const Scale scale = scale_of(figure);
  std::string page = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}' viewBox='0 0 {0} {1}' role='img'>\n"
      "<title>{2}</title>\n"
      "<style>text{{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu "
      "Sans',sans-serif;font-size:12px;"
      "fill:#495057}}.title{{font-size:16px;font-weight:600;fill:#212529}}.label{{font-size:13px;fill:#"
      "343a40}}"
      ".level{{font-size:11px;paint-order:stroke;stroke:white;stroke-width:4px;stroke-linejoin:round}}"
      ".grid{{stroke:#e9ecef;stroke-width:1}}.axis{{stroke:#868e96;stroke-width:1}}"
      "path{{stroke-linejoin:round;stroke-linecap:round}}</style>\n"
      "<rect width='{0}' height='{1}' fill='white'/>\n"
      "<clipPath id='area'><rect x='{3:.1f}' y='{4:.1f}' width='{5:.1f}' height='{6:.1f}'/></clipPath>\n"
      "<text class='title' x='{3:.1f}' y='26'>{2}</text>\n",
      figure.width, figure.height, escaped(figure.title), left, top - 6, scale.width - left - right + 6,
      scale.height - top - bottom + 12);
  page += legend(figure.series) + axes(figure, scale) + "<g clip-path='url(#area)'>\n";
  for (const auto& series : figure.series) page += drawn(series, scale);
  page += "</g>\n";
  for (const auto& level : figure.levels) page += drawn(level, scale);
  return page + "</svg>\n";
}

}  // namespace ember::train
