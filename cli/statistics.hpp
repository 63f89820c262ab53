// Statistics over the seeds of a result (Agarwal et al. 2021, "Deep Reinforcement Learning at the Edge of the
// Statistical Precipice").
#pragma once

#include <string>
#include <vector>

namespace ember::cli {

/// The interquartile mean: what is left of the values without the lowest and the highest quarter, averaged.
/// Each quarter is n / 4 values, rounded down, as in SciPy's trim_mean(x, 0.25). Throws ValueError for none.
double iqm(std::vector<double> values);

/// The middle of the values; of an even number of them the higher of the two in the middle, so that a value
/// of infinity ("never") counts. Throws ValueError for none.
double median(std::vector<double> values);

/// An interval that covers an estimate.
struct Interval {
  double low, high;
};

/// The 95 % percentile bootstrap interval of the interquartile mean over all runs of all tasks, with the runs
/// drawn anew within each task (stratified): from 10 000 draws, always the same ones. Throws ValueError where
/// there is no task or one without runs.
Interval iqm_interval(const std::vector<std::vector<double>>& tasks);

}  // namespace ember::cli
