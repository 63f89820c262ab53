// Reading TOML. toml++ is a heavy header, so it is included in this source alone.
#include <ember/train/failure.hpp>
#include <ember/train/options.hpp>

#include <toml++/toml.h>

#include <sstream>

namespace ember::train {
namespace {

std::string place(const toml::source_region& region, const std::string& file) {
  return file + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

Given given(const std::string& key, const toml::node& node, const std::string& file) {
  Given result;
  result.where = place(node.source(), file);
  std::ostringstream shown;
  node.visit([&](const auto& x) { shown << x; });
  result.shown = key + " = " + shown.str();
  const auto refuse = [&] {
    throw UsageError("'" + key + "' must be a number, a text, true, false or a list of whole numbers",
                     result.where, "see the config.toml of any run for the form");
  };
  if (const auto* number = node.as_floating_point())
    result.value = number->get();
  else if (const auto* whole = node.as_integer())
    result.value = whole->get();
  else if (const auto* truth = node.as_boolean())
    result.value = truth->get();
  else if (const auto* text = node.as_string())
    result.value = text->get();
  else if (const auto* array = node.as_array()) {
    std::vector<int64_t> list;
    for (const auto& element : *array) {
      if (!element.is_integer()) refuse();
      list.push_back(element.as_integer()->get());
    }
    result.value = std::move(list);
  } else {
    refuse();
  }
  return result;
}

toml::table parsed(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw UsageError(std::string(error.description()), place(error.source(), file), "correct the TOML");
  }
}

// The keys of one table, without those of tables below it unless `whole`.
Table flat(const toml::table& table, const std::string& file, bool whole) {
  Table result;
  for (const auto& [key, node] : table) {
    if (!whole && node.is_table()) continue;
    const std::string name(key.str());
    result.emplace(name, given(name, node, file));
  }
  return result;
}

}  // namespace

Table read_table(std::string_view toml, const std::string& file) {
  return flat(parsed(toml, file), file, true);
}

std::map<std::string, Table> read_tables(std::string_view toml, const std::string& file) {
  std::map<std::string, Table> result;
  for (const auto& [key, node] : parsed(toml, file)) {
    if (!node.is_table())
      throw UsageError("'" + std::string(key.str()) + "' must be a table", place(node.source(), file),
                       "write [" + std::string(key.str()) + "] and its options below");
    const std::string name(key.str());
    result.emplace(name, flat(*node.as_table(), file, false));
    for (const auto& [inner, below] : *node.as_table())
      if (const auto* more = below.as_table())
        result.emplace(name + "." + std::string(inner.str()), flat(*more, file, true));
  }
  return result;
}

}  // namespace ember::train
