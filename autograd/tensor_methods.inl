// -- the ops as methods; each forwards to the function of its name
Tensor clone() const;
// New tensors of this one's dtype unless the options have one.
Tensor new_empty(IntArrayRef sizes, const TensorOptions& options = {}) const;
Tensor new_zeros(IntArrayRef sizes, const TensorOptions& options = {}) const;
Tensor new_ones(IntArrayRef sizes, const TensorOptions& options = {}) const;
Tensor new_full(IntArrayRef sizes, const Scalar& value, const TensorOptions& options = {}) const;
Tensor contiguous() const;
Tensor to(ScalarType dtype, bool non_blocking = false, bool copy = false) const;
Tensor to(const TensorOptions& options, bool non_blocking = false, bool copy = false) const;
Tensor to(Device device, ScalarType dtype, bool non_blocking = false, bool copy = false) const;
Tensor to(const Tensor& other) const;
Tensor toType(ScalarType dtype) const;
Tensor type_as(const Tensor& other) const;
Tensor cpu() const;
Tensor& copy_(const Tensor& source) const;

Tensor neg() const;
Tensor abs() const;
Tensor square() const;
Tensor sqrt() const;
Tensor rsqrt() const;
Tensor reciprocal() const;
Tensor exp() const;
Tensor expm1() const;
Tensor log() const;
Tensor log1p() const;
Tensor sin() const;
Tensor cos() const;
Tensor tanh() const;
Tensor sigmoid() const;
Tensor relu() const;
Tensor floor() const;
Tensor sign() const;
Tensor ceil() const;
Tensor trunc() const;
Tensor frac() const;
Tensor round() const;
Tensor tan() const;
Tensor asin() const;
Tensor acos() const;
Tensor atan() const;
Tensor sinh() const;
Tensor cosh() const;
Tensor erf() const;
Tensor erfc() const;
Tensor erfinv() const;
Tensor log2() const;
Tensor log10() const;
Tensor exp2() const;
Tensor asinh() const;
Tensor acosh() const;
Tensor atanh() const;
Tensor lgamma() const;
Tensor digamma() const;
Tensor logit(std::optional<double> eps = std::nullopt) const;
Tensor nan_to_num(std::optional<double> nan = std::nullopt, std::optional<double> posinf = std::nullopt,
                  std::optional<double> neginf = std::nullopt) const;
Tensor atan2(const Tensor& other) const;
Tensor hypot(const Tensor& other) const;
Tensor xlogy(const Tensor& other) const;
Tensor fmax(const Tensor& other) const;
Tensor fmin(const Tensor& other) const;
Tensor clamp(std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt) const;
Tensor clip(std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt) const {
  return clamp(low, high);
}
Tensor clamp_min(const Scalar& low) const;
Tensor clamp_max(const Scalar& high) const;
Tensor logical_not() const;
Tensor isnan() const;
Tensor isinf() const;
Tensor isfinite() const;

Tensor add(const Tensor& other, const Scalar& alpha = 1) const;
Tensor add(const Scalar& other, const Scalar& alpha = 1) const;
Tensor sub(const Tensor& other, const Scalar& alpha = 1) const;
Tensor sub(const Scalar& other, const Scalar& alpha = 1) const;
Tensor mul(const Tensor& other) const;
Tensor mul(const Scalar& other) const;
Tensor div(const Tensor& other) const;
Tensor div(const Scalar& other) const;
Tensor pow(const Tensor& exponent) const;
Tensor pow(const Scalar& exponent) const;
Tensor fmod(const Tensor& other) const;
Tensor fmod(const Scalar& other) const;
Tensor remainder(const Tensor& other) const;
Tensor remainder(const Scalar& other) const;
Tensor floor_divide(const Tensor& other) const;
Tensor floor_divide(const Scalar& other) const;
Tensor div(const Tensor& other, std::string_view rounding_mode) const;
Tensor div(const Scalar& other, std::string_view rounding_mode) const;
Tensor logaddexp(const Tensor& other) const;
Tensor lerp(const Tensor& end, const Scalar& weight) const;
Tensor lerp(const Tensor& end, const Tensor& weight) const;
Tensor addcmul(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
Tensor addcdiv(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
Tensor isclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) const;
bool allclose(const Tensor& other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) const;
bool equal(const Tensor& other) const;
Tensor logical_and(const Tensor& other) const;
Tensor logical_or(const Tensor& other) const;
Tensor logical_xor(const Tensor& other) const;
Tensor bitwise_not() const;
Tensor maximum(const Tensor& other) const;
Tensor minimum(const Tensor& other) const;
Tensor eq(const Tensor& other) const;
Tensor eq(const Scalar& other) const;
Tensor ne(const Tensor& other) const;
Tensor ne(const Scalar& other) const;
Tensor lt(const Tensor& other) const;
Tensor lt(const Scalar& other) const;
Tensor le(const Tensor& other) const;
Tensor le(const Scalar& other) const;
Tensor gt(const Tensor& other) const;
Tensor gt(const Scalar& other) const;
Tensor ge(const Tensor& other) const;
Tensor ge(const Scalar& other) const;
Tensor where(const Tensor& condition, const Tensor& other) const;
Tensor masked_fill(const Tensor& mask, const Scalar& value) const;
Tensor masked_fill(const Tensor& mask, const Tensor& value) const;

// In place: as in libtorch also on a const handle, since it is the memory that changes.
Tensor& fill_(const Scalar& value) const;
Tensor& fill_(const Tensor& value) const;
Tensor& zero_() const;
Tensor& add_(const Tensor& other, const Scalar& alpha = 1) const;
Tensor& add_(const Scalar& other, const Scalar& alpha = 1) const;
Tensor& sub_(const Tensor& other, const Scalar& alpha = 1) const;
Tensor& sub_(const Scalar& other, const Scalar& alpha = 1) const;
Tensor& mul_(const Tensor& other) const;
Tensor& mul_(const Scalar& other) const;
Tensor& div_(const Tensor& other) const;
Tensor& div_(const Scalar& other) const;
Tensor& lerp_(const Tensor& end, const Scalar& weight) const;
Tensor& neg_() const;
Tensor& abs_() const;
Tensor& square_() const;
Tensor& sqrt_() const;
Tensor& rsqrt_() const;
Tensor& reciprocal_() const;
Tensor& exp_() const;
Tensor& log_() const;
Tensor& sin_() const;
Tensor& cos_() const;
Tensor& tanh_() const;
Tensor& sigmoid_() const;
Tensor& relu_() const;
Tensor& floor_() const;
Tensor& ceil_() const;
Tensor& trunc_() const;
Tensor& round_() const;
Tensor& pow_(const Scalar& exponent) const;
Tensor& pow_(const Tensor& exponent) const;
Tensor& expm1_() const;
Tensor& log1p_() const;
Tensor& log2_() const;
Tensor& log10_() const;
Tensor& exp2_() const;
Tensor& tan_() const;
Tensor& atan_() const;
Tensor& erf_() const;
Tensor& sign_() const;
Tensor& tril_(int64_t diagonal = 0) const;
Tensor& triu_(int64_t diagonal = 0) const;
Tensor& cumsum_(int64_t dim) const;
Tensor& lerp_(const Tensor& end, const Tensor& weight) const;
Tensor& index_copy_(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor& masked_scatter_(const Tensor& mask, const Tensor& source) const;
Tensor& masked_fill_(const Tensor& mask, const Tensor& value) const;
Tensor& addmm_(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor& fill_diagonal_(const Scalar& value) const;
Tensor& acos_() const;
Tensor& acosh_() const;
Tensor& asin_() const;
Tensor& asinh_() const;
Tensor& atanh_() const;
Tensor& sinh_() const;
Tensor& cosh_() const;
Tensor& erfc_() const;
Tensor& erfinv_() const;
Tensor& digamma_() const;
Tensor& lgamma_() const;
Tensor& frac_() const;
Tensor& logical_not_() const;
Tensor& bitwise_not_() const;
Tensor& sinc_() const;
Tensor& atan2_(const Tensor& other) const;
Tensor& xlogy_(const Tensor& other) const;
Tensor& hypot_(const Tensor& other) const;
Tensor& copysign_(const Tensor& other) const;
Tensor& heaviside_(const Tensor& other) const;
Tensor& fmod_(const Tensor& other) const;
Tensor& remainder_(const Tensor& other) const;
Tensor& floor_divide_(const Tensor& other) const;
Tensor& fmod_(const Scalar& other) const;
Tensor& remainder_(const Scalar& other) const;
Tensor& floor_divide_(const Scalar& other) const;
Tensor& nan_to_num_(std::optional<double> nan = std::nullopt, std::optional<double> posinf = std::nullopt,
                    std::optional<double> neginf = std::nullopt) const;
Tensor& div_(const Tensor& other, std::string_view rounding_mode) const;
Tensor& div_(const Scalar& other, std::string_view rounding_mode) const;
Tensor& clamp_min_(const Scalar& low) const;
Tensor& clamp_max_(const Scalar& high) const;
Tensor& addcmul_(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
Tensor& addcdiv_(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
Tensor& scatter_(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor& scatter_(int64_t dim, const Tensor& index, const Scalar& value) const;
Tensor& scatter_add_(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor& scatter_reduce_(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                        bool include_self = true) const;
Tensor& index_add_(int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha = 1) const;
Tensor& index_fill_(int64_t dim, const Tensor& index, const Scalar& value) const;
Tensor& index_put_(ArrayRef<indexing::TensorIndex> indices, const Tensor& value,
                   bool accumulate = false) const;
Tensor& index_put_(ArrayRef<indexing::TensorIndex> indices, const Scalar& value,
                   bool accumulate = false) const;
Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, const Tensor& value,
                   bool accumulate = false) const;
Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, const Scalar& value,
                   bool accumulate = false) const;
Tensor& clamp_(std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt) const;
Tensor& masked_fill_(const Tensor& mask, const Scalar& value) const;
Tensor& uniform_(double from = 0, double to = 1, RandomSource source = {}) const;
Tensor& normal_(double mean = 0, double std = 1, RandomSource source = {}) const;
Tensor& log_normal_(double mean = 1, double std = 2, RandomSource source = {}) const;
Tensor& exponential_(double lambd = 1, RandomSource source = {}) const;
Tensor& cauchy_(double median = 0, double sigma = 1, RandomSource source = {}) const;
Tensor& geometric_(double p, RandomSource source = {}) const;
Tensor& bernoulli_(double p = 0.5, RandomSource source = {}) const;
Tensor& bernoulli_(const Tensor& p, RandomSource source = {}) const;
Tensor& random_(int64_t from, int64_t to, RandomSource source = {}) const;
Tensor& random_(int64_t to, RandomSource source = {}) const;
Tensor& random_(RandomSource source = {}) const;
Tensor bernoulli(RandomSource source = {}) const;
Tensor bernoulli(double p, RandomSource source = {}) const;
Tensor multinomial(int64_t num_samples, bool replacement = false, RandomSource source = {}) const;
Tensor& operator+=(const Tensor& other) const { return add_(other); }
Tensor& operator+=(const Scalar& other) const { return add_(other); }
Tensor& operator-=(const Tensor& other) const { return sub_(other); }
Tensor& operator-=(const Scalar& other) const { return sub_(other); }
Tensor& operator*=(const Tensor& other) const { return mul_(other); }
Tensor& operator*=(const Scalar& other) const { return mul_(other); }
Tensor& operator/=(const Tensor& other) const { return div_(other); }
Tensor& operator/=(const Scalar& other) const { return div_(other); }
Tensor& operator&=(const Tensor& other) const;
Tensor& operator|=(const Tensor& other) const;
Tensor& operator^=(const Tensor& other) const;

Tensor sum(std::optional<ScalarType> dtype = std::nullopt) const;
Tensor sum(IntArrayRef dims, bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) const;
Tensor mean(std::optional<ScalarType> dtype = std::nullopt) const;
Tensor mean(IntArrayRef dims, bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) const;
Tensor var(bool unbiased = true) const;
Tensor var(IntArrayRef dims, bool unbiased = true, bool keepdim = false) const;
template <class Dim>
requires(std::is_integral_v<Dim> && !std::is_same_v<Dim, bool>) Tensor
    var(Dim dim, bool unbiased = true, bool keepdim = false)
const { return var(IntArrayRef(static_cast<int64_t>(dim)), unbiased, keepdim); }
Tensor std(bool unbiased = true) const;
Tensor std(IntArrayRef dims, bool unbiased = true, bool keepdim = false) const;
template <class Dim>
requires(std::is_integral_v<Dim> && !std::is_same_v<Dim, bool>) Tensor
    std(Dim dim, bool unbiased = true, bool keepdim = false)
const { return std(IntArrayRef(static_cast<int64_t>(dim)), unbiased, keepdim); }
Tensor max() const;
Tensor min() const;
std::tuple<Tensor, Tensor> max(int64_t dim, bool keepdim = false) const;
std::tuple<Tensor, Tensor> min(int64_t dim, bool keepdim = false) const;
Tensor max(const Tensor& other) const;
Tensor min(const Tensor& other) const;
std::tuple<Tensor, Tensor> aminmax(std::optional<int64_t> dim = std::nullopt, bool keepdim = false) const;
Tensor nansum(IntArrayRef dims = {}, bool keepdim = false) const;
Tensor nanmean(IntArrayRef dims = {}, bool keepdim = false) const;
Tensor count_nonzero(IntArrayRef dims = {}) const;
Tensor dist(const Tensor& other, const Scalar& p = 2) const;
Tensor amax(IntArrayRef dims = {}, bool keepdim = false) const;
Tensor amin(IntArrayRef dims = {}, bool keepdim = false) const;
Tensor argmax(std::optional<int64_t> dim = std::nullopt, bool keepdim = false) const;
Tensor argmin(std::optional<int64_t> dim = std::nullopt, bool keepdim = false) const;
Tensor any() const;
Tensor all() const;
Tensor any(int64_t dim, bool keepdim = false) const;
Tensor all(int64_t dim, bool keepdim = false) const;
Tensor norm(const Scalar& p = 2) const;
Tensor norm(const Scalar& p, IntArrayRef dims, bool keepdim = false) const;
Tensor softmax(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
Tensor log_softmax(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
Tensor logsumexp(IntArrayRef dims, bool keepdim = false) const;

Tensor matmul(const Tensor& other) const;
Tensor mm(const Tensor& other) const;
Tensor bmm(const Tensor& other) const;
Tensor mv(const Tensor& other) const;
Tensor dot(const Tensor& other) const;
Tensor outer(const Tensor& other) const;
Tensor inner(const Tensor& other) const;
Tensor addmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;

Tensor reshape(IntArrayRef shape) const;
Tensor view(IntArrayRef shape) const;
Tensor view_as(const Tensor& other) const;
Tensor alias() const { return view(sizes()); }  ///< a view of the whole
Tensor reshape_as(const Tensor& other) const;
Tensor flatten(int64_t start_dim = 0, int64_t end_dim = -1) const;
Tensor unflatten(int64_t dim, IntArrayRef sizes) const;
Tensor transpose(int64_t dim0, int64_t dim1) const;
Tensor swapaxes(int64_t dim0, int64_t dim1) const { return transpose(dim0, dim1); }
Tensor t() const;
Tensor permute(IntArrayRef dims) const;
Tensor movedim(int64_t source, int64_t destination) const;
Tensor squeeze() const;
Tensor squeeze(int64_t dim) const;
Tensor unsqueeze(int64_t dim) const;
Tensor expand(IntArrayRef shape, bool implicit = false) const;
Tensor expand_as(const Tensor& other) const;
Tensor select(int64_t dim, int64_t index) const;
Tensor slice(int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
             std::optional<int64_t> end = std::nullopt, int64_t step = 1) const;
Tensor narrow(int64_t dim, int64_t start, int64_t length) const;
std::vector<Tensor> split(int64_t split_size, int64_t dim = 0) const;
std::vector<Tensor> split_with_sizes(IntArrayRef sizes, int64_t dim = 0) const;
std::vector<Tensor> chunk(int64_t chunks, int64_t dim = 0) const;
std::vector<Tensor> unbind(int64_t dim = 0) const;
Tensor diagonal(int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1) const;
Tensor broadcast_to(IntArrayRef shape) const;
Tensor sum_to_size(IntArrayRef shape) const;
Tensor unfold(int64_t dim, int64_t size, int64_t step) const;
/// The dimensions in reverse order; the last two exchanged.
Tensor numpy_T() const;
Tensor mT() const;
Tensor as_strided(IntArrayRef sizes, IntArrayRef strides,
                  std::optional<int64_t> storage_offset = std::nullopt) const;
Tensor operator[](int64_t index) const { return select(0, index); }
Tensor operator[](const Tensor& index) const;
Tensor index(ArrayRef<indexing::TensorIndex> indices) const;
Tensor index(std::initializer_list<indexing::TensorIndex> indices) const;

Tensor index_put(ArrayRef<indexing::TensorIndex> indices, const Tensor& value, bool accumulate = false) const;
Tensor index_put(std::initializer_list<indexing::TensorIndex> indices, const Tensor& value,
                 bool accumulate = false) const;
Tensor index_copy(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor masked_scatter(const Tensor& mask, const Tensor& source) const;
Tensor take(const Tensor& index) const;
Tensor diag(int64_t diagonal = 0) const;
Tensor diag_embed(int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1) const;
Tensor gather(int64_t dim, const Tensor& index) const;
Tensor scatter(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor scatter(int64_t dim, const Tensor& index, const Scalar& value) const;
Tensor scatter_add(int64_t dim, const Tensor& index, const Tensor& source) const;
Tensor scatter_reduce(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                      bool include_self = true) const;
Tensor index_select(int64_t dim, const Tensor& index) const;
Tensor index_add(int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha = 1) const;
Tensor index_fill(int64_t dim, const Tensor& index, const Scalar& value) const;
Tensor nonzero() const;
Tensor masked_select(const Tensor& mask) const;
Tensor flip(IntArrayRef dims) const;
Tensor roll(IntArrayRef shifts, IntArrayRef dims = {}) const;
Tensor repeat(IntArrayRef repeats) const;
Tensor tile(IntArrayRef repeats) const;
Tensor repeat_interleave(int64_t repeats, std::optional<int64_t> dim = std::nullopt) const;
Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> dim = std::nullopt) const;
Tensor tril(int64_t diagonal = 0) const;
Tensor triu(int64_t diagonal = 0) const;
Tensor trace() const;

std::tuple<Tensor, Tensor> sort(int64_t dim = -1, bool descending = false) const;
Tensor argsort(int64_t dim = -1, bool descending = false) const;
std::tuple<Tensor, Tensor> topk(int64_t k, int64_t dim = -1, bool largest = true, bool sorted = true) const;
std::tuple<Tensor, Tensor> kthvalue(int64_t k, int64_t dim = -1, bool keepdim = false) const;
Tensor median() const;
std::tuple<Tensor, Tensor> median(int64_t dim, bool keepdim = false) const;
Tensor nanmedian() const;
std::tuple<Tensor, Tensor> nanmedian(int64_t dim, bool keepdim = false) const;
std::tuple<Tensor, Tensor> mode(int64_t dim = -1, bool keepdim = false) const;
Tensor cumsum(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
Tensor logcumsumexp(int64_t dim) const;
std::tuple<Tensor, Tensor> cummax(int64_t dim) const;
std::tuple<Tensor, Tensor> cummin(int64_t dim) const;
Tensor diff(int64_t n = 1, int64_t dim = -1, const Tensor& prepend = {}, const Tensor& append = {}) const;
Tensor quantile(const Tensor& q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                std::string_view interpolation = "linear") const;
Tensor quantile(double q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                std::string_view interpolation = "linear") const;
Tensor bincount(const Tensor& weights = {}, int64_t minlength = 0) const;
Tensor cumprod(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
Tensor prod(std::optional<ScalarType> dtype = std::nullopt) const;
Tensor prod(int64_t dim, bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) const;

// Made of others, or a second name of one.
Tensor copysign(const Tensor& other) const;
Tensor heaviside(const Tensor& values) const;
Tensor signbit() const;
Tensor sinc() const;
Tensor logaddexp2(const Tensor& other) const;
Tensor float_power(const Tensor& exponent) const;
Tensor float_power(const Scalar& exponent) const;
Tensor kron(const Tensor& other) const;
Tensor rot90(int64_t k = 1, IntArrayRef dims = {0, 1}) const;
Tensor addr(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor addbmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor addmv(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor baddbmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
Tensor matrix_power(int64_t n) const;
Tensor histc(int64_t bins = 100, const Scalar& min = 0, const Scalar& max = 0) const;
Tensor cov(int64_t correction = 1) const;
Tensor corrcoef() const;
Tensor diagflat(int64_t offset = 0) const;
Tensor inverse() const;
Tensor det() const;
Tensor logdet() const;
std::tuple<Tensor, Tensor> slogdet() const;
Tensor cholesky(bool upper = false) const;
Tensor take_along_dim(const Tensor& index, std::optional<int64_t> dim = std::nullopt) const;
std::vector<Tensor> tensor_split(int64_t sections, int64_t dim = 0) const;
std::vector<Tensor> tensor_split(IntArrayRef indices, int64_t dim = 0) const;
Tensor cross(const Tensor& other, std::optional<int64_t> dim = std::nullopt) const;
Tensor fliplr() const;
Tensor flipud() const;
Tensor absolute() const { return abs(); }
Tensor negative() const { return neg(); }
Tensor multiply(const Tensor& other) const { return mul(other); }
Tensor subtract(const Tensor& other, const Scalar& alpha = 1) const { return sub(other, alpha); }
Tensor divide(const Tensor& other) const { return div(other); }
Tensor true_divide(const Tensor& other) const { return div(other); }
Tensor ravel() const { return reshape(-1); }
Tensor moveaxis(int64_t source, int64_t destination) const { return movedim(source, destination); }
Tensor swapdims(int64_t dim0, int64_t dim1) const { return transpose(dim0, dim1); }
Tensor ger(const Tensor& other) const { return outer(other); }
Tensor argwhere() const { return nonzero(); }
Tensor greater(const Tensor& other) const { return gt(other); }
Tensor less(const Tensor& other) const { return lt(other); }
Tensor& clip_(std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt) const {
  return clamp_(low, high);
}
Tensor& multiply_(const Tensor& other) const { return mul_(other); }
Tensor& subtract_(const Tensor& other, const Scalar& alpha = 1) const { return sub_(other, alpha); }
Tensor& divide_(const Tensor& other) const { return div_(other); }
const Tensor& resize_as_(const Tensor& other) const { return resize_(other.sizes()); }
bool is_same_size(const Tensor& other) const { return sizes() == other.sizes(); }
