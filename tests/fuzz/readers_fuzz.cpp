// Bytes of any kind through the readers of files, under libFuzzer:
//   cmake -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DEMBER_FUZZ=ON
//     -DCMAKE_CXX_FLAGS="-O1 -g -fsanitize=address,undefined,fuzzer-no-link"
//   ninja -C build/fuzz readers_fuzz && build/fuzz/tests/fuzz/readers_fuzz CORPUS tests/oracle/io
// The first byte chooses the reader. Whatever comes back must be whole; anything thrown must be an Error of
// Ember.

#include <cstdint>
#include <cstdlib>
#include <ember/autograd/error.hpp>
#include <ember/nn/io/npy.hpp>
#include <ember/nn/io/safetensors.hpp>

namespace {

using namespace ember::io;

void must(bool holds) {
  if (!holds) std::abort();
}

void read_safetensors_from(Bytes bytes) {
  const Safetensors file = decode_safetensors(std::move(bytes));
  uint64_t total = 0;
  for (const Record& record : file.records) {
    must(ember::io::bytes_of(record.shape, record.dtype) == static_cast<int64_t>(record.bytes.size()));
    for (const uint8_t byte : record.bytes) total += byte;  // every byte can be read
  }
  if (file.checksummed) return;
  const Safetensors again = decode_safetensors(encode_safetensors(file.records));
  must(again.records.size() == file.records.size() && total < UINT64_MAX);
}

void check(const Array& array) {
  must(ember::io::bytes_of(array.shape, array.dtype) == static_cast<int64_t>(array.bytes.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::span<const uint8_t> rest(bytes + 1, size - 1);
  try {
    switch (bytes[0] % 3) {
      case 0: read_safetensors_from(Bytes(rest.begin(), rest.end())); break;
      case 1: check(decode_npy(rest)); break;
      default:
        for (const auto& [name, array] : decode_npz(rest)) check(array);
    }
  } catch (const ember::Error&) {
  }
  return 0;
}
