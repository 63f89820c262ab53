// Node: one recorded op, with what its derivative needs and where the gradients of its inputs go.
#pragma once

#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pool_vector.hpp>
#include <ember/autograd/tensor.hpp>
#include <span>
#include <string>

namespace ember {

/// Where a gradient goes: to output `output` of the node that made an input, or into .grad() of a leaf.
struct Edge {
  Ref<Node> node;
  Ref<TensorImpl> leaf;
  uint32_t output = 0;
  bool wanted() const { return node || leaf; }
};

/// A tensor kept for the derivative, with the version it had. An output of the node itself is kept outside
/// the graph, so that node and output do not own each other.
class SavedTensor {
 public:
  SavedTensor() = default;
  explicit SavedTensor(const Tensor& input);
  static SavedTensor output(const Tensor& output);

  /// The tensor, as it was. Throws GraphError when it was released or has been changed in place since.
  /// `owner` is the node that saved it: an output comes back as the output of that node.
  Tensor unpack(const Node& owner) const;
  /// The same without a place in the graph, for derivatives that are not recorded.
  const Tensor& peek(const Node& owner) const;
  bool defined() const { return tensor_.defined(); }
  void reset() { tensor_.reset(); }
  size_t bytes() const { return tensor_.defined() ? tensor_.nbytes() : 0; }

 private:
  Tensor tensor_;
  uint32_t version_ = 0;
  bool is_output_ = false;
};

/// An output of the node itself, row-major and of the shape and dtype of its gradient: the memory alone,
/// which costs no tensor and owns no node.
class SavedOutput {
 public:
  SavedOutput() = default;
  explicit SavedOutput(const Tensor& output);

  /// The elements. Throws GraphError as SavedTensor.
  const void* data(const Node& owner) const;
  /// The tensor, as the output of `owner`; `like` has its shape and dtype.
  Tensor unpack(const Node& owner, const Tensor& like) const;
  void reset() { memory_ = Ref<Storage>(); }
  size_t bytes() const { return memory_ ? memory_->bytes() : 0; }

 private:
  Ref<Storage> memory_;
  void* data_ = nullptr;
  uint32_t version_ = 0;
};

struct NodeHooks;

/// One op of the graph. Ops derive a final class whose named members are what is saved.
class Node {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// "MulBackward": the op whose derivative this is.
  virtual std::string name() const = 0;
  /// From the gradients of the outputs, the gradients of the inputs: grad_in[i] for every wanted edge i. A
  /// gradient of an output that nothing used is undefined.
  virtual void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) = 0;
  /// Drops what was saved; the node cannot run again.
  virtual void release_saved() {}
  virtual size_t saved_bytes() const { return 0; }

  bool wants(size_t edge) const { return edges[edge].wanted(); }

  /// Where the gradient of an input goes: output `input_nr` of the node that made it, null for a leaf.
  struct NextEdge {
    Ref<Node> function;
    uint32_t input_nr;
  };
  std::vector<NextEdge> next_edges() const {
    std::vector<NextEdge> all;
    for (const Edge& edge : edges) all.push_back({edge.node, edge.output});
    return all;
  }

  /// Increases along every path of the graph: larger than that of every node this one reads from.
  uint64_t sequence = 0;
  std::span<Edge> edges;
  uint32_t outputs = 1;
  bool released = false;

  // The reverse sweep's own notes; see backward.cpp.
  Tensor incoming;                   ///< gradient of output 0
  PoolVector<Tensor> more_incoming;  ///< gradients of outputs 1, 2, ...
  uint64_t sweep = 0;                ///< the sweep in whose heap this node is
  NodeHooks* hooks = nullptr;
  Node* next_dead = nullptr;

  static void* operator new(size_t bytes);
  static void operator delete(void* block, size_t bytes);

 protected:
  Node() = default;
  virtual ~Node();

 private:
  friend void retain(Node* node);
  friend void release(Node* node);
  Count count_;
};

/// A node with a known number of edges, kept inline.
template <size_t N> class NodeOf : public Node {
 protected:
  NodeOf() { edges = storage_; }

 private:
  Edge storage_[N];
};

/// The edge that leads to a tensor: its node, itself if it is a leaf that wants a gradient, or nowhere.
Edge edge_to(const Tensor& tensor);
/// The same, written to an edge that leads nowhere yet.
inline void lead_to(Edge& edge, const Tensor& tensor) {
  if (!tensor.defined()) return;
  const TensorImpl& impl = tensor.impl();
  if (impl.base.defined()) [[unlikely]] {
    edge = edge_to(tensor);
  } else if (impl.grad_fn) {
    edge.node = impl.grad_fn;
    edge.output = impl.output_nr;
  } else if (impl.requires_grad) {
    edge.leaf = tensor.ref();
  }
}

/// Makes `output` an output of `node`.
void set_history(const Tensor& output, Ref<Node> node, uint32_t output_nr = 0);

/// Gives the node its place in the order of the sweep: after everything it reads from.
void number(Node& node);

/// Whether an op on these inputs is recorded: not when inference tensors are all there is.
template <class... Inputs> [[gnu::always_inline]] inline bool is_recorded(const Inputs&... inputs) {
  return GradMode::is_enabled() && (inputs.requires_grad() || ...) &&
         ((inputs.defined() && !inputs.impl().inference) || ...);
}

/// If the op is recorded: a new N with edges to `inputs` that `output` belongs to; else null. The caller then
/// saves what the derivative needs in the members of the result.
template <class N, class... Inputs> N* record(const Tensor& output, const Inputs&... inputs) {
  if (!is_recorded(inputs...)) return nullptr;
  auto* node = new N;
  size_t i = 0;
  (lead_to(node->edges[i++], inputs), ...);
  number(*node);
  set_history(output, Ref<Node>::adopt(node));
  return node;
}

// ---------------------------------------------------------------------------- in-place ops

/// Throws GraphError or ValueError when `self` may not be written: a leaf that requires grad while recording,
/// an expanded tensor unless all of it becomes the same.
void check_writable(const char* op, const Tensor& self, bool to_one_value = false);
/// After the memory of `self` was written outside the graph.
void bump_version(const Tensor& self);
/// After the memory of `self` was written with the values of `result`: self continues with result's history,
/// and so does the tensor that self is a view of.
void rebase_history(const Tensor& self, const Tensor& result);

}  // namespace ember
