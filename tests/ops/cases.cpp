#include "cases.hpp"

#include <ember/autograd/create.hpp>
#include <ember/nn/io/tensors.hpp>
#include <sstream>

namespace ember::oracle {

Arguments::Arguments(const std::string& text) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    values_[word.substr(0, equals)] = word.substr(equals + 1);
  }
}

std::vector<int64_t> Arguments::list(const std::string& name) const {
  std::vector<int64_t> numbers;
  std::istringstream parts(values_.at(name));
  for (std::string part; std::getline(parts, part, ',');) numbers.push_back(std::stoll(part));
  return numbers;
}

std::vector<Case> read_cases(const std::string& file) {
  const io::LoadedTensors loaded = io::load_tensors(std::string(EMBER_TEST_DATA) + "/" + file);
  std::map<std::string, Tensor> tensors(loaded.tensors.begin(), loaded.tensors.end());
  std::vector<Case> cases;
  for (const auto& [name, text] : loaded.metadata) {
    Case c{name, name.substr(0, name.find('.')), Arguments(text), {}, tensors.at(name + ".out"), {}, {}};
    for (size_t k = 0; tensors.contains(name + ".in" + std::to_string(k)); ++k) {
      const std::string number = std::to_string(k);
      c.inputs.push_back(tensors.at(name + ".in" + number));
      if (const auto g = tensors.find(name + ".g" + number); g != tensors.end()) c.gradients[k] = g->second;
      if (const auto g = tensors.find(name + ".gg" + number); g != tensors.end())
        c.second_gradients[k] = g->second;
    }
    cases.push_back(std::move(c));
  }
  return cases;
}

Tensor fixed(const Tensor& like, int64_t k) {
  Tensor made = empty(like.sizes(), like.dtype());
  dispatch_floating("fixed", like.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < made.numel(); ++i)
      made.data_ptr<T>()[i] = static_cast<T>((7 * i + 3 * k + 1) % 11 - 5) / T{4};
  });
  return made;
}

}  // namespace ember::oracle
