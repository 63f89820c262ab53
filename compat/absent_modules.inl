// Modules of torch::nn that Ember leaves out, with their options (compat/absent.hpp).
#define EMBER_ABSENT_MODULE(name, ...)                                                    \
  using name##Impl = ember::compat::absent::ModuleImpl<#name __VA_OPT__(, ) __VA_ARGS__>; \
  using name = ember::nn::ModuleHolder<name##Impl>;
EMBER_ABSENT_MODULE(AdaptiveLogSoftmaxWithLoss, ember::compat::absent::OutputAndLoss)
EMBER_ABSENT_MODULE(AdaptiveMaxPool1d)
EMBER_ABSENT_MODULE(AdaptiveMaxPool2d)
EMBER_ABSENT_MODULE(AdaptiveMaxPool3d)
EMBER_ABSENT_MODULE(AlphaDropout)
EMBER_ABSENT_MODULE(BatchNorm3d)
EMBER_ABSENT_MODULE(Bilinear)
EMBER_ABSENT_MODULE(CTCLoss)
EMBER_ABSENT_MODULE(ConstantPad1d)
EMBER_ABSENT_MODULE(ConstantPad2d)
EMBER_ABSENT_MODULE(ConstantPad3d)
EMBER_ABSENT_MODULE(CosineEmbeddingLoss)
EMBER_ABSENT_MODULE(CrossMapLRN2d)
EMBER_ABSENT_MODULE(Dropout3d)
EMBER_ABSENT_MODULE(FeatureAlphaDropout)
EMBER_ABSENT_MODULE(Fold)
EMBER_ABSENT_MODULE(FractionalMaxPool2d)
EMBER_ABSENT_MODULE(FractionalMaxPool3d)
EMBER_ABSENT_MODULE(HingeEmbeddingLoss)
EMBER_ABSENT_MODULE(InstanceNorm1d)
EMBER_ABSENT_MODULE(InstanceNorm2d)
EMBER_ABSENT_MODULE(InstanceNorm3d)
EMBER_ABSENT_MODULE(LPPool1d)
EMBER_ABSENT_MODULE(LPPool2d)
EMBER_ABSENT_MODULE(LPPool3d)
EMBER_ABSENT_MODULE(LocalResponseNorm)
EMBER_ABSENT_MODULE(MarginRankingLoss)
EMBER_ABSENT_MODULE(MultiLabelMarginLoss)
EMBER_ABSENT_MODULE(MultiLabelSoftMarginLoss)
EMBER_ABSENT_MODULE(MultiMarginLoss)
EMBER_ABSENT_MODULE(PairwiseDistance)
EMBER_ABSENT_MODULE(PixelShuffle)
EMBER_ABSENT_MODULE(PixelUnshuffle)
EMBER_ABSENT_MODULE(RReLU)
EMBER_ABSENT_MODULE(ReflectionPad1d)
EMBER_ABSENT_MODULE(ReflectionPad2d)
EMBER_ABSENT_MODULE(ReflectionPad3d)
EMBER_ABSENT_MODULE(ReplicationPad1d)
EMBER_ABSENT_MODULE(ReplicationPad2d)
EMBER_ABSENT_MODULE(ReplicationPad3d)
EMBER_ABSENT_MODULE(SoftMarginLoss)
EMBER_ABSENT_MODULE(Transformer)
EMBER_ABSENT_MODULE(TransformerDecoder)
EMBER_ABSENT_MODULE(TransformerDecoderLayer)
EMBER_ABSENT_MODULE(TransformerEncoder)
EMBER_ABSENT_MODULE(TransformerEncoderLayer)
EMBER_ABSENT_MODULE(TripletMarginLoss)
EMBER_ABSENT_MODULE(TripletMarginWithDistanceLoss)
EMBER_ABSENT_MODULE(Unfold)
EMBER_ABSENT_MODULE(Upsample)
EMBER_ABSENT_MODULE(ZeroPad1d)
EMBER_ABSENT_MODULE(ZeroPad2d)
EMBER_ABSENT_MODULE(ZeroPad3d)
#undef EMBER_ABSENT_MODULE
using AdaptiveLogSoftmaxWithLossOptions = ember::compat::absent::Options<3>;
using AdaptiveMaxPool1dOptions = ember::compat::absent::Options<1>;
using AdaptiveMaxPool2dOptions = ember::compat::absent::Options<1>;
using AdaptiveMaxPool3dOptions = ember::compat::absent::Options<1>;
using AlphaDropoutOptions = ember::compat::absent::Options<1>;
using BatchNorm3dOptions = ember::compat::absent::Options<1>;
using BilinearOptions = ember::compat::absent::Options<3>;
using CTCLossOptions = ember::compat::absent::Options<1>;
using ConstantPad1dOptions = ember::compat::absent::Options<2>;
using ConstantPad2dOptions = ember::compat::absent::Options<2>;
using ConstantPad3dOptions = ember::compat::absent::Options<2>;
using CosineEmbeddingLossOptions = ember::compat::absent::Options<1>;
using CrossMapLRN2dOptions = ember::compat::absent::Options<1>;
using Dropout3dOptions = ember::compat::absent::Options<1>;
using FeatureAlphaDropoutOptions = ember::compat::absent::Options<1>;
using FoldOptions = ember::compat::absent::Options<2>;
using FractionalMaxPool2dOptions = ember::compat::absent::Options<1>;
using FractionalMaxPool3dOptions = ember::compat::absent::Options<1>;
using HingeEmbeddingLossOptions = ember::compat::absent::Options<1>;
using InstanceNorm1dOptions = ember::compat::absent::Options<1>;
using InstanceNorm2dOptions = ember::compat::absent::Options<1>;
using InstanceNorm3dOptions = ember::compat::absent::Options<1>;
using LPPool1dOptions = ember::compat::absent::Options<2>;
using LPPool2dOptions = ember::compat::absent::Options<2>;
using LPPool3dOptions = ember::compat::absent::Options<2>;
using LocalResponseNormOptions = ember::compat::absent::Options<1>;
using MarginRankingLossOptions = ember::compat::absent::Options<1>;
using MultiLabelMarginLossOptions = ember::compat::absent::Options<1>;
using MultiLabelSoftMarginLossOptions = ember::compat::absent::Options<1>;
using MultiMarginLossOptions = ember::compat::absent::Options<1>;
using PairwiseDistanceOptions = ember::compat::absent::Options<1>;
using PixelShuffleOptions = ember::compat::absent::Options<1>;
using PixelUnshuffleOptions = ember::compat::absent::Options<1>;
using RReLUOptions = ember::compat::absent::Options<1>;
using ReflectionPad1dOptions = ember::compat::absent::Options<1>;
using ReflectionPad2dOptions = ember::compat::absent::Options<1>;
using ReflectionPad3dOptions = ember::compat::absent::Options<1>;
using ReplicationPad1dOptions = ember::compat::absent::Options<1>;
using ReplicationPad2dOptions = ember::compat::absent::Options<1>;
using ReplicationPad3dOptions = ember::compat::absent::Options<1>;
using SoftMarginLossOptions = ember::compat::absent::Options<1>;
using TransformerOptions = ember::compat::absent::Options<2>;
using TransformerDecoderOptions = ember::compat::absent::Options<2>;
using TransformerDecoderLayerOptions = ember::compat::absent::Options<2>;
using TransformerEncoderOptions = ember::compat::absent::Options<2>;
using TransformerEncoderLayerOptions = ember::compat::absent::Options<2>;
using TripletMarginLossOptions = ember::compat::absent::Options<1>;
using TripletMarginWithDistanceLossOptions = ember::compat::absent::Options<1>;
using UnfoldOptions = ember::compat::absent::Options<1>;
using UpsampleOptions = ember::compat::absent::Options<1>;
using ZeroPad1dOptions = ember::compat::absent::Options<1>;
using ZeroPad2dOptions = ember::compat::absent::Options<1>;
using ZeroPad3dOptions = ember::compat::absent::Options<1>;
