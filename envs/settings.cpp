#include <ember/envs/settings.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <ember/envs/error.hpp>
#include <ember/envs/space/print.hpp>

namespace ember::envs {
namespace {

template <class Number> bool parse(const std::string& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

const std::string* SettingReader::find(const char* name, std::string fallback, const char* help) {
  listed_.push_back({name, std::move(fallback), help});
  const auto found = given_.find(std::string_view(name));
  return found == given_.end() ? nullptr : &found->second;
}

void SettingReader::refuse(const char* name, const std::string& value, const char* wanted) const {
  throw ValueError(what_ + ": " + name + " must be " + wanted + ": " + value);
}

void SettingReader::operator()(const char* name, bool& member, const char* help) {
  const std::string* text = find(name, member ? "true" : "false", help);
  if (text == nullptr) return;
  const bool yes = *text == "true" || *text == "True" || *text == "1";
  if (!yes && *text != "false" && *text != "False" && *text != "0") refuse(name, *text, "true or false");
  member = yes;
}

void SettingReader::operator()(const char* name, double& member, const char* help) {
  const std::string* text = find(name, print_number(member), help);
  if (text == nullptr) return;
  double value = 0;
  if (!parse(*text, value) || !std::isfinite(value)) refuse(name, *text, "a finite number");
  member = value;
}

void SettingReader::operator()(const char* name, std::int64_t& member, const char* help) {
  const std::string* text = find(name, std::to_string(member), help);
  if (text == nullptr) return;
  std::int64_t value = 0;
  if (!parse(*text, value)) refuse(name, *text, "a whole number");
  member = value;
}

void SettingReader::operator()(const char* name, std::string& member, const char* help) {
  if (const std::string* text = find(name, member, help)) member = *text;
}

void SettingReader::finish() const {
  for (const auto& given : given_) {
    const auto& name = given.first;
    const auto same = [&](const Setting& s) { return s.name == name; };
    if (std::any_of(listed_.begin(), listed_.end(), same)) continue;
    std::string known;
    for (const Setting& s : listed_) known.append(known.empty() ? "" : ", ").append(s.name);
    throw ValueError(what_ + ": no setting of this name: " + name + ": there are " + known);
  }
}

}  // namespace ember::envs
