// The gamma function's logarithm and its derivatives, for any real number.
#pragma once

namespace ember::rules {

/// log |Gamma(x)|. Unlike std::lgamma, safe to call from several threads.
double log_gamma(double x);
/// The n-th derivative of digamma, which is the derivative of log Gamma.
double polygamma(int n, double x);

}  // namespace ember::rules
