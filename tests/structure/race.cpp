// Two threads add to one sum: with RACE defined, without any order between them.
#include <atomic>
#include <cstdio>
#include <thread>

int main() {
#ifdef RACE
  int sum = 0;
#else
  std::atomic<int> sum = 0;
#endif
  const auto add = [&] {
    for (int i = 0; i < 1000; ++i) sum += 1;
  };
  std::thread first(add), second(add);
  first.join();
  second.join();
  std::printf("%d\n", static_cast<int>(sum));
}
