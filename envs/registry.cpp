#include <ember/envs/registry.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>
#include <regex>

#include <ember/envs/catalogue.hpp>

namespace ember::envs {
namespace {

struct Entry {
  Spec spec;
  Factory factory;
};

struct Registry {
  std::mutex mutex;
  std::map<std::string, Entry, std::less<>> entries;
};

Registry& registry() {
  static Registry all;
  static const bool filled = [] {
    for (auto& [spec, factory] : built_in()) all.entries.emplace(spec.id, Entry{spec, factory});
    return true;
  }();
  static_cast<void>(filled);
  return all;
}

// Levenshtein's distance: the fewest letters to insert, remove or replace.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char letter : a) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (letter != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string without_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string_view name_of(std::string_view id) { return id.substr(0, id.rfind("-v")); }

std::string unknown(std::string_view id, const Registry& all) {
  std::vector<std::string> versions;
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& [known, entry] : all.entries) {
    if (name_of(known) == name_of(id)) versions.push_back(known);
    near.emplace_back(distance(without_case(known), without_case(id)), known);
  }
  std::string message = "make: unknown environment: " + std::string(id);
  if (!versions.empty()) {
    message += ": use ";
    for (std::size_t i = 0; i < versions.size(); ++i) message += (i > 0 ? " or " : "") + versions[i];
    return message;
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  message += ": the nearest are ";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, near.size()); ++i) {
    message += (i > 0 ? ", " : "") + near[i].second;
  }
  return message;
}

Entry find(std::string_view id) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto entry = all.entries.find(id);
  if (entry == all.entries.end()) throw UnknownEnv(unknown(id, all));
  return entry->second;
}

}  // namespace

void register_env(Spec spec, Factory factory) {
  static const std::regex grammar("([A-Za-z0-9_-]+/)?[A-Za-z0-9_.:-]+-v[0-9]+");
  if (!std::regex_match(spec.id, grammar)) {
    throw ValueError("register_env: the id is not of the form [namespace/]Name-vN: " + spec.id);
  }
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const std::string id = spec.id;
  if (!all.entries.emplace(id, Entry{std::move(spec), std::move(factory)}).second) {
    throw ValueError("register_env: the id is taken: " + id);
  }
}

Env make(std::string_view id, const Settings& settings) {
  Entry entry = find(id);
  SettingReader reader(entry.spec.id, settings);
  reader("max_episode_steps", entry.spec.max_episode_steps, "steps until truncation, 0 for no limit");
  Env env = entry.factory(entry.spec, reader);
  reader.finish();
  return env;
}

std::vector<Setting> settings_of(std::string_view id) {
  Entry entry = find(id);
  SettingReader reader(entry.spec.id);
  reader("max_episode_steps", entry.spec.max_episode_steps, "steps until truncation, 0 for no limit");
  entry.factory(entry.spec, reader);
  return reader.listed();
}

Spec spec(std::string_view id) { return find(id).spec; }

std::vector<Spec> all_specs() {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::vector<Spec> specs;
  for (const auto& [id, entry] : all.entries) specs.push_back(entry.spec);
  return specs;
}

}  // namespace ember::envs
