// What code for torch:: may mention and Ember leaves out; what torch:: does otherwise than ember::.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace {

namespace F = torch::nn::functional;

TEST(LeftOut, NamesThrowWhenUsed) {
  const auto x = torch::ones({1, 1, 4});
  EXPECT_THROW(torch::nn::MaxPool3d(torch::nn::MaxPool3dOptions(1))(x), ember::StateError);
  EXPECT_THROW(F::interpolate(x, F::InterpolateFuncOptions().mode(torch::kNearest)), ember::StateError);
  EXPECT_THROW(torch::optim::LBFGS({x}, torch::optim::LBFGSOptions(1)), ember::StateError);
  EXPECT_THROW(torch::nn::utils::rnn::pack_sequence({x, x}), ember::StateError);
  EXPECT_THROW(torch::tensor(c10::complex<float>(1, 2)), ember::StateError);
  EXPECT_THROW(torch::data::datasets::MNIST("."), ember::StateError);
  EXPECT_THROW(x.cuda(), ember::ValueError);
}

TEST(LeftOut, MessagesCarryTheName) {
  try {
    torch::nn::ReflectionPad1d pad(2);
    FAIL();
  } catch (const c10::Error& error) {
    EXPECT_EQ(std::string(error.what()), "ReflectionPad1d: Ember leaves it out");
  }
}

TEST(LeftOut, NamesOfDimensionsArePrintedAlone) {
  torch::nn::Unflatten unflatten(torch::nn::UnflattenOptions("B", {{"X", 2}, {"Y", 3}}));
  EXPECT_EQ(c10::str(unflatten),
            "torch::nn::Unflatten(dim=\"B\", unflattened_size={{\"X\", 2}, {\"Y\", 3}})");
  EXPECT_THROW(unflatten(torch::ones(6)), ember::StateError);
}

TEST(Choices, HaveATypeEach) {
  std::variant<torch::enumtype::kMean, torch::enumtype::kSum, torch::enumtype::kNearest> choice = torch::kSum;
  EXPECT_EQ(torch::enumtype::get_enum_name(choice), "kSum");
  const auto x = torch::ones({2}), y = torch::zeros({2});
  EXPECT_EQ(F::mse_loss(x, y, torch::kSum).item<float>(), 2);
  EXPECT_EQ(F::mse_loss(x, y, F::MSELossFuncOptions().reduction(torch::kMean)).item<float>(), 1);
}

struct Heard : c10::WarningHandler {
  using c10::WarningHandler::process;
  void process(const c10::Warning& warning) override { texts.push_back(warning.msg()); }
  std::vector<std::string> texts;
};

TEST(Warnings, ReachAHandlerOfEitherKind) {
  Heard heard;
  c10::WarningHandler* before = c10::WarningUtils::get_warning_handler();
  c10::WarningUtils::set_warning_handler(&heard);
  const auto x = torch::ones({2}, torch::requires_grad());
  const auto y = x * 2;
  EXPECT_FALSE(y.grad().defined());
  {
    c10::WarningUtils::WarnAlways always;
    y.sum().backward({}, std::nullopt, true);
  }
  x.mutable_grad().reset();
  c10::Warning::set_warning_handler(before);
  ASSERT_EQ(heard.texts.size(), 2U);
  EXPECT_NE(heard.texts[0].find("not a leaf"), std::string::npos);
  EXPECT_NE(heard.texts[1].find("create_graph"), std::string::npos);
}

TEST(Types, AreAskedForModulesAndTheirForward) {
  EXPECT_TRUE(torch::detail::is_module<torch::nn::LinearImpl>::value);
  EXPECT_FALSE(torch::detail::is_module<int>::value);
  EXPECT_TRUE((std::is_same_v<torch::detail::return_type_of_forward_t<torch::nn::LinearImpl, torch::Tensor>,
                              torch::Tensor>));
  EXPECT_TRUE((torch::all_of<true, true>::value && !torch::any_of<>::value));
}

TEST(DenseTensors, AreFlattenedAndTakenApart) {
  const std::vector<torch::Tensor> parts{torch::ones({2, 2}), torch::zeros({0}), torch::arange(3.)};
  const auto flat = torch::utils::flatten_dense_tensors(parts);
  const auto again = torch::utils::unflatten_dense_tensors(flat, parts);
  EXPECT_EQ(flat.numel(), 7);
  EXPECT_TRUE(torch::equal(again[2], parts[2]));
  EXPECT_TRUE(again[0].is_alias_of(flat));
  EXPECT_EQ(again[1].numel(), 0);
}

TEST(OutFunctions, WriteTheirResultAndRefuseToLoseADerivative) {
  auto out = torch::empty({0});
  EXPECT_TRUE(
      torch::equal(torch::mul_out(out, torch::full({2}, 3.F), torch::full({2}, 2.F)), torch::full({2}, 6.F)));
  EXPECT_THROW(torch::mul_out(out, torch::ones({2}, torch::requires_grad()), torch::ones({2})), c10::Error);
}

TEST(Special, NamesFunctionsAsSciPyDoes) {
  EXPECT_NEAR(torch::special::gammaln(torch::tensor(5.0)).item<double>(), std::log(24.0), 1e-6);
  EXPECT_NEAR(torch::special::ndtr(torch::tensor(0.0)).item<double>(), 0.5, 1e-7);
  EXPECT_NEAR(torch::special::entr(torch::tensor(0.5)).item<double>(), 0.5 * std::log(2.0), 1e-7);
}

// Values: PyTorch 1.13.
TEST(MaxUnpool, PutsMaximaBackAndZerosElsewhere) {
  const auto x = torch::tensor({{{1., 2., 3., 4., 5., 6., 7., 8., 9.}}}).requires_grad_();
  const auto [y, index] = torch::nn::MaxPool1d(torch::nn::MaxPool1dOptions(2))->forward_with_indices(x);
  torch::nn::MaxUnpool1d unpool(2);
  EXPECT_TRUE(torch::equal(unpool(y, index), torch::tensor({{{0., 2., 0., 4., 0., 6., 0., 8.}}})));
  const auto wide = unpool->forward(y, index, std::vector<int64_t>{9});
  EXPECT_TRUE(torch::equal(wide, torch::tensor({{{0., 2., 0., 4., 0., 6., 0., 8., 0.}}})));
  wide.sum().backward();
  EXPECT_EQ(x.grad().sum().item<float>(), 4);
  EXPECT_THROW(unpool->forward(y, index, std::vector<int64_t>{12}), c10::Error);
  EXPECT_EQ(c10::str(torch::nn::MaxUnpool2d(3)),
            "torch::nn::MaxUnpool2d(kernel_size=[3, 3], stride=[3, 3], padding=[0, 0])");
}

// Values: PyTorch 1.13.
TEST(EmbeddingBag, TakesMeansSumsAndMaximaOfBags) {
  const auto weight = torch::tensor({{1., 2.3, 3.}, {4., 5.1, 6.3}});
  auto mean = torch::nn::EmbeddingBag::from_pretrained(weight);
  EXPECT_FALSE(mean->weight.requires_grad());
  EXPECT_TRUE(torch::allclose(mean(torch::tensor({{1, 0}})), torch::tensor({{2.5, 3.7, 4.65}})));
  torch::nn::EmbeddingBag sum(torch::nn::EmbeddingBagOptions(2, 3)._weight(weight).mode(torch::kSum));
  const auto bags = sum->forward(torch::tensor({0, 1, 1}), torch::tensor({0, 1}));
  EXPECT_TRUE(torch::allclose(bags, torch::tensor({{1., 2.3, 3.}, {8., 10.2, 12.6}})));
  EXPECT_EQ(c10::str(sum), "torch::nn::EmbeddingBag(num_embeddings=2, embedding_dim=3, mode=kSum)");
  torch::nn::EmbeddingBag padded(torch::nn::EmbeddingBagOptions(2, 3).padding_idx(1));
  EXPECT_THROW(padded(torch::tensor({{1, 0}})), ember::StateError);
}

TEST(ZeroGrad, LeavesZerosForTorchCode) {
  torch::nn::Linear layer(2, 1);
  layer(torch::ones({1, 2})).sum().backward();
  layer->zero_grad();
  ASSERT_TRUE(layer->weight.grad().defined());
  EXPECT_EQ(layer->weight.grad().abs().sum().item<float>(), 0);
}

TEST(Devices, AreReadFromText) {
  EXPECT_EQ(torch::Device("hip:3"), torch::Device(torch::DeviceType::HIP, 3));
  EXPECT_EQ(torch::Device("cuda:1").str(), "cuda:1");
  EXPECT_THROW(torch::Device("tpu:4"), c10::Error);
}

struct WithoutMacro : torch::nn::Module {
  double forward(int a, int b = 2, double c = 3.0) { return a + b + c; }
};
struct WithMacro : WithoutMacro {
  double forward(int a, int b = 2, double c = 3.0) { return WithoutMacro::forward(a, b, c); }

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(2)}, {2, torch::nn::AnyValue(3.0)})
};

TEST(AnyModule, FillsInDefaultsThatAreDeclared) {
  torch::nn::AnyModule plain(WithoutMacro{}), declared(WithMacro{});
  EXPECT_EQ(declared.forward<double>(1), 6);
  EXPECT_EQ(declared.forward<double>(1, 3), 7);
  EXPECT_THROW(declared.forward<double>(), c10::Error);
  EXPECT_EQ(plain.forward<double>(1, 2, 4.0), 7);
  EXPECT_THROW(plain.forward<double>(1), c10::Error);
  torch::nn::AnyModule recurrent(torch::nn::GRUCell(2, 3));
  EXPECT_EQ(recurrent.forward(torch::ones({1, 2})).size(1), 3);
  torch::nn::Sequential unpool(torch::nn::MaxUnpool1d(2));
  EXPECT_EQ(unpool->forward(torch::ones({1, 1, 1}), torch::zeros({1, 1, 1}, torch::kLong)).size(2), 2);
  torch::nn::Sequential attention(torch::nn::MultiheadAttention(2, 1));
  const auto x = torch::ones({1, 1, 2});
  EXPECT_EQ(std::get<0>(attention->forward<std::tuple<torch::Tensor, torch::Tensor>>(x, x, x)).size(2), 2);
}

TEST(LinearAlgebra, HasItsNamesOfBothKinds) {
  const auto a = torch::eye(2, torch::kDouble) * 2, b = torch::ones({2, 1}, torch::kDouble);
  EXPECT_TRUE(torch::equal(torch::linalg::inv(a), torch::inverse(a)));
  EXPECT_EQ(torch::linalg::det(a).item<double>(), torch::det(a).item<double>());
  EXPECT_EQ(std::get<0>(torch::linalg::slogdet(-a)).item<double>(),
            std::get<0>(at::slogdet(a)).item<double>());
  EXPECT_TRUE(torch::equal(torch::linalg::solve(a, b), torch::linalg_solve(a, b)));
  const auto l = torch::linalg::cholesky(a);
  EXPECT_TRUE(torch::allclose(torch::cholesky_solve(b, l), b / 2));
  EXPECT_TRUE(torch::allclose(torch::cholesky_solve(b, torch::cholesky(a, true), true), b / 2));
  EXPECT_TRUE(torch::allclose(torch::linalg::solve_triangular(l, b, false), b / std::sqrt(2)));
  EXPECT_EQ(torch::linalg::norm(a, "fro").item<double>(), torch::linalg_norm(a).item<double>());
  EXPECT_EQ(torch::linalg::matrix_norm(a).item<double>(), torch::linalg_matrix_norm(a, "fro").item<double>());
  EXPECT_EQ(torch::linalg::norm(a, 1).item<double>(), 2);
  EXPECT_EQ(torch::linalg::vector_norm(b, 1).item<double>(), 2);
  EXPECT_THROW(torch::linalg::norm(a, "nuc"), ember::ValueError);
}

TEST(Unique, GivesWhatIsAskedFor) {
  const auto x = torch::tensor({3, 3, 1, 3});
  const auto [values, inverse, counts] = torch::unique_consecutive(x, false, true);
  EXPECT_TRUE(torch::equal(values, torch::tensor({3, 1, 3})));
  EXPECT_EQ(inverse.numel(), 0);
  EXPECT_TRUE(torch::equal(counts, torch::tensor({2, 1, 1})));
  EXPECT_TRUE(torch::equal(std::get<1>(at::_unique2(x, true, true)), torch::tensor({1, 1, 0, 1})));
  EXPECT_EQ(std::get<0>(torch::unique_dim(x.unsqueeze(0), 1)).size(1), 2);
  EXPECT_NEAR(torch::special::ndtri(torch::tensor({0.975})).item<float>(), 1.959964F, 1e-5F);
}

}  // namespace
