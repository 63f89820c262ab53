#include <ember/autograd/copy.hpp>
#include <ember/nn/module_list.hpp>

namespace ember::nn {
namespace {

Tensor copy_of(const Tensor& parameter) {
  return clone(parameter.detach()).requires_grad_(parameter.requires_grad());
}

std::string listed(const char* title, const Module::StateDict& parameters) {
  std::string text = std::string(title) + "(\n";
  for (const auto& item : parameters) {
    text += joined_text("(", item.key(), "): Parameter containing: [", item->dtype(), " of size ",
                        item->sizes(), "]\n");
  }
  return text + ")";
}

}  // namespace

std::shared_ptr<Module> ModuleListImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ModuleListImpl>(*this);
  copy->children_.clear();
  copy->modules_.clear();
  for (const auto& module : modules_) copy->push_back(module->clone(device));
  return copy;
}
std::shared_ptr<Module> ModuleListImpl::ptr(size_t index) const {
  require<IndexError>(index < size(), "ModuleList: index ", index, " is out of range for size ", size());
  return modules_[index];
}
void ModuleListImpl::insert_module(size_t index, std::shared_ptr<Module> module) {
  require<IndexError>(index <= size(), "ModuleList: index ", index, " is out of range for size ", size());
  register_module(std::to_string(size()), module);
  modules_.insert(modules_.begin() + static_cast<std::ptrdiff_t>(index), std::move(module));
  for (size_t i = index; i < size(); ++i) replace_module(std::to_string(i), modules_[i]);
}

std::shared_ptr<Module> ModuleDictImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<ModuleDictImpl>(*this);
  copy->children_.clear();
  for (const auto& child : children_) copy->insert(child.key(), child.value()->clone(device));
  return copy;
}
std::shared_ptr<Module> ModuleDictImpl::pop(const std::string& key) {
  std::shared_ptr<Module> module = children_[key];
  unregister_module(key);
  return module;
}
void ModuleDictImpl::insert(const std::string& key, std::shared_ptr<Module> module) {
  if (contains(key))
    replace_module(key, std::move(module));
  else
    register_module(key, std::move(module));
}
void ModuleDictImpl::update(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules) {
  for (const auto& [key, module] : modules) insert(key, module);
}

std::shared_ptr<Module> ParameterListImpl::clone(const std::optional<Device>&) const {
  auto copy = std::make_shared<ParameterListImpl>(*this);
  copy->parameters_.clear();
  for (const auto& item : parameters_) copy->append(Item(item.key(), copy_of(*item)));
  return copy;
}
void ParameterListImpl::append(const Tensor& param) {
  register_parameter(std::to_string(size()), param, param.requires_grad());
}
void ParameterListImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, listed("ParameterList", parameters_));
}

std::shared_ptr<Module> ParameterDictImpl::clone(const std::optional<Device>&) const {
  auto copy = std::make_shared<ParameterDictImpl>(*this);
  copy->parameters_.clear();
  for (const auto& item : parameters_) copy->insert(item.key(), copy_of(*item));
  return copy;
}
Tensor ParameterDictImpl::pop(const std::string& key) {
  Tensor parameter = parameters_[key];
  parameters_.erase(key);
  return parameter;
}
void ParameterDictImpl::update(const StateDict& params) {
  for (const auto& item : params) parameters_[item.key()];
  for (const auto& item : params) parameters_[item.key()] = *item;
}
void ParameterDictImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, listed("ParameterDict", parameters_));
}

}  // namespace ember::nn
