// OpenBLAS and BLIS export the same names, so libraries are loaded at run time, each in its own scope.
#include "rivals.hpp"

#include <dlfcn.h>

namespace ember::bench {
namespace {

void* open_first(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (void* handle = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)) return handle;
  }
  return nullptr;
}

template <class F> F symbol(void* library, const char* name) {
  return reinterpret_cast<F>(library ? dlsym(library, name) : nullptr);
}

using CblasSgemm = void (*)(int order, int ta, int tb, int m, int n, int k, float alpha, const float* a,
                            int lda, const float* b, int ldb, float beta, float* c, int ldc);

RunProduct cblas_product(CblasSgemm sgemm, const Product& p) {
  constexpr int row_major = 101, plain = 111, transposed = 112;
  return [=](const float* a, const float* b, float* c) {
    sgemm(row_major, p.a_transposed ? transposed : plain, p.b_transposed ? transposed : plain, p.m, p.n, p.k,
          1, a, p.a_transposed ? p.m : p.k, b, p.b_transposed ? p.k : p.n, 0, c, p.n);
  };
}

void add_cblas(std::vector<Rival>& all, const char* name, void* library, const char* set_threads_name) {
  const auto sgemm = symbol<CblasSgemm>(library, "cblas_sgemm");
  if (!sgemm) return;
  // BLIS counts in its own integer type, 64 bits wide in its default build.
  const auto set_int = symbol<void (*)(int64_t)>(library, set_threads_name);
  all.push_back({name, [=](const Product& p) { return cblas_product(sgemm, p); },
                 [=](int n) {
                   if (set_int) set_int(n);
                 }});
}

void add_onednn(std::vector<Rival>& all) {
  void* library = open_first({"libdnnl.so.2", "libdnnl.so.3", "libdnnl.so"});
  using Sgemm = int (*)(char ta, char tb, int64_t m, int64_t n, int64_t k, float alpha, const float* a,
                        int64_t lda, const float* b, int64_t ldb, float beta, float* c, int64_t ldc);
  const auto sgemm = symbol<Sgemm>(library, "dnnl_sgemm");
  if (!sgemm) return;
  auto prepare = [=](const Product& p) -> RunProduct {
    return [=](const float* a, const float* b, float* c) {
      sgemm(p.a_transposed ? 'T' : 'N', p.b_transposed ? 'T' : 'N', p.m, p.n, p.k, 1, a,
            p.a_transposed ? p.m : p.k, b, p.b_transposed ? p.k : p.n, 0, c, p.n);
    };
  };
  const auto set_threads = symbol<void (*)(int)>(RTLD_DEFAULT, "omp_set_num_threads");
  all.push_back({"onednn", prepare, [=](int n) {
                   if (set_threads) set_threads(n);
                 }});
#if defined EMBER_BENCH_ONEDNN
  all.back().prepare_layer = onednn_layer;
#endif
}

}  // namespace

std::vector<Rival> rivals() {
  std::vector<Rival> all;
  add_cblas(all, "openblas", open_first({"libopenblas.so.0", "libopenblas.so"}), "openblas_set_num_threads");
  add_cblas(all, "blis", open_first({"libblis.so.4", "libblis.so.3", "libblis.so"}),
            "bli_thread_set_num_threads");
  add_onednn(all);
#if defined EMBER_BENCH_LIBXSMM
  all.push_back(libxsmm_rival());
#endif
#if defined EMBER_BENCH_EIGEN
  all.push_back(eigen_rival());
#endif
#if defined EMBER_BENCH_LIBTORCH
  all.push_back(libtorch_rival());
#endif
  return all;
}

std::vector<RivalName> rival_names() {
  std::vector<RivalName> names{{"openblas", false, "libopenblas-dev"}, {"blis", false, "libblis-dev"},
                               {"onednn", false, "libdnnl-dev"},       {"libxsmm", false, "libxsmm-dev"},
                               {"eigen", false, "libeigen3-dev"},      {"libtorch", false, "libtorch-dev"}};
  for (const Rival& rival : rivals()) {
    for (RivalName& name : names) name.found |= name.name == rival.name;
  }
  return names;
}

}  // namespace ember::bench
