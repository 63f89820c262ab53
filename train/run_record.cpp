// nlohmann-json is a heavy header, so it is included in this source alone.
#include <ember/train/run_record.hpp>
#include <ember/train/version.hpp>

#include <nlohmann/json.hpp>

namespace ember::train {

std::string json(const RunRecord& record) {
  nlohmann::ordered_json evaluation, solved_at_step;
  if (const auto& e = record.evaluation)
    evaluation = {{"mean", e->mean}, {"std", e->std}, {"episodes", e->episodes}, {"returns", e->returns}};
  nlohmann::ordered_json evaluations = nlohmann::ordered_json::array();
  for (const auto& e : record.evaluations)
    evaluations.push_back({{"step", e.step}, {"seconds", e.seconds}, {"mean", e.mean}, {"std", e.std}});
  if (record.solved_at_step) solved_at_step = *record.solved_at_step;
  const double microseconds =
      record.steps > 0 ? 1e6 * record.seconds / static_cast<double>(record.steps) : 0.0;
  const nlohmann::ordered_json all = {
      {"status", record.status},
      {"algorithm", record.algorithm},
      {"env", record.env},
      {"recipe", record.recipe},
      {"seed", record.seed},
      {"steps", record.steps},
      {"episodes", record.episodes},
      {"updates", record.updates},
      {"seconds", record.seconds},
      {"us_per_step", microseconds},
      {"evaluation", evaluation},
      {"solved", record.solved},
      {"solved_at_step", solved_at_step},
      {"evaluations", evaluations},
      {"version", version()},
      {"commit", commit()},
      {"isa", record.isa},
      {"threads", record.threads},
  };
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ember::train
