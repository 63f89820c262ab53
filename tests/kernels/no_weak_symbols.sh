#!/bin/sh
# no_weak_symbols.sh NM OBJECT...: fails when an object defines a weak symbol, other than what sanitizers add: names of
# types, which hold no instructions.
nm=$1
shift
[ $# -gt 0 ] || { echo "no objects given"; exit 1; }
weak=$("$nm" -C --defined-only "$@" | grep -E '^[0-9a-f]* [VvWwu] ' | grep -v -e asan -e ubsan -e ' V typeinfo ')
[ -z "$weak" ] && exit 0
echo "weak symbols:"
echo "$weak" | sort | uniq -c | head -40
exit 1
