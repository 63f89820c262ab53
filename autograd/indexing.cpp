#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

using indexing::TensorIndex;
using Kind = TensorIndex::Kind;

/// A view by the plain indices, and the tensors that still index it: one per dimension from `first` on,
/// undefined where a dimension is whole.
struct Plan {
  Tensor view;
  std::vector<Tensor> tensors;  ///< by dimension of the view
  bool any = false;
};

bool is_mask(const Tensor& index) { return index.dtype() == kBool || index.dtype() == kByte; }

int64_t dimensions_used(const TensorIndex& index) {
  switch (index.kind()) {
    case Kind::integer:
    case Kind::slice: return 1;
    case Kind::tensor: return is_mask(index.tensor()) ? index.tensor().dim() : 1;
    default: return 0;
  }
}

/// The positions of a mask that are true, one int64 tensor per dimension of the mask.
void add_mask(Plan& plan, const Tensor& mask, int64_t dim) {
  for (int64_t d = 0; d < mask.dim(); ++d) {
    require<IndexError>(mask.size(d) == plan.view.size(dim + d), "index: the mask ", mask.sizes(),
                        " does not match the tensor ", plan.view.sizes(), " at dimension ", dim + d);
  }
  const Tensor where_true = nonzero(mask);
  for (int64_t d = 0; d < mask.dim(); ++d) plan.tensors.push_back(select(where_true, 1, d));
}

void add_tensor(Plan& plan, const Tensor& index, int64_t& dim) {
  require<TypeError>(index.defined() && is_integral(index.dtype(), true) &&
                         (index.dim() == 0 || (index.dtype() != kChar && index.dtype() != kShort)),
                     "index: an index tensor must be int64, int32 or bool: got ", index.dtype());
  if (index.dtype() == kByte) warn("index: indexing with dtype torch.uint8 is now deprecated: take bool");
  if (index.dim() == 0 && !is_mask(index)) {
    plan.view = select(plan.view, dim, index.item<int64_t>());
    return;
  }
  plan.any = true;
  if (!is_mask(index)) {
    plan.tensors.push_back(to(index, kLong));
    ++dim;
  } else if (index.dim() == 0) {
    plan.view = unsqueeze(plan.view, dim++);
    plan.tensors.push_back(zeros({index.item<bool>() ? 1 : 0}, kLong));
  } else {
    add_mask(plan, index, dim);
    dim += index.dim();
  }
}

Plan plan_of(const Tensor& self, ArrayRef<TensorIndex> indices) {
  Plan plan{self, {}, false};
  int64_t used = 0, dim = 0;
  require<IndexError>(!indices.empty(), "index: needs at least one index");
  for (const TensorIndex& index : indices) used += dimensions_used(index);
  require<IndexError>(used <= self.dim(), "index: ", used, " indices for a tensor of ", self.dim(),
                      " dimensions: ", self.sizes());
  for (const TensorIndex& index : indices) {
    switch (index.kind()) {
      case Kind::none:
        plan.view = unsqueeze(plan.view, dim++);
        plan.tensors.emplace_back();
        break;
      case Kind::ellipsis:
        for (int64_t left = self.dim() - used; left > 0; --left, ++dim) plan.tensors.emplace_back();
        used = self.dim();
        break;
      case Kind::integer: plan.view = select(plan.view, dim, index.integer()); break;
      case Kind::boolean: add_tensor(plan, scalar_tensor(index.integer() != 0, kBool), dim); break;
      case Kind::slice:
        plan.view =
            slice(plan.view, dim++, index.slice().start(), index.slice().stop(), index.slice().step());
        plan.tensors.emplace_back();
        break;
      case Kind::tensor: add_tensor(plan, index.tensor(), dim); break;
    }
  }
  plan.tensors.resize(static_cast<size_t>(plan.view.dim()));
  return plan;
}

/// The elements of plan.view that the tensors name: their dimensions are brought to the front, made one, and
/// indexed by one number each.
Tensor take(const Plan& plan) {
  Dims order, indexed_sizes, rest, shape;
  std::vector<Tensor> indices;
  for (size_t d = 0; d < plan.tensors.size(); ++d) {
    if (!plan.tensors[d].defined()) continue;
    order.push_back(static_cast<int64_t>(d));
    indexed_sizes.push_back(plan.view.sizes()[d]);
    indices.push_back(plan.tensors[d]);
    shape = broadcast_shapes("index", shape, plan.tensors[d].sizes());
  }
  const int64_t first = order[0], last = order.back();
  const bool together = last - first + 1 == static_cast<int64_t>(order.size());
  for (size_t d = 0; d < plan.tensors.size(); ++d) {
    if (plan.tensors[d].defined()) continue;
    order.push_back(static_cast<int64_t>(d));
    rest.push_back(plan.view.sizes()[d]);
  }

  Tensor flat = zeros(shape, kLong);
  int64_t count = 1;
  for (size_t k = 0; k < indices.size(); ++k) {
    const int64_t size = indexed_sizes[k];
    const Tensor dense = detail::contiguous_copy(expand(indices[k], shape));
    for (int64_t i = 0; i < dense.numel(); ++i) {
      const int64_t at = dense.data_ptr<int64_t>()[i];
      require<IndexError>(at >= -size && at < size, "index: index ", at, " is out of bounds for dimension ",
                          order[k], " with size ", size);
      int64_t& place = flat.data_ptr<int64_t>()[i];
      place = place * size + (at < 0 ? at + size : at);
    }
    count *= size;
  }
  Dims folded(rest), result(shape);
  folded.insert(0, count);
  for (int64_t size : rest) result.push_back(size);
  const Tensor taken =
      reshape(index_select(reshape(permute(plan.view, order), folded), 0, reshape(flat, {-1})), result);
  if (!together || first == 0) return taken;

  // The dimensions in front of the indexed ones go back there.
  Dims back;
  const auto index_rank = static_cast<int64_t>(shape.size());
  for (int64_t d = 0; d < first; ++d) back.push_back(index_rank + d);
  for (int64_t d = 0; d < index_rank; ++d) back.push_back(d);
  for (int64_t d = index_rank + first; d < taken.dim(); ++d) back.push_back(d);
  return permute(taken, back);
}

/// A value written by index may have more dimensions than its place, of size 1 in front, as in NumPy.
Tensor without_leading_ones(Tensor value, int64_t rank) {
  while (value.dim() > rank && value.size(0) == 1) value = select(value, 0, 0);
  return value;
}

}  // namespace

indexing::TensorIndex::TensorIndex(const char* text) : kind_(Kind::ellipsis) {
  require<ValueError>(std::string_view(text) == "...", "index: a text can only be \"...\": got ", text);
}

Tensor index(const Tensor& self, ArrayRef<TensorIndex> indices) {
  const Plan plan = plan_of(self, indices);
  if (plan.any) return take(plan);
  return plan.view.is_same(self) ? view(self, self.sizes()) : plan.view;
}

Tensor& index_put_(Tensor& self, ArrayRef<TensorIndex> indices, const Tensor& value, bool accumulate) {
  Plan plan = plan_of(self, indices);
  Tensor target = plan.view;
  const Tensor source = to(value, self.dtype());
  if (!plan.any) {
    if (accumulate)
      target.add_(without_leading_ones(source, target.dim()));
    else
      target.copy_(without_leading_ones(source, target.dim()));
    return self;
  }
  // Which element of the view goes where, found by indexing the elements' numbers in the same way.
  plan.view = reshape(arange(target.numel()), target.sizes());
  const Tensor places = take(plan), flat = reshape(target, {-1}), at = reshape(places, {-1});
  const Tensor values = reshape(expand(without_leading_ones(source, places.dim()), places.sizes()), {-1});
  target.copy_(
      reshape(accumulate ? scatter_add(flat, 0, at, values) : scatter(flat, 0, at, values), target.sizes()));
  return self;
}

Tensor& index_put_(Tensor& self, ArrayRef<TensorIndex> indices, const Scalar& value, bool accumulate) {
  return index_put_(self, indices, scalar_tensor(value, self.dtype()), accumulate);
}

Tensor index_put(const Tensor& self, ArrayRef<TensorIndex> indices, const Tensor& value, bool accumulate) {
  Tensor copy = clone(self);
  return index_put_(copy, indices, value, accumulate);
}

}  // namespace ember
