#include "rows.hpp"

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "baseline.hpp"
#include "roofline.hpp"

namespace ember::bench {
namespace {

constexpr int repeats_of_slow_rows = 4;  // before a row counts as slower

std::vector<std::string> asked;  // rivals

/// Prints the rows as they come and keeps them.
class Collector : public benchmark::ConsoleReporter {
 public:
  std::vector<Measured> rows;
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const auto counter = [&](const char* name) {
        const auto found = run.counters.find(name);
        return found == run.counters.end() ? 0 : found->second.value;
      };
      rows.push_back({run.benchmark_name(),
                      run.GetAdjustedRealTime() / benchmark::GetTimeUnitMultiplier(run.time_unit),
                      counter("noise"), counter("GFLOPS"), counter("intensity")});
    }
    benchmark::ConsoleReporter::ReportRuns(runs);
  }
};

constexpr const char* usage =
    "  --vs NAME,...     rivals to measure beside Ember (default: all that are found; none for none)\n"
    "  --threads N       threads for Ember and its rivals (default 1)\n"
    "  --baseline FILE   compare with an earlier run's --benchmark_out; exit 1 where a row became slower\n"
    "  --roofline FILE   draw the rows under the roofs of this machine, as SVG\n"
    "Further flags are Google Benchmark's: --benchmark_filter=REGEX, --benchmark_out=FILE.json, ...\n";

int refuse(const std::string& what, const std::string& remedy) {
  std::cerr << "error: " << what << "\n  what to do: " << remedy << '\n';
  return 2;
}

/// Libraries read their number of threads when they are loaded, so the program starts once more with it set.
void limit_rivals([[maybe_unused]] int threads, [[maybe_unused]] char** argv) {
#if defined __linux__
  const std::string count = std::to_string(threads);
  const char* now = std::getenv("OMP_NUM_THREADS");
  if (now != nullptr && now == count) return;
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"})
    setenv(name, count.c_str(), 1);
  execv("/proc/self/exe", argv);  // on failure this process goes on
#endif
}

/// Runs some rows once more in a process of their own, whose memory lies elsewhere, and keeps the smaller
/// times. False when that cannot be done here.
bool measure_again([[maybe_unused]] const std::vector<std::string>& names,
                   [[maybe_unused]] const char* program, [[maybe_unused]] const std::string& vs,
                   [[maybe_unused]] int threads, [[maybe_unused]] std::vector<Measured>& rows) {
#if defined __linux__
  std::string filter;
  for (const std::string& name : names) {
    filter += filter.empty() ? "^(" : "|";
    for (char c : name) {
      if (std::strchr(".+*?()[]{}|^$\\", c) != nullptr) filter += '\\';
      filter += c;
    }
  }
  const std::string out =
      (std::filesystem::temp_directory_path() / ("ember_bench_" + std::to_string(getpid()) + ".json"))
          .string();
  std::vector<std::string> words{program, "--threads=" + std::to_string(threads),
                                 "--benchmark_filter=" + filter + ")$", "--benchmark_out=" + out,
                                 "--benchmark_out_format=json"};
  if (!vs.empty()) words.push_back("--vs=" + vs);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = 0;
  const bool ran = posix_spawn(&child, "/proc/self/exe", &quiet, nullptr, arguments.data(), environ) == 0 &&
                   waitpid(child, &status, 0) == child && status == 0;
  posix_spawn_file_actions_destroy(&quiet);
  Baseline again;
  const bool read = ran && again.read(out);
  std::error_code ignored;
  std::filesystem::remove(out, ignored);
  again.lower(rows);
  return read;
#else
  return false;
#endif
}

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts(1);
  for (char c : list) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

double peak() {
  static const double flops = fma_peak(false) * get_num_threads();
  return flops;
}

bool is_asked(const std::string& rival) {
  return std::find(asked.begin(), asked.end(), rival) != asked.end();
}

void add_race(const std::string& group, const Work& work, const std::vector<std::string>& names,
              std::function<std::vector<Contestant>()> make) {
  auto results = std::make_shared<std::vector<Contestant>>();
  for (size_t i = 0; i < names.size(); ++i) {
    const auto row = [=](benchmark::State& state) {
      if (results->empty()) {
        *results = make();
        race(*results);
        for (Contestant& c : *results) c.run = nullptr;  // and with it the operands
      }
      const double t = (*results)[i].seconds;
      for (auto _ : state) state.SetIterationTime(t);
      state.counters["noise"] = (*results)[i].noise;
      if (work.flops > 0) {
        state.counters["GFLOPS"] = work.flops / t * 1e-9;
        state.counters["percent_of_peak"] = 100 * work.flops / t / peak();
      }
      if (work.flops > 0 && work.bytes > 0) state.counters["intensity"] = work.flops / work.bytes;
      if (work.items > 0) state.counters["items_per_second"] = work.items / t;
    };
    benchmark::RegisterBenchmark((group + "/" + names[i]).c_str(), row)
        ->UseManualTime()
        ->Iterations(1)
        ->Unit(benchmark::kMicrosecond);
  }
}

int run_suite(int argc, char** argv, const std::vector<RivalName>& rivals, const std::function<void()>& add) {
  std::string vs, baseline, roofline, names;
  int threads = 1;
  std::vector<char*> rest{argv[0]};
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    const auto value_of = [&](const std::string& name, std::string& value) {
      if (flag == name && i + 1 < argc)
        value = argv[++i];
      else if (flag.rfind(name + "=", 0) == 0)
        value = flag.substr(name.size() + 1);
      else
        return false;
      return true;
    };
    std::string number;
    if (flag == "--help") {
      std::cout << usage;
      return 0;
    }
    if (value_of("--threads", number)) {
      threads = std::atoi(number.c_str());
      if (threads < 1 || threads > 1024) return refuse("--threads " + number, "a number from 1 to 1024");
    } else if (!value_of("--vs", vs) && !value_of("--baseline", baseline) &&
               !value_of("--roofline", roofline)) {
      rest.push_back(argv[i]);
    }
  }
  limit_rivals(threads, argv);
  for (const RivalName& rival : rivals) names += (names.empty() ? "" : ",") + rival.name;
  for (const std::string& name : vs.empty() ? parts_of(names) : parts_of(vs)) {
    if (name == "none" || name.empty()) continue;
    const auto known =
        std::find_if(rivals.begin(), rivals.end(), [&](const RivalName& r) { return r.name == name; });
    if (known == rivals.end())
      return refuse("--vs " + name + ": no rival of this suite", "there are: " + names);
    if (known->found)
      asked.push_back(name);
    else
      std::cerr << name << " is not measured: not found when the benchmarks were built or started ("
                << known->package << ")\n";
  }
  set_num_threads(threads);

  Baseline before;
  if (!baseline.empty() && !before.read(baseline))
    return refuse(baseline + ": not a result in JSON", "see --help");
  add();
  int count = static_cast<int>(rest.size());
  benchmark::Initialize(&count, rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  benchmark::AddCustomContext("isa", kernels::table().name);
  benchmark::AddCustomContext("threads", std::to_string(threads));
  benchmark::AddCustomContext("fma_peak_gflops", std::to_string(peak() * 1e-9));
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  if (!roofline.empty()) draw_roofline(roofline, collector.rows, peak());
  if (before.is_empty()) return 0;
  // Other programs, and where memory happens to lie, make rows slow for as long as a process runs.
  for (int i = 0; i < repeats_of_slow_rows; ++i) {
    const std::vector<std::string> slow = before.slower(collector.rows);
    if (slow.empty() || !measure_again(slow, argv[0], vs, threads, collector.rows)) break;
  }
  return before.is_met_by(collector.rows) ? 0 : 1;
}

}  // namespace ember::bench
