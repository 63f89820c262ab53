#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "rivals.hpp"

namespace ember::bench {

// oneDNN's matmul primitive ends with bias and ReLU itself; its memory objects are given other addresses.
RunLayer onednn_layer(const Product& p) {
  using namespace dnnl;
  const auto type = memory::data_type::f32;
  const memory::desc a({p.m, p.k}, type, p.a_transposed ? memory::dims{1, p.m} : memory::dims{p.k, 1}),
      b({p.k, p.n}, type, p.b_transposed ? memory::dims{1, p.k} : memory::dims{p.n, 1}),
      bias({1, p.n}, type, memory::dims{p.n, 1}), c({p.m, p.n}, type, memory::dims{p.n, 1});
  post_ops ends;
  ends.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
  primitive_attr attributes;
  attributes.set_post_ops(ends);
  const engine cpu(engine::kind::cpu, 0);
  const matmul::primitive_desc description(matmul::desc(a, b, bias, c), attributes, cpu);
  struct Prepared {
    matmul product;
    stream queue;
    std::unordered_map<int, memory> arguments;
  };
  auto all = std::make_shared<Prepared>(Prepared{matmul(description),
                                                 stream(cpu),
                                                 {{DNNL_ARG_SRC, memory(a, cpu, nullptr)},
                                                  {DNNL_ARG_WEIGHTS, memory(b, cpu, nullptr)},
                                                  {DNNL_ARG_BIAS, memory(bias, cpu, nullptr)},
                                                  {DNNL_ARG_DST, memory(c, cpu, nullptr)}}});
  return [all](const float* pa, const float* pb, const float* pbias, float* pc) {
    all->arguments.at(DNNL_ARG_SRC).set_data_handle(const_cast<float*>(pa));
    all->arguments.at(DNNL_ARG_WEIGHTS).set_data_handle(const_cast<float*>(pb));
    all->arguments.at(DNNL_ARG_BIAS).set_data_handle(const_cast<float*>(pbias));
    all->arguments.at(DNNL_ARG_DST).set_data_handle(pc);
    all->product.execute(all->queue, all->arguments);
  };
}

}  // namespace ember::bench
