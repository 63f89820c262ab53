#include <fmt/format.h>
#include <cmath>
#include <ember/cli/results.hpp>
#include <ember/cli/statistics.hpp>
#include <set>

namespace ember::cli {
namespace {

constexpr const char* introduction =
    R"(# Results

What the algorithms learn, over seeds. `./ember bench results` runs every line again, `./ember bench results CELL` one of
them, and compares it with this table; the returns of every run are in [bench/results/returns](../bench/results/returns),
with its commit, instruction set and a checksum of its weights. On the same instruction set a run gives the same weights.

How to read it:

- A run trains with one seed, 0, 1, ..., and evaluates its greedy policy from time to time on episodes of their own. The
  best weights by these evaluations are then judged on 100 further episodes (20 from pixels). Their mean is the run's
  return.
- **IQM** is the interquartile mean over the runs: what is left without the lowest and highest quarter of them. In
  brackets is its 95 % bootstrap interval, **over seeds**.
- **At goal**: runs with at least that return, of all runs. **Asked**: what the line is to reach, and whether it does.
- **Steps** are the most that a run takes; with the recipe `ember` it ends earlier once an evaluation's mean, less three
  standard errors, reaches the environment's threshold. **Steps** and **seconds to goal** are those until an
  evaluation first reached the goal: the median over runs, those that never reached it counted as later than all others.
- **Elsewhere**, after @ the steps. The RL **Zoo** of Stable-Baselines3 trained one agent; the figure after +- is its
  standard deviation **over episodes**. **CleanRL** trained three seeds; its figure is the return while training, and its
  standard deviation is **over seeds**. **RLtools** tests one seed against a bound. None of these three is an interval
  over seeds, so none can be compared with ours by its width. LunarLander is v2 there and v3 here.
)";

std::string until_goal(const CellResults& results, bool seconds) {
  if (results.runs.empty()) return "";
  std::vector<double> values;
  for (const auto& [seed, run] : results.runs) {
    const Evaluated first = run.until(results.cell.goal);
    values.push_back(std::isinf(first.seconds) || seconds ? first.seconds : static_cast<double>(first.step));
  }
  const double middle = median(values);
  return std::isinf(middle) ? "never" : fmt::format("{:.{}f}", middle, seconds ? 1 : 0);
}

// `475: 18 of 20, met` and so on.
std::string asked(const CellResults& results) {
  const Cell& cell = results.cell;
  std::string text;
  bool met = true;
  std::vector<double> means;
  for (const auto& [seed, run] : results.runs) means.push_back(run.mean());
  if (cell.at_goal > 0) {
    text = fmt::format("{} of {} at {}", cell.at_goal, cell.seeds, cell.goal);
    met = reached(results) >= cell.at_goal;
  }
  if (cell.iqm) {
    text += fmt::format("{}IQM {}", text.empty() ? "" : ", ", *cell.iqm);
    met = met && !means.empty() && iqm(means) >= *cell.iqm;
  }
  const bool whole = static_cast<int64_t>(means.size()) >= cell.seeds;
  return text + (!whole || text.empty() ? "" : met ? ": **yes**" : ": no");
}

std::string elsewhere(const Cell& cell) {
  std::string text;
  for (const auto& [project, figure] :
       {std::pair{"Zoo", cell.zoo}, std::pair{"CleanRL", cell.cleanrl}, std::pair{"RLtools", cell.rltools}})
    if (!figure.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", project, figure);
  return text;
}

std::string line(const CellResults& results) {
  const Cell& cell = results.cell;
  const std::string runs =
      results.runs.empty() ? "not run" : fmt::format("{} of {}", reached(results), results.runs.size());
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", cell.name, cell.algorithm,
                     cell.recipe, cell.steps, results.runs.empty() ? "" : iqm_text(results.runs), runs,
                     asked(results), until_goal(results, false), until_goal(results, true), elsewhere(cell));
}

}  // namespace

std::string results_page(const std::vector<CellResults>& cells) {
  std::string page = introduction, env, missing, notes;
  std::set<std::string> commits, isas;
  for (const auto& results : cells) {
    const Cell& cell = results.cell;
    if (cell.env != env) {
      env = cell.env;
      page +=
          "\n## " + env +
          "\n\n| cell | algorithm | recipe | steps | IQM [95 %] | at goal | asked | steps to goal | seconds "
          "to goal | elsewhere |\n|---|---|---|---|---|---|---|---|---|---|\n";
    }
    page += line(results);
    const auto there = static_cast<int64_t>(results.runs.size());
    if (there < cell.seeds) missing += fmt::format("- {}: {} of {} seeds\n", cell.name, there, cell.seeds);
    if (!cell.note.empty()) notes += "- " + cell.name + ": " + cell.note + "\n";
    for (const auto& [seed, run] : results.runs) {
      commits.insert(run.commit);
      isas.insert(run.isa);
    }
  }
  if (!notes.empty()) page += "\n## Notes\n\n" + notes;
  if (!missing.empty()) page += "\n## What is not run\n\n" + missing;
  const auto joined = [](const std::set<std::string>& all) {
    std::string text;
    for (const auto& each : all) text += (text.empty() ? "" : ", ") + each;
    return text.empty() ? "none" : text;
  };
  return page + "\nCommits: " + joined(commits) + ". Instruction sets: " + joined(isas) +
         ". Seconds are of one core of an AMD EPYC (Zen 4) that other programs used too.\n";
}

}  // namespace ember::cli
