// Functions of torch::nn::functional that Ember leaves out, and their options (compat/absent.hpp).
#define EMBER_ABSENT_FUNCTION(name, ...) \
  inline constexpr ember::compat::absent::Function<#name __VA_OPT__(, ) __VA_ARGS__> name;
EMBER_ABSENT_FUNCTION(adaptive_avg_pool3d)
EMBER_ABSENT_FUNCTION(adaptive_max_pool1d)
EMBER_ABSENT_FUNCTION(adaptive_max_pool2d)
EMBER_ABSENT_FUNCTION(adaptive_max_pool3d)
EMBER_ABSENT_FUNCTION(affine_grid)
EMBER_ABSENT_FUNCTION(alpha_dropout)
EMBER_ABSENT_FUNCTION(avg_pool3d)
EMBER_ABSENT_FUNCTION(bilinear)
EMBER_ABSENT_FUNCTION(cosine_embedding_loss)
EMBER_ABSENT_FUNCTION(ctc_loss)
EMBER_ABSENT_FUNCTION(dropout3d)
EMBER_ABSENT_FUNCTION(embedding_bag)
EMBER_ABSENT_FUNCTION(feature_alpha_dropout)
EMBER_ABSENT_FUNCTION(fold)
EMBER_ABSENT_FUNCTION(fractional_max_pool2d)
EMBER_ABSENT_FUNCTION(fractional_max_pool3d)
EMBER_ABSENT_FUNCTION(grid_sample)
EMBER_ABSENT_FUNCTION(hinge_embedding_loss)
EMBER_ABSENT_FUNCTION(instance_norm)
EMBER_ABSENT_FUNCTION(interpolate)
EMBER_ABSENT_FUNCTION(local_response_norm)
EMBER_ABSENT_FUNCTION(lp_pool1d)
EMBER_ABSENT_FUNCTION(lp_pool2d)
EMBER_ABSENT_FUNCTION(lp_pool3d)
EMBER_ABSENT_FUNCTION(margin_ranking_loss)
EMBER_ABSENT_FUNCTION(max_pool3d)
EMBER_ABSENT_FUNCTION(multi_margin_loss)
EMBER_ABSENT_FUNCTION(multilabel_margin_loss)
EMBER_ABSENT_FUNCTION(multilabel_soft_margin_loss)
EMBER_ABSENT_FUNCTION(pairwise_distance)
EMBER_ABSENT_FUNCTION(pdist)
EMBER_ABSENT_FUNCTION(pixel_shuffle)
EMBER_ABSENT_FUNCTION(pixel_unshuffle)
EMBER_ABSENT_FUNCTION(rrelu)
EMBER_ABSENT_FUNCTION(soft_margin_loss)
EMBER_ABSENT_FUNCTION(triplet_margin_loss)
EMBER_ABSENT_FUNCTION(triplet_margin_with_distance_loss)
EMBER_ABSENT_FUNCTION(unfold)
EMBER_ABSENT_FUNCTION(adaptive_max_pool1d_with_indices, std::tuple<Tensor, Tensor>)
EMBER_ABSENT_FUNCTION(adaptive_max_pool2d_with_indices, std::tuple<Tensor, Tensor>)
EMBER_ABSENT_FUNCTION(adaptive_max_pool3d_with_indices, std::tuple<Tensor, Tensor>)
EMBER_ABSENT_FUNCTION(fractional_max_pool2d_with_indices, std::tuple<Tensor, Tensor>)
EMBER_ABSENT_FUNCTION(fractional_max_pool3d_with_indices, std::tuple<Tensor, Tensor>)
EMBER_ABSENT_FUNCTION(max_pool3d_with_indices, std::tuple<Tensor, Tensor>)
namespace detail {
EMBER_ABSENT_FUNCTION(alpha_dropout)
EMBER_ABSENT_FUNCTION(feature_alpha_dropout)
}  // namespace detail
#undef EMBER_ABSENT_FUNCTION
using AdaptiveAvgPool3dFuncOptions = ember::compat::absent::Options<1>;
using AdaptiveMaxPool1dFuncOptions = ember::compat::absent::Options<1>;
using AdaptiveMaxPool2dFuncOptions = ember::compat::absent::Options<1>;
using AdaptiveMaxPool3dFuncOptions = ember::compat::absent::Options<1>;
using AlphaDropoutFuncOptions = ember::compat::absent::Options<1>;
using AvgPool3dFuncOptions = ember::compat::absent::Options<1>;
using CTCLossFuncOptions = ember::compat::absent::Options<1>;
using CosineEmbeddingLossFuncOptions = ember::compat::absent::Options<1>;
using Dropout3dFuncOptions = ember::compat::absent::Options<1>;
using EmbeddingBagFuncOptions = ember::compat::absent::Options<1>;
using FeatureAlphaDropoutFuncOptions = ember::compat::absent::Options<1>;
using FoldFuncOptions = ember::compat::absent::Options<2>;
using FractionalMaxPool2dFuncOptions = ember::compat::absent::Options<1>;
using FractionalMaxPool3dFuncOptions = ember::compat::absent::Options<1>;
using GridSampleFuncOptions = ember::compat::absent::Options<1>;
using HingeEmbeddingLossFuncOptions = ember::compat::absent::Options<1>;
using InstanceNormFuncOptions = ember::compat::absent::Options<1>;
using InterpolateFuncOptions = ember::compat::absent::Options<1>;
using LPPool1dFuncOptions = ember::compat::absent::Options<2>;
using LPPool2dFuncOptions = ember::compat::absent::Options<2>;
using LPPool3dFuncOptions = ember::compat::absent::Options<2>;
using LocalResponseNormFuncOptions = ember::compat::absent::Options<1>;
using MarginRankingLossFuncOptions = ember::compat::absent::Options<1>;
using MaxPool3dFuncOptions = ember::compat::absent::Options<1>;
using MultiMarginLossFuncOptions = ember::compat::absent::Options<1>;
using MultilabelMarginLossFuncOptions = ember::compat::absent::Options<1>;
using MultilabelSoftMarginLossFuncOptions = ember::compat::absent::Options<1>;
using PairwiseDistanceFuncOptions = ember::compat::absent::Options<1>;
using PixelShuffleFuncOptions = ember::compat::absent::Options<1>;
using PixelUnshuffleFuncOptions = ember::compat::absent::Options<1>;
using RReLUFuncOptions = ember::compat::absent::Options<1>;
using SoftMarginLossFuncOptions = ember::compat::absent::Options<1>;
using TripletMarginLossFuncOptions = ember::compat::absent::Options<1>;
using TripletMarginWithDistanceLossFuncOptions = ember::compat::absent::Options<1>;
using UnfoldFuncOptions = ember::compat::absent::Options<1>;
