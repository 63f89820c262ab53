// A table of numbers that grows while a program runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ember::train {

/// A CSV file of numbers: a header line, then one line per row. Rows wait in memory until `flush`, so that a
/// program that is killed leaves whole lines. Numbers are written so that they read back as the same double,
/// without regard to the locale; a cell that is not a number is left empty.
class CsvFile {
 public:
  /// Makes the file, or empties it; with `kept` goes on after that many bytes of the file, which are those of
  /// an earlier run. Throws `std::system_error` if it cannot be written, `UsageError` if it is shorter.
  CsvFile(std::filesystem::path file, const std::vector<std::string>& columns, uint64_t kept = 0);
  /// Writes what still waits, as far as possible.
  ~CsvFile();
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  /// Adds a row. Throws `std::invalid_argument` if it has not one number for each column.
  void append(const std::vector<double>& row);

  /// Writes the rows added since the last call. Throws `std::system_error`; rows that were not written are
  /// kept.
  void flush();

  /// Bytes in the file after the last flush.
  uint64_t bytes() const { return bytes_; }

 private:
  std::filesystem::path file_;
  size_t columns_;
  int descriptor_;
  uint64_t bytes_;
  std::string waiting_;
};

}  // namespace ember::train
