#!/bin/sh
# front_test.sh SOURCE_FOLDER CASE: tries the front script in a tree of its own, where every tool that it calls is a
# stand-in that writes its arguments to calls.txt.
set -eu

source=$1
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir "$WORK/bin" "$WORK/tree"
cd "$WORK"
cp "$source/ember" "$source/packages.txt" tree/
for tool in awk cat chmod cp env find flock grep head ln mkdir mktemp mv nproc rm sed sh tail touch tr wc; do
  ln -s "$(command -v "$tool")" "bin/$tool"
done
calls=$WORK/calls.txt installed=$WORK/installed.txt out=$WORK/out.txt err=$WORK/err.txt
touch "$calls" "$installed" "$out" "$err"
export PATH="$WORK/bin" WORK TERM=dumb
unset CI EMBER_PRESET EMBER_CMAKE_FLAGS

# stand_in NAME: makes a tool out of standard input; it first records its call.
stand_in() {
  # shellcheck disable=SC2016  # the stand-in expands them
  { printf '#!/bin/sh\necho "%s $*" >>"$WORK/calls.txt"\n' "$1" && cat; } >"$WORK/bin/$1"
  chmod +x "$WORK/bin/$1"
}
stand_in id <<'END'
echo "${FAKE_UID:-0}"
END
stand_in dpkg-query <<'END'
sed 's/^/installed /' "$WORK/installed.txt"
END
stand_in apt-get <<'END'
[ "$1" = install ] || { touch "$WORK/updated" && exit 0; }
[ -z "${FAKE_EMPTY_LISTS:-}" ] || [ -e "$WORK/updated" ] || { echo "E: Unable to locate package" && exit 100; }
[ -z "${FAKE_BROKEN_APT:-}" ] || { echo "E: no network" && exit 100; }
for word; do case $word in install | -*) ;; *) echo "$word" >>"$WORK/installed.txt" ;; esac; done
END
stand_in sudo <<'END'
[ "$1" != -n ] || exit "${FAKE_SUDO_STATUS:-0}"
exec "$@"
END
stand_in cmake <<'END'
case $1 in
  --preset)
    [ -z "${FAKE_BROKEN_CONFIGURE:-}" ] || { echo "CMake Error: no compiler" && exit 1; }
    mkdir -p "build/$2" && touch "build/$2/build.ninja"
    case "$*" in *EMBER_TESTS=ON*) echo EMBER_TESTS:BOOL=ON ;; *) echo EMBER_TESTS:BOOL=OFF ;; esac >"build/$2/CMakeCache.txt" ;;
  --build)
    [ -z "${FAKE_BROKEN_BUILD:-}" ] || { echo "tensor.cpp:7: error: expected ';'" && exit 1; }
    mkdir -p "$2/bin" && printf '#!/bin/sh\necho "ran: $*"\nexit "${FAKE_EMBER_STATUS:-0}"\n' >"$2/bin/ember" && chmod +x "$2/bin/ember"
    mkdir -p "$2/bench/kernels" && cp "$2/bin/ember" "$2/bench/kernels/kernels_bench" ;;
esac
END
stand_in ctest <<'END'
while [ "$1" != --output-junit ]; do shift; done
printf '<testsuite name="ember"\n\ttests="9"\n\tfailures="%s"\n\tdisabled="1"\n\tskipped="2"\n\thostname=""\n>\n' "${FAKE_FAILED:-0}" >"$2"
printf '\t<testcase name="skipped=" classname="A" status="run">\n\t</testcase>\n</testsuite>\n' >>"$2"
[ "${FAKE_FAILED:-0}" = 0 ]
END

# try STATUS COMMAND...: runs the command; its output is in out.txt and err.txt.
try() {
  wanted_status=$1 status=0
  shift
  "$@" >"$out" 2>"$err" </dev/null || status=$?
  [ "$status" = "$wanted_status" ] || fail_with "exit $status instead of $wanted_status: $*"
}
fail_with() {
  echo "$1"
  tail -n 50 "$calls" "$out" "$err"
  exit 1
}
# says FILE TEXT, not_says FILE TEXT: whether the file holds the text.
says() { grep -qF -e "$2" "$1" || fail_with "${1##*/} does not say: $2"; }
not_says() { ! grep -qF -e "$2" "$1" || fail_with "${1##*/} says: $2"; }
install_all() { awk '/^[a-z0-9]/' packages.txt >"$installed"; }
all_but() { install_all && sed -i "/^$1\$/d" "$installed"; }

case_installs_what_is_missing_then_builds_and_runs() {
  all_but cmake
  try 0 ./ember train dqn --yes --seed 3
  says "$calls" "apt-get install -y --no-install-recommends cmake"
  says "$calls" "cmake --preset release -DEMBER_TESTS=OFF"
  says "$out" "ran: train dqn --seed 3"
}
case_asks_dpkg_once_and_stays_silent_when_nothing_is_missing() {
  install_all
  try 0 ./ember train dqn
  [ "$(grep -c '^dpkg-query' "$calls")" = 1 ] || fail_with "dpkg-query was not called once"
  not_says "$calls" apt-get
  not_says "$err" install
}
case_train_needs_no_package_of_the_tests() {
  install_all && sed -i /^libgtest-dev/d "$installed"
  try 0 ./ember train dqn
  not_says "$calls" apt-get
  try 0 ./ember test
  says "$calls" "apt-get install -y --no-install-recommends libgtest-dev"
}
case_a_second_call_goes_straight_to_the_program() {
  install_all
  try 0 ./ember train dqn
  : >"$calls"
  try 0 ./ember train dqn
  [ ! -s "$calls" ] || fail_with "the second call still did something"
  [ ! -s "$err" ] || fail_with "the second call still said something"
}
case_an_edit_a_new_file_and_a_commit_build_again() {
  install_all
  mkdir -p rl .git/logs runs && touch rl/dqn.cpp .git/logs/HEAD
  try 0 ./ember envs
  for change in rl/dqn.cpp rl/ppo.cpp .git/logs/HEAD; do
    : >"$calls"
    touch -d '+2 seconds' "$change"
    try 0 ./ember envs
    says "$calls" "cmake --build"
    touch -d '-2 seconds' "$change"
    try 0 ./ember envs
  done
  : >"$calls"
  touch -d '+2 seconds' runs/new build/new .git/index
  try 0 ./ember envs
  not_says "$calls" cmake
}
case_an_edit_while_the_build_runs_is_not_lost() {
  install_all
  touch -d '-1 hour' ember packages.txt
  # shellcheck disable=SC2016  # the stand-in expands it
  sed -i 's|^  --build)|&\ntouch "$WORK/tree/edited.cpp"|' ../bin/cmake
  try 0 ./ember envs
  : >"$calls"
  try 0 ./ember envs
  says "$calls" "cmake --build"
}
case_without_rights_prints_the_exact_command_and_exits_2() {
  all_but ninja-build
  rm ../bin/sudo
  FAKE_UID=1000 try 2 ./ember train dqn
  says "$err" "apt-get install -y --no-install-recommends ninja-build"
  not_says "$calls" "apt-get"
}
case_uses_sudo_when_it_needs_no_password() {
  all_but ninja-build
  FAKE_UID=1000 try 0 ./ember train dqn
  says "$calls" "sudo env DEBIAN_FRONTEND=noninteractive apt-get install"
}
case_stops_when_sudo_wants_a_password_and_nobody_can_type_it() {
  all_but ninja-build
  FAKE_UID=1000 FAKE_SUDO_STATUS=1 try 2 ./ember train dqn
  says "$err" "run: sudo apt-get install -y --no-install-recommends ninja-build"
}
case_asks_on_a_terminal_and_takes_no_for_an_answer() {
  all_but ninja-build
  ln -s "$(PATH=/usr/bin:/bin command -v script)" ../bin/script
  status=0
  echo n | script -qec "./ember train dqn" ../typescript >"$out" || status=$?
  [ "$status" = 2 ] || fail_with "exit $status instead of 2"
  says "$out" "Run this now? [Y/n]"
  says "$out" "apt-get install -y --no-install-recommends ninja-build"
  not_says "$calls" "apt-get"
  echo y | script -qec "./ember train dqn" ../typescript >"$out" || fail_with "yes was not enough"
  says "$calls" "apt-get install"
}
case_updates_the_lists_of_a_fresh_system() {
  FAKE_EMPTY_LISTS=1 try 0 ./ember train dqn --yes
  says "$calls" "apt-get update"
  says "$out" "ran: train dqn"
}
case_shows_why_apt_failed() {
  FAKE_BROKEN_APT=1 try 1 ./ember train dqn --yes
  says "$err" "E: no network"
  not_says "$calls" "cmake --"
}
case_shows_why_the_build_failed_and_does_not_run_the_old_program() {
  install_all
  try 0 ./ember envs
  touch -d '+2 seconds' edited.cpp
  FAKE_BROKEN_BUILD=1 try 1 ./ember envs
  says "$err" "tensor.cpp:7: error: expected ';'"
  not_says "$out" "ran:"
}
case_shows_why_the_configuration_failed() {
  install_all
  FAKE_BROKEN_CONFIGURE=1 try 1 ./ember envs
  says "$err" "CMake Error: no compiler"
  not_says "$calls" "cmake --build"
}
case_says_what_is_missing_where_there_is_no_dpkg() {
  rm ../bin/dpkg-query ../bin/cmake
  try 2 ./ember envs
  says "$err" "cmake is missing"
}
case_test_ends_with_the_counts() {
  install_all
  try 0 ./ember test -R Matmul
  says "$calls" "-DEMBER_TESTS=ON"
  says "$calls" "-R Matmul"
  [ "$(tail -n 1 "$out")" = "6 passed, 0 failed, 3 skipped" ] || fail_with "wrong last line"
}
case_test_fails_when_a_test_fails() {
  install_all
  FAKE_FAILED=4 try 1 ./ember test
  [ "$(tail -n 1 "$out")" = "2 passed, 4 failed, 3 skipped" ] || fail_with "wrong last line"
}
case_test_after_train_configures_again_once() {
  install_all
  try 0 ./ember envs
  try 0 ./ember test
  [ "$(grep -c '^cmake --preset' "$calls")" = 2 ] || fail_with "cmake was not run twice"
  touch -d '+2 seconds' edited.cpp
  try 0 ./ember test
  try 0 ./ember envs
  [ "$(grep -c '^cmake --preset' "$calls")" = 2 ] || fail_with "cmake configured again"
}
case_new_presets_configure_again() {
  install_all
  try 0 ./ember envs
  touch -d '+2 seconds' CMakePresets.json
  try 0 ./ember envs
  [ "$(grep -c '^cmake --preset' "$calls")" = 2 ] || fail_with "cmake did not configure again"
}
case_passes_on_the_exit_status_of_the_program() {
  install_all
  FAKE_EMBER_STATUS=4 try 4 ./ember train dqn
}
case_works_from_another_folder_and_through_a_path_with_spaces() {
  install_all
  mkdir "a b" "a b/elsewhere"
  cp ember packages.txt "a b/"
  cd "a b/elsewhere"
  try 0 ../ember train dqn
  says "$out" "ran: train dqn"
}
case_builds_the_preset_asked_for() {
  install_all
  EMBER_PRESET=asan EMBER_CMAKE_FLAGS='-DA=1 -DB=2' try 0 ./ember train dqn
  says "$calls" "cmake --preset asan"
  says "$calls" "-DA=1 -DB=2"
}
case_install_takes_sections_and_installs_what_is_missing() {
  all_but python3-torch
  sed -i /^clang$/d "$installed"
  try 0 ./ember install oracle bench --yes
  says "$calls" "apt-get install -y --no-install-recommends python3-torch"
  not_says "$calls" "clang"
}
case_bench_builds_a_suite_with_its_rivals_and_runs_it() {
  all_but libdnnl-dev
  try 0 ./ember bench kernels --vs none --yes
  says "$calls" "apt-get install -y --no-install-recommends libdnnl-dev"
  says "$calls" "-DEMBER_BENCH=ON"
  says "$calls" "--target kernels_bench"
  says "$out" "ran: --vs none"
  try 2 ./ember bench nothing
  says "$err" "there are: kernels, autograd"
}
case_help_needs_neither_packages_nor_a_build() {
  try 0 ./ember --help
  says "$out" "./ember train dqn"
  [ ! -s "$calls" ] || fail_with "help called a tool"
  try 2 ./ember
  says "$err" "./ember test"
}

cd tree
"case_$2"
