#include <ember/autograd/matmul.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/sequential.hpp>
#include <unordered_map>

namespace ember::nn {

SequentialImpl::SequentialImpl(OrderedDict<std::string, AnyModule>&& named) {
  for (auto& item : named) push_back(item.key(), std::move(item.value()));
}
SequentialImpl::SequentialImpl(std::initializer_list<NamedAnyModule> named) {
  for (const NamedAnyModule& item : named) push_back(item.name(), item.module());
}

std::shared_ptr<Module> SequentialImpl::clone(const std::optional<Device>& device) const {
  auto copy = std::make_shared<SequentialImpl>(*this);
  copy->children_.clear();
  copy->modules_.clear();
  copy->kinds_.clear();
  std::unordered_map<const Module*, AnyModule> copies;  // a module that stands twice does so in the copy
  for (size_t i = 0; i < modules_.size(); ++i) {
    AnyModule& module = copies[modules_[i].ptr().get()];
    if (module.is_empty()) module = modules_[i].clone(device);
    copy->push_back(children_[i].key(), module);
  }
  return copy;
}

void SequentialImpl::pretty_print(std::ostream& stream) const { print_own(stream, "Sequential"); }

void SequentialImpl::push_back(std::string name, AnyModule module) {
  register_module(std::move(name), module.ptr());
  const std::type_info& type = module.type_info();
  kinds_.push_back(type == typeid(LinearImpl) ? Kind::linear
                   : type == typeid(ReLUImpl) ? Kind::relu
                   : type == typeid(TanhImpl) ? Kind::tanh
                                              : Kind::other);
  maps_tensors_ = maps_tensors_ && module.maps_tensors();
  modules_.push_back(std::move(module));
}

const AnyModule& SequentialImpl::entry(size_t index) const {
  require<IndexError>(index < modules_.size(), "Sequential: index ", index, " is out of range for size ",
                      modules_.size());
  return modules_[index];
}

Tensor SequentialImpl::forward_tensors(const Tensor& input) {
  Tensor x = input;
  const auto plain = [&](size_t i) { return !children_[i].value()->has_forward_hooks(); };
  for (size_t i = 0; i < modules_.size(); ++i) {
    const Kind next = i + 1 < modules_.size() ? kinds_[i + 1] : Kind::other;
    if (kinds_[i] == Kind::linear && (next == Kind::relu || next == Kind::tanh) && plain(i) && plain(i + 1)) {
      const auto& fc = static_cast<const LinearImpl&>(*children_[i].value());
      x = linear(x, fc.weight, fc.bias, next == Kind::relu ? Activation::relu : Activation::tanh);
      ++i;
    } else {
      x = modules_[i].forward_tensor(x);
    }
  }
  return x;
}

}  // namespace ember::nn
