// The reverse sweep: how Ember computes derivatives. This is the file to read first.
//
// Every op that is recorded leaves a Node: it knows the derivative of that op and has one edge for each
// input, which points to the node that made the input, or to a leaf (a parameter). The nodes form a graph
// from the loss back to the parameters. By the chain rule, the gradient of a value is the sum over everything
// that used it; so a node may run only when all its users have sent their share.
//
// The trick that makes this short: each node carries a number larger than those of all nodes it reads from.
// Among the nodes that have received something, the one with the largest number can have no user left that
// has not run: such a user would carry a larger number still and would be waiting too. So we keep the waiting
// nodes in a heap, largest number first, and run them one after the other. No recursion, no marking of
// visited nodes, no counting of users.
#include <algorithm>
#include <atomic>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/path.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pool_vector.hpp>
#include <ember/autograd/profiler.hpp>

namespace ember {
namespace {

std::atomic<uint64_t> sweeps{0};
thread_local int nesting = 0;

bool runs_before(const Node* a, const Node* b) {
  return a->sequence < b->sequence;
}  // std heaps keep the largest first

/// The nodes that have received a gradient and wait for their turn. A sweep inside a sweep (a node whose
/// derivative calls backward itself) shares the thread's array and works above what was there.
class Waiting {
 public:
  Waiting() : nodes_(of_thread()), floor_(nodes_.size()), sweep_(++sweeps) {
    require<GraphError>(nesting < 1000, "backward: called within itself more than 1000 times");
    ++nesting;
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {  // not empty only when a node threw
    --nesting;
    while (!empty()) forget(*pop());
  }

  bool empty() const { return nodes_.size() == floor_; }

  Node* pop() {
    if (nodes_.size() > floor_ + 1) std::pop_heap(first(), nodes_.end(), runs_before);
    Node* node = nodes_.back();
    nodes_.pop_back();
    return node;
  }

  /// Adds a share to the gradient of output `output` of `node`, which waits from now on.
  void deliver(Node& node, uint32_t output, Tensor&& share) {
    if (node.sweep != sweep_) {
      if (node.sweep != 0) [[unlikely]]
        raise<GraphError>("backward: ", node.name(), " is already part of a running backward");
      node.sweep = sweep_;
      nodes_.push_back(&node);
      if (nodes_.size() > floor_ + 1) std::push_heap(first(), nodes_.end(), runs_before);
    }
    if (output > 0 && node.more_incoming.size() < node.outputs - 1)
      node.more_incoming.resize(node.outputs - 1);
    add_share(output == 0 ? node.incoming : node.more_incoming[output - 1], std::move(share));
  }

  static void forget(Node& node) {
    node.incoming.reset();
    for (Tensor& gradient : node.more_incoming) gradient.reset();
    node.sweep = 0;
  }

 private:
  static std::vector<Node*>& of_thread() {
    static thread_local std::vector<Node*> array;
    return array;
  }
  std::vector<Node*>::iterator first() const { return nodes_.begin() + static_cast<std::ptrdiff_t>(floor_); }

  std::vector<Node*>& nodes_;
  size_t floor_;
  uint64_t sweep_;
};

/// Runs one node: its complete output gradients in, one gradient per wanted edge out.
void run(Node& node, std::span<Tensor> grad_out, std::span<Tensor> grad_in, bool keep_graph) {
  const OpTimer timer([&] { return node.name(); }, grad_out[0]);
  if (detail::modes.anomaly) [[unlikely]]
    watched_backward(node, grad_out, grad_in);
  else
    node.backward(grad_out, grad_in);
  if (!keep_graph) {
    node.release_saved();  // while its buffers are still warm in the cache
    node.released = true;
  }
}

}  // namespace

void sweep(std::span<Root> roots, bool keep_graph, bool create_graph, Targets* targets) {
  if (create_graph && (targets == nullptr || targets->accumulate))
    warn(
        "Using backward() with create_graph=True makes .grad() and its leaf own each other: make .grad() "
        "undefined after use, or take autograd::grad");
  const AutoGradMode mode(create_graph);  // with create_graph, the derivatives are recorded ops themselves
  const Path path(roots, targets);        // without targets, every node lies on the path
  Waiting waiting;

  std::vector<std::pair<TensorImpl*, Tensor>> hooked;  // hooks of a leaf see its whole gradient, at the end

  const auto send = [&](const Edge& edge, Tensor&& gradient) {
    if (edge.node) {
      if (path.contains(*edge.node)) waiting.deliver(*edge.node, edge.output, std::move(gradient));
    } else if (edge.leaf) {
      if (path.captures(*edge.leaf, gradient)) return;
      if (!edge.leaf->extra) return accumulate_gradient(*edge.leaf, std::move(gradient));
      auto place = std::find_if(hooked.begin(), hooked.end(),
                                [&](const auto& entry) { return entry.first == edge.leaf.get(); });
      if (place == hooked.end()) place = hooked.insert(place, {edge.leaf.get(), Tensor()});
      add_share(place->second, std::move(gradient));
    }
  };

  for (Root& root : roots) send(root.edge, std::move(root.gradient));

  constexpr size_t few = 6;
  Tensor in_place[few];     // all undefined before and after each node
  PoolVector<Tensor> many;  // only for nodes with more gradients than that
  while (!waiting.empty()) {
    Node& node = *waiting.pop();
    const size_t inputs = node.edges.size(), outputs = node.outputs;
    if (inputs + outputs > few) many = PoolVector<Tensor>(inputs + outputs);
    const std::span<Tensor> all =
        inputs + outputs > few ? std::span<Tensor>(many) : std::span<Tensor>(in_place);
    const std::span<Tensor> grad_out = all.first(outputs), grad_in = all.subspan(outputs, inputs);

    grad_out[0] = std::move(node.incoming);
    for (size_t i = 0; i < node.more_incoming.size(); ++i) grad_out[i + 1] = std::move(node.more_incoming[i]);
    node.sweep = 0;

    if (node.hooks != nullptr) call_hooks(node, grad_out);
    const bool goes_on = path.passes_through(node, grad_out);
    if (goes_on) run(node, grad_out, grad_in, keep_graph);
    for (Tensor& gradient : grad_out)
      gradient.reset();  // so that what flows on is owned once and may be reused
    if (!goes_on) continue;
    for (size_t i = 0; i < inputs; ++i) {
      if (grad_in[i].defined() && node.wants(i)) send(node.edges[i], std::move(grad_in[i]));
      grad_in[i].reset();
    }
  }
  for (auto& [leaf, gradient] : hooked) accumulate_gradient(*leaf, std::move(gradient));
}

}  // namespace ember
