#include <ember/autograd/graph_text.hpp>
#include <ember/autograd/node.hpp>
#include <unordered_map>

namespace ember::autograd {

std::string graph_to_dot(const Tensor& root) {
  std::string text = "digraph backward {\n  rankdir=LR;\n";
  std::unordered_map<const void*, size_t> numbers;
  std::vector<const Node*> pending;
  // The number of a node or leaf; described when first seen.
  const auto number_of = [&](const Edge& edge) {
    const void* key = edge.node ? static_cast<const void*>(edge.node.get()) : edge.leaf.get();
    const auto [place, is_new] = numbers.emplace(key, numbers.size());
    if (!is_new) return place->second;
    text += "  n" + std::to_string(place->second);
    if (edge.node) {
      const size_t bytes = edge.node->saved_bytes();
      text += " [shape=box, label=\"" + edge.node->name();
      if (bytes > 0) text += "\\nkeeps " + std::to_string(bytes) + " bytes";
      pending.push_back(edge.node.get());
    } else {
      text += " [shape=oval, label=\"" + text_of(edge.leaf->shape());
    }
    text += "\"];\n";
    return place->second;
  };
  const Edge start = edge_to(root);
  if (start.wanted()) number_of(start);
  while (!pending.empty()) {
    const Node* node = pending.back();
    pending.pop_back();
    const size_t from = numbers.at(node);
    for (const Edge& edge : node->edges) {
      if (!edge.wanted()) continue;
      const size_t to = number_of(edge);
      text += "  n" + std::to_string(from) + " -> n" + std::to_string(to) + ";\n";
    }
  }
  return text + "}\n";
}

}  // namespace ember::autograd
