#!/bin/sh
# Records what the programs of tests/compat/programs print with libtorch 1.13 (Debian's libtorch-dev).
set -eu
cd "$(dirname "$0")"
for name in classifier module_tree actor_critic; do
  g++ -std=c++17 -O1 -w -I/usr/include/torch/csrc/api/include "../../compat/programs/$name.cpp" -o "./$name.bin" \
    -ltorch -ltorch_cpu -lc10
  "./$name.bin" >"$name.txt"
  rm "./$name.bin"
done
