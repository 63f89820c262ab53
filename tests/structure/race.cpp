// Two OpenMP threads add to one sum: with RACE defined, without any order between them.
#include <atomic>
#include <cstdio>

int main() {
#ifdef RACE
  int sum = 0;
#else
  std::atomic<int> sum = 0;
#endif
#pragma omp parallel num_threads(2)
  for (int i = 0; i < 1000; ++i) sum += 1;
  std::printf("%d\n", static_cast<int>(sum));
}
