#include <ember/envs/drawing/shapes.hpp>
#include <ember/envs/raster/frame.hpp>

#include <agg2/agg_conv_stroke.h>
#include <agg2/agg_conv_transform.h>
#include <agg2/agg_ellipse.h>
#include <agg2/agg_gsv_text.h>
#include <agg2/agg_path_storage.h>
#include <agg2/agg_pixfmt_rgb.h>
#include <agg2/agg_rasterizer_scanline_aa.h>
#include <agg2/agg_renderer_scanline.h>
#include <agg2/agg_scanline_u.h>
#include <agg2/agg_trans_affine.h>

#include <ember/envs/error.hpp>

namespace ember::envs {
namespace {

using Pixels = agg::pixfmt_rgb24;
using Base = agg::renderer_base<Pixels>;

agg::rgba8 colour(Colour c) { return {c.red, c.green, c.blue}; }

// Paints outlines in picture units through one transformation to pixels.
class Painter {
 public:
  Painter(Base& base, double x_scale, double y_scale)
      : base_(base), to_pixels_(agg::trans_affine_scaling(x_scale, y_scale)) {}

  void operator()(const Polygon& s) {
    agg::path_storage path = path_of(s.corners);
    path.close_polygon();
    fill(path, s.fill);
  }
  void operator()(const Circle& s) {
    agg::ellipse circle(s.centre[0], s.centre[1], s.radius, s.radius, 48);
    fill(circle, s.fill);
  }
  void operator()(const Line& s) {
    agg::path_storage path = path_of(s.points);
    agg::conv_stroke<agg::path_storage> stroke(path);
    stroke.width(s.width);
    stroke.line_join(agg::round_join);
    fill(stroke, s.colour);
  }
  void operator()(const Text& s) {
    agg::gsv_text text;
    text.flip(true);
    text.size(0.7 * s.size);
    text.start_point(s.at[0], s.at[1]);
    text.text(s.words.c_str());
    agg::conv_stroke<agg::gsv_text> stroke(text);
    stroke.width(0.09 * s.size);
    fill(stroke, s.colour);
  }

 private:
  static agg::path_storage path_of(const std::vector<Point>& points) {
    agg::path_storage path;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (i == 0) {
        path.move_to(points[i][0], points[i][1]);
      } else {
        path.line_to(points[i][0], points[i][1]);
      }
    }
    return path;
  }

  template <class Source> void fill(Source& source, Colour c) {
    agg::conv_transform<Source> outline(source, to_pixels_);
    rasterizer_.reset();
    rasterizer_.add_path(outline);
    agg::render_scanlines_aa_solid(rasterizer_, scanline_, base_, colour(c));
  }

  Base& base_;
  agg::trans_affine to_pixels_;
  agg::rasterizer_scanline_aa<> rasterizer_;
  agg::scanline_u8 scanline_;
};

}  // namespace

Frame rasterise(const Picture& picture, int width, int height) {
  constexpr int most = 16384;
  if (width < 1 || height < 1 || width > most || height > most) {
    throw ValueError("rasterise: the size is not in [1, " + std::to_string(most) +
                     "]: " + std::to_string(width) + " x " + std::to_string(height));
  }
  Frame frame{width, height, 3, {}};
  frame.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  agg::rendering_buffer buffer(frame.pixels.data(), static_cast<unsigned>(width),
                               static_cast<unsigned>(height), width * 3);
  Pixels pixels(buffer);
  Base base(pixels);
  base.clear(colour(picture.background()));
  Painter paint(base, width / picture.width(), height / picture.height());
  for (const Shape& shape : picture.shapes()) std::visit(paint, shape);
  return frame;
}

Frame to_grey(const Frame& frame) {
  if (frame.channels == 1) return frame;
  Frame grey{frame.width, frame.height, 1, {}};
  for (std::size_t i = 0; i + 2 < frame.pixels.size(); i += 3) {
    const unsigned sum = 299u * frame.pixels[i] + 587u * frame.pixels[i + 1] + 114u * frame.pixels[i + 2];
    grey.pixels.push_back(static_cast<std::uint8_t>((sum + 500) / 1000));
  }
  return grey;
}

}  // namespace ember::envs
