#include <ember/autograd/arrange.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/sort.hpp>

#include "op_cases.hpp"

namespace ember {
namespace {

using L = const variable_list&;
using indexing::Ellipsis, indexing::None, indexing::Slice;

variable_list both(const std::tuple<Tensor, Tensor>& pair) { return {std::get<0>(pair), std::get<1>(pair)}; }
template <size_t how, bool include_self> variable_list scatter_reduced(const variable_list& x) {
  constexpr const char* names[] = {"sum", "mean", "prod", "amax", "amin"};
  return {scatter_reduce(x[0], 1, x[1], x[2], names[how], include_self)};
}

variable_list all_of(const std::tuple<Tensor, Tensor, Tensor>& made) {
  const auto& [values, inverse, counts] = made;
  return {values, inverse, counts};
}
/// A copy with index_put_ applied, so that the case's input stays as it is.
Tensor put(const Tensor& x, ArrayRef<indexing::TensorIndex> indices, const Tensor& value, bool accumulate) {
  Tensor copy = clone(x);
  return index_put_(copy, indices, value, accumulate);
}

}  // namespace

const std::vector<OpRow>& index_rows() {
  static const std::vector<OpRow> rows{
      {"gather", [](L x) { return variable_list{gather(x[0], 1, x[1])}; }},
      {"gather/first", [](L x) { return variable_list{gather(x[0], 0, x[1])}; }},
      {"gather/0-d", [](L x) { return variable_list{gather(x[0], 0, x[1])}; }},
      {"scatter", [](L x) { return variable_list{scatter(x[0], 1, x[1], x[2])}; }},
      {"scatter/number", [](L x) { return variable_list{scatter(x[0], 1, x[1], 1.5)}; }},
      {"scatter_add", [](L x) { return variable_list{scatter_add(x[0], 1, x[1], x[2])}; }},
      {"index_select", [](L x) { return variable_list{index_select(x[0], 1, x[1])}; }},
      {"index_add", [](L x) { return variable_list{index_add(x[0], 0, x[1], x[2], 1.5)}; }},
      {"cat",
       [](L x) {
         return variable_list{cat({x[0], x[1]}, 1)};
       }},
      {"cat/skips_empty",
       [](L x) {
         return variable_list{cat({x[0], x[1]})};
       }},
      {"cat/promotes",
       [](L x) {
         return variable_list{cat({x[0], x[1]})};
       }},
      {"stack",
       [](L x) {
         return variable_list{stack({x[0], x[1]}, 1)};
       }},
      {"stack/0-d",
       [](L x) {
         return variable_list{stack({x[0], x[1]})};
       }},
      {"nonzero", [](L x) { return variable_list{nonzero(x[0])}; }},
      {"where/condition", [](L x) { return where(x[0]); }},
      {"index/int",
       [](L x) {
         return variable_list{x[0].index({1, -1})};
       }},
      {"index/slice",
       [](L x) {
         return variable_list{x[0].index({Slice(None, None, 2), None, "...", Slice(1, -1)})};
       }},
      {"index/ellipsis",
       [](L x) {
         return variable_list{x[0].index({Ellipsis, 0})};
       }},
      {"index/tensor", [](L x) { return variable_list{x[0].index({x[1]})}; }},
      {"index/second",
       [](L x) {
         return variable_list{x[0].index({Slice(), x[1]})};
       }},
      {"index/pair",
       [](L x) {
         return variable_list{x[0].index({x[1], x[2]})};
       }},
      {"index/apart",
       [](L x) {
         return variable_list{x[0].index({x[1], Slice(), x[2]})};
       }},
      {"index/inner",
       [](L x) {
         return variable_list{x[0].index({Slice(), x[1], x[2]})};
       }},
      {"index/mask", [](L x) { return variable_list{x[0].index({x[1]})}; }},
      {"index/mask_row",
       [](L x) {
         return variable_list{x[0].index({Slice(), x[1]})};
       }},
      {"index/true", [](L x) { return variable_list{x[0].index({true})}; }},
      {"index_put_", [](L x) { return variable_list{put(x[0], {x[1]}, x[2], false)}; }},
      {"index_put_/add",
       [](L x) {
         return variable_list{put(x[0], {Slice(), x[1]}, x[2], true)};
       }},
      {"index_put_/slice",
       [](L x) {
         return variable_list{put(x[0], {Slice(1), 2}, x[1], false)};
       }},
      {"index_put_/mask", [](L x) { return variable_list{put(x[0], {x[1]}, x[2], false)}; }},
      {"masked_select", [](L x) { return variable_list{masked_select(x[0], x[1])}; }},
      {"cross", [](L x) { return variable_list{cross(x[0], x[1])}; }},
      {"cross/first", [](L x) { return variable_list{cross(x[0], x[1])}; }},
      {"flip",
       [](L x) {
         return variable_list{flip(x[0], {0, -1})};
       }},
      {"roll",
       [](L x) {
         return variable_list{roll(x[0], {1, -3}, {0, 1})};
       }},
      {"roll/flat", [](L x) { return variable_list{roll(x[0], 5)}; }},
      {"repeat",
       [](L x) {
         return variable_list{repeat(x[0], {2, 1, 3})};
       }},
      {"tile", [](L x) { return variable_list{tile(x[0], 2)}; }},
      {"repeat_interleave", [](L x) { return variable_list{repeat_interleave(x[0], 2, 1)}; }},
      {"repeat_interleave/flat", [](L x) { return variable_list{repeat_interleave(x[0], 3)}; }},
      {"repeat_interleave/tensor", [](L x) { return variable_list{repeat_interleave(x[0], x[1], 0)}; }},
      {"tril", [](L x) { return variable_list{tril(x[0], -1)}; }},
      {"triu", [](L x) { return variable_list{triu(x[0], 1)}; }},
      {"trace", [](L x) { return variable_list{trace(x[0])}; }},
      {"meshgrid",
       [](L x) {
         return meshgrid({x[0], x[1]});
       }},
      {"meshgrid/xy",
       [](L x) {
         return meshgrid({x[0], x[1]}, "xy");
       }},
      {"index_fill", [](L x) { return variable_list{index_fill(x[0], 1, x[1], 1.5)}; }},
      {"einsum/product",
       [](L x) {
         return variable_list{einsum("ij,jk->ik", {x[0], x[1]})};
       }},
      {"einsum/batch",
       [](L x) {
         return variable_list{einsum("bij,bjk->bik", {x[0], x[1]})};
       }},
      {"einsum/rows",
       [](L x) {
         return variable_list{einsum("bi,bi->b", {x[0], x[1]})};
       }},
      {"einsum/outer",
       [](L x) {
         return variable_list{einsum("i,j->ij", {x[0], x[1]})};
       }},
      {"einsum/trace", [](L x) { return variable_list{einsum("ii", {x[0]})}; }},
      {"einsum/diagonal", [](L x) { return variable_list{einsum("ii->i", {x[0]})}; }},
      {"einsum/three",
       [](L x) {
         return variable_list{einsum("bn,anm,bm->ba", {x[0], x[1], x[2]})};
       }},
      {"einsum/implicit",
       [](L x) {
         return variable_list{einsum("kj, ji", {x[0], x[1]})};
       }},
      {"einsum/sum", [](L x) { return variable_list{einsum("ij->j", {x[0]})}; }},

      {"index_put", [](L x) { return variable_list{index_put(x[0], {x[1]}, x[2], true)}; }},
      {"fliplr", [](L x) { return variable_list{fliplr(x[0])}; }},
      {"flipud", [](L x) { return variable_list{flipud(x[0])}; }},
      {"hstack",
       [](L x) {
         return variable_list{hstack({x[0], x[1]})};
       }},
      {"vstack",
       [](L x) {
         return variable_list{vstack({x[0], x[1]})};
       }},
      {"dstack",
       [](L x) {
         return variable_list{dstack({x[0], x[1]})};
       }},
      {"tensor_split", [](L x) { return tensor_split(x[0], 3, 1); }},
      {"tensor_split/at",
       [](L x) {
         return tensor_split(x[0], IntArrayRef{1, 3}, 1);
       }},
      {"broadcast_tensors",
       [](L x) {
         return broadcast_tensors({x[0], x[1]});
       }},
      {"diag", [](L x) { return variable_list{diag(x[0], 1)}; }},
      {"diag/matrix", [](L x) { return variable_list{diag(x[0], -1)}; }},
      {"diag_embed", [](L x) { return variable_list{diag_embed(x[0], -1)}; }},
      {"diag_embed/dims", [](L x) { return variable_list{diag_embed(x[0], 1, 0, 2)}; }},
      {"take", [](L x) { return variable_list{take(x[0], x[1])}; }},
      {"take_along_dim", [](L x) { return variable_list{take_along_dim(x[0], x[1], 1)}; }},
      {"index_copy", [](L x) { return variable_list{index_copy(x[0], 1, x[1], x[2])}; }},
      {"masked_scatter", [](L x) { return variable_list{masked_scatter(x[0], x[1], x[2])}; }},
      {"quantile", [](L x) { return variable_list{quantile(x[0], 0.3, 1)}; }},
      {"quantile/vector", [](L x) { return variable_list{quantile(x[0], x[1], 0, true)}; }},
      {"quantile/all",
       [](L x) { return variable_list{quantile(x[0], 0.85, std::nullopt, false, "midpoint")}; }},
      {"quantile/nearest", [](L x) { return variable_list{quantile(x[0], 0.4, 1, false, "nearest")}; }},
      {"searchsorted", [](L x) { return variable_list{searchsorted(std::get<0>(sort(x[0])), x[1])}; }},
      {"bucketize", [](L x) { return variable_list{bucketize(x[0], std::get<0>(sort(x[1])), true, true)}; }},
      {"bincount", [](L x) { return variable_list{bincount(x[0], x[1], 6)}; }},
      {"bincount/counts", [](L x) { return variable_list{bincount(x[0])}; }},
      {"logcumsumexp", [](L x) { return variable_list{logcumsumexp(x[0], 1)}; }},
      {"cummax", [](L x) { return both(cummax(x[0], 1)); }},
      {"cummin", [](L x) { return both(cummin(x[0], 0)); }},
      {"diff", [](L x) { return variable_list{diff(x[0], 2)}; }},
      {"diff/joined", [](L x) { return variable_list{diff(x[0], 1, 0, x[1], x[2])}; }},
      {"sort", [](L x) { return both(sort(x[0])); }},
      {"sort/first", [](L x) { return both(sort(x[0], 0, true)); }},
      {"argsort", [](L x) { return variable_list{argsort(x[0], 0)}; }},
      {"topk", [](L x) { return both(topk(x[0], 2)); }},
      {"topk/smallest", [](L x) { return both(topk(x[0], 2, 0, false)); }},
      {"kthvalue", [](L x) { return both(kthvalue(x[0], 2)); }},
      {"kthvalue/keepdim", [](L x) { return both(kthvalue(x[0], 3, 0, true)); }},
      {"median", [](L x) { return variable_list{median(x[0])}; }},
      {"median/dim", [](L x) { return both(median(x[0], 1)); }},
      {"nanmedian", [](L x) { return variable_list{nanmedian(where(x[0] > 1, NAN, x[0]))}; }},
      {"nanmedian/dim", [](L x) { return both(nanmedian(where(x[0] > 0.5, NAN, x[0]), 1)); }},
      {"nanmedian/keepdim", [](L x) { return both(nanmedian(x[0], 0, true)); }},
      {"mode", [](L x) { return both(mode(x[0])); }},
      {"mode/first", [](L x) { return both(mode(x[0], 0)); }},
      {"mode/keepdim", [](L x) { return both(mode(x[0], 1, true)); }},
      {"unique_dim", [](L x) { return all_of(unique_dim(x[0], 0)); }},
      {"unique_dim/last", [](L x) { return all_of(unique_dim(x[0], -1)); }},
      {"unique_consecutive", [](L x) { return all_of(unique_consecutive(x[0])); }},
      {"unique_consecutive/dim", [](L x) { return all_of(unique_consecutive(x[0], 1)); }},
      {"scatter_reduce/sum", scatter_reduced<0, true>},
      {"scatter_reduce/sum/alone", scatter_reduced<0, false>},
      {"scatter_reduce/mean", scatter_reduced<1, true>},
      {"scatter_reduce/mean/alone", scatter_reduced<1, false>},
      {"scatter_reduce/prod", scatter_reduced<2, true>},
      {"scatter_reduce/prod/alone", scatter_reduced<2, false>},
      {"scatter_reduce/amax", scatter_reduced<3, true>},
      {"scatter_reduce/amax/alone", scatter_reduced<3, false>},
      {"scatter_reduce/amin", scatter_reduced<4, true>},
      {"scatter_reduce/amin/alone", scatter_reduced<4, false>},
      {"scatter_reduce/first",
       [](L x) { return variable_list{scatter_reduce(x[0], 0, x[1], x[2], "prod")}; }},
      {"scatter_reduce/whole",
       [](L x) { return variable_list{scatter_reduce(x[0], 0, x[1], x[2], "mean")}; }},
      {"unique", [](L x) { return all_of(unique(x[0])); }},
      {"cumsum", [](L x) { return variable_list{cumsum(x[0], 1)}; }},
      {"cumsum/first", [](L x) { return variable_list{cumsum(x[0], 0)}; }},
      {"cumprod", [](L x) { return variable_list{cumprod(x[0], 1)}; }},
      {"prod", [](L x) { return variable_list{prod(x[0])}; }},
      {"prod/dim", [](L x) { return variable_list{prod(x[0], 1, true)}; }},
      {"one_hot", [](L x) { return variable_list{one_hot(x[0], 5)}; }},
  };
  return rows;
}

}  // namespace ember
