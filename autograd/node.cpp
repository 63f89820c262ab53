#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pool.hpp>
#include <ember/autograd/view.hpp>

namespace ember {

constinit thread_local detail::ThreadModes detail::modes;

namespace {

constinit thread_local uint64_t last_sequence = 0;

// Destroying a node releases the nodes before it; a list instead of recursion, so that a graph of any depth
// dies on a small stack.
constinit thread_local Node* dead = nullptr;
constinit thread_local bool burying = false;

}  // namespace

void retain(Node* node) { node->count_.increment(); }

void release(Node* node) {
  if (!node->count_.decrement()) return;
  node->next_dead = dead;
  dead = node;
  if (burying) return;
  burying = true;
  while (dead != nullptr) {
    Node* next = dead;
    dead = next->next_dead;
    delete next;
  }
  burying = false;
}

Node::~Node() { delete hooks; }

void* Node::operator new(size_t bytes) { return pool::allocate(bytes); }
void Node::operator delete(void* block, size_t bytes) { pool::release(block, bytes); }

SavedTensor::SavedTensor(const Tensor& input)
    : tensor_(input), version_(input.defined() ? input.impl().storage->version() : 0) {
  require<GraphError>(!input.defined() || !input.impl().inference || detail::modes.inference,
                      "save for backward: a tensor made in inference mode cannot be saved; clone it first");
}

SavedTensor SavedTensor::output(const Tensor& output) {
  SavedTensor saved;
  saved.tensor_ = detail::alias(output, output.sizes(), output.strides(), 0);
  saved.tensor_.impl().output_nr = output.impl().output_nr;
  saved.version_ = output.impl().storage->version();
  saved.is_output_ = true;
  return saved;
}

namespace {

[[noreturn, gnu::cold, gnu::noinline]] void raise_changed(const Node& owner, const std::string& what,
                                                          uint32_t saved, uint32_t now) {
  raise<GraphError>("backward: a tensor that ", owner.name(), " needs was changed in place: ", what,
                    ", saved at version ", saved, ", now at version ", now);
}
[[noreturn, gnu::cold, gnu::noinline]] void raise_released(const Node& owner) {
  raise<GraphError>("backward: the graph was already released: ", owner.name(),
                    " has run before; call the first backward with retain_graph");
}

}  // namespace

const Tensor& SavedTensor::peek(const Node& owner) const {
  if (!tensor_.defined()) {
    if (owner.released) raise_released(owner);
    return tensor_;
  }
  const uint32_t now = tensor_.impl().storage->version();
  if (now != version_) [[unlikely]]
    raise_changed(owner, joined_text("shape ", tensor_.sizes()), version_, now);
  return tensor_;
}

SavedOutput::SavedOutput(const Tensor& output)
    : memory_(output.impl().storage), data_(output.impl().data), version_(memory_->version()) {}

const void* SavedOutput::data(const Node& owner) const {
  if (!memory_) raise_released(owner);
  if (memory_->version() != version_) [[unlikely]]
    raise_changed(owner, "its own result", version_, memory_->version());
  return data_;
}

Tensor SavedOutput::unpack(const Node& owner, const Tensor& like) const {
  data(owner);
  Tensor output = detail::alias(like, like.sizes(), contiguous_strides(like.sizes()), 0);
  output.impl().use_storage(memory_, data_);
  set_history(output, Ref<Node>(const_cast<Node*>(&owner)));
  return output;
}

Tensor SavedTensor::unpack(const Node& owner) const {
  const Tensor& kept = peek(owner);
  if (!is_output_ || !kept.defined() || !GradMode::is_enabled()) return kept;
  Tensor output = detail::alias(kept, kept.sizes(), kept.strides(), 0);
  set_history(output, Ref<Node>(const_cast<Node*>(&owner)), kept.impl().output_nr);
  return output;
}

Edge edge_to(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  TensorImpl& impl = tensor.impl();
  if (Ref<Node> node = tensor.grad_fn()) return {std::move(node), {}, impl.output_nr};
  if (impl.requires_grad) return {{}, tensor.ref(), 0};
  return {};
}

void number(Node& node) {
  uint64_t latest = last_sequence;
  for (const Edge& edge : node.edges) {
    if (edge.node && edge.node->sequence > latest) latest = edge.node->sequence;
  }
  node.sequence = last_sequence = latest + 1;
  if (detail::modes.anomaly) [[unlikely]]
    remember_place(node);
}

void set_history(const Tensor& output, Ref<Node> node, uint32_t output_nr) {
  TensorImpl& impl = output.impl();
  impl.grad_fn = std::move(node);
  impl.output_nr = output_nr;
  impl.view_version = impl.storage->version();
}

void check_writable(const char* op, const Tensor& self, bool to_one_value) {
  require<GraphError>(!self.impl().inference || detail::modes.inference, op,
                      ": an inference tensor cannot be changed outside inference mode; clone() it first");
  if (GradMode::is_enabled()) {
    require<GraphError>(!(self.requires_grad() && (self.impl().creation == CreationMeta::NO_GRAD_MODE ||
                                                   self.impl().creation == CreationMeta::INFERENCE_MODE)),
                        op,
                        ": a view that was made without recording cannot be changed in place while "
                        "recording; do both with or "
                        "without a NoGradGuard");
    require<GraphError>(
        !(self.requires_grad() && self.is_leaf()), op,
        ": a leaf that requires grad cannot be changed in place while recording; use a NoGradGuard");
    const Tensor& base = self.impl().base;
    require<GraphError>(!(base.defined() && base.requires_grad() && base.is_leaf()), op,
                        ": a view of a leaf that requires grad cannot be changed in place while recording");
  }
  if (to_one_value || self.numel() == 0) return;
  for (int64_t i = 0; i < self.dim(); ++i) {
    const auto d = static_cast<size_t>(i);
    require<ValueError>(
        self.strides()[d] != 0 || self.sizes()[d] <= 1, op,
        ": several elements of an expanded tensor are one place in memory; clone() it before writing: "
        "sizes ",
        self.sizes(), ", strides ", self.strides());
  }
}

void bump_version(const Tensor& self) {
  if (!self.impl().unversioned) self.impl().storage->bump_version();
}

}  // namespace ember
