#include <fmt/format.h>
#include <ember/autograd/error.hpp>
#include <ember/cli/cells.hpp>
#include <ember/nn/io/checksum.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/options.hpp>
#include <nlohmann/json.hpp>

#include <limits>
#include <numeric>
#include <sstream>

namespace ember::cli {
namespace {

constexpr const char* header = "seed,steps,seconds,commit,isa,weights,evaluations,returns\n";

std::string text_of(const std::filesystem::path& file) {
  const auto bytes = io::read_file(file.string());
  return {bytes.begin(), bytes.end()};
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

double number(const std::string& text) {
  size_t read = 0;
  const double value = std::stod(text, &read);
  if (read != text.size()) throw std::invalid_argument(text);
  return value;
}

// Takes the values of a table one by one, so that one that is left is a misspelling.
struct Taker {
  train::Table table;
  std::string cell, file;

  template <class T> void operator()(const char* key, T& value, bool needed = false) {
    const auto found = table.find(key);
    if (found == table.end()) {
      if (needed) throw train::UsageError("cell " + cell + " has no " + key, file, "add it");
      return;
    }
    const train::Given& given = found->second;
    if (const T* same = std::get_if<T>(&given.value)) {
      value = *same;
      table.erase(found);
      return;
    }
    if constexpr (std::is_same_v<T, double>)
      if (const auto* whole = std::get_if<int64_t>(&given.value)) {
        value = static_cast<double>(*whole);
        table.erase(found);
        return;
      }
    throw train::UsageError(given.shown + ": of the wrong kind", given.where, "see the other cells");
  }
};

}  // namespace

double RunResult::mean() const {
  return std::accumulate(returns.begin(), returns.end(), 0.0) / static_cast<double>(returns.size());
}

Evaluated RunResult::until(double goal) const {
  for (const Evaluated& evaluation : evaluations)
    if (evaluation.mean >= goal) return evaluation;
  return {std::numeric_limits<int64_t>::max(), std::numeric_limits<double>::infinity(), 0};
}

std::vector<Cell> read_cells(const std::filesystem::path& file) {
  std::vector<Cell> cells;
  for (const auto& [name, table] : train::read_tables(text_of(file), file.string())) {
    Cell cell;
    cell.name = name;
    std::string options;
    Taker take{table, name, file.string()};
    take("algorithm", cell.algorithm, true);
    take("env", cell.env, true);
    take("recipe", cell.recipe, true);
    take("steps", cell.steps, true);
    take("seeds", cell.seeds, true);
    take("goal", cell.goal, true);
    take("options", options);
    take("at_goal", cell.at_goal);
    if (take.table.count("iqm")) take("iqm", cell.iqm.emplace());
    take("zoo", cell.zoo);
    take("cleanrl", cell.cleanrl);
    take("rltools", cell.rltools);
    take("note", cell.note);
    if (!options.empty()) cell.options = split(options, ' ');
    if (cell.steps < 1 || cell.seeds < 1)
      throw train::UsageError("cell " + name + ": steps and seeds must be from 1 on", file.string(),
                              "see the other cells");
    if (!take.table.empty()) {
      const auto& [key, given] = *take.table.begin();
      throw train::UsageError("a cell has no '" + key + "'", given.where, "see the other cells");
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

RunResults read_results(const std::filesystem::path& file) {
  RunResults results;
  if (!std::filesystem::exists(file)) return results;
  const auto lines = split(text_of(file), '\n');
  if (lines.empty() || lines[0] + '\n' != header)
    throw FormatError(fmt::format("{}:1: not the header of a file of runs", file.string()));
  for (size_t i = 1; i < lines.size(); ++i) {
    try {
      const auto fields = split(lines[i], ',');
      if (fields.size() != 8) throw std::invalid_argument("fields");
      RunResult run;
      run.seed = std::stoull(fields.at(0));
      run.steps = std::stoll(fields.at(1));
      run.seconds = number(fields.at(2));
      run.commit = fields.at(3);
      run.isa = fields.at(4);
      run.weights = fields.at(5);
      for (const auto& evaluation : split(fields.at(6), ' ')) {
        const auto parts = split(evaluation, ':');
        run.evaluations.push_back({std::stoll(parts.at(0)), number(parts.at(1)), number(parts.at(2))});
      }
      for (const auto& value : split(fields.at(7), ' ')) run.returns.push_back(number(value));
      results[run.seed] = run;
    } catch (const std::logic_error&) {
      throw FormatError(fmt::format("{}:{}: not a run: {:.60}", file.string(), i + 1, lines[i]));
    }
  }
  return results;
}

void write_results(const std::filesystem::path& file, const RunResults& results) {
  std::string text = header;
  for (const auto& [seed, run] : results) {
    text +=
        fmt::format("{},{},{:.3f},{},{},{},", seed, run.steps, run.seconds, run.commit, run.isa, run.weights);
    for (const auto& [step, seconds, mean] : run.evaluations)
      text += fmt::format("{}{}:{:.3f}:{}", text.back() == ',' ? "" : " ", step, seconds, mean);
    text += ',';
    for (const double value : run.returns) text += fmt::format("{}{}", text.back() == ',' ? "" : " ", value);
    text += '\n';
  }
  std::filesystem::create_directories(file.parent_path());
  io::write_file(file.string(), {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

RunResult read_run(const std::filesystem::path& folder) {
  RunResult run;
  try {
    const auto record = nlohmann::json::parse(text_of(folder / "run.json"));
    run.seed = record.at("seed");
    run.steps = record.at("steps");
    run.seconds = record.at("seconds");
    run.commit = record.at("commit");
    run.isa = record.at("isa");
    for (const auto& e : record.at("evaluations"))
      run.evaluations.push_back({e.at("step"), e.at("seconds"), e.at("mean")});
    record.at("evaluation").at("returns").get_to(run.returns);
  } catch (const nlohmann::json::exception& error) {
    throw FormatError((folder / "run.json").string() + ": " + error.what());
  }
  run.weights = fmt::format("{:08x}", io::crc32c(io::read_file((folder / "best.safetensors").string())));
  return run;
}

}  // namespace ember::cli
