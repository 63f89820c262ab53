#!/bin/sh
# bench/runs.sh EMBER [SEEDS]: whole training runs beside what the same takes elsewhere, as rows of a table. EMBER is the
# program `ember`; each row is the median over SEEDS runs (5), one at a time, each on one thread. Seconds are those of
# training; the closing evaluation of the last or best weights on 100 fresh episodes, which gives the return, is not counted.
set -eu

[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
ember=$1 seeds=${2:-5}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# run SEED ALGORITHM OPTION...: steps, seconds and return of one run.
run() {
  seed=$1
  shift
  rm -rf "$out"/*/*/"$1-$seed"
  "$ember" train "$@" --seed "$seed" --out "$out" --name "$1-$seed" --checkpoint-seconds 0 --progress plain \
    --log-every 1000000000 | sed -n 's/^\([0-9]*\) steps, .* in \([0-9.]*\) s; .*return \([-0-9.]*\) .*/\1 \2 \3/p'
}

# middle COLUMN: the median of a column of the lines read.
middle() {
  awk -v column="$1" '{ print $column }' | sort -n | awk '{ x[NR] = $1 } END { print (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2 }'
}

# row NAME UNIT ELSEWHERE COUNT ALGORITHM OPTION...: UNIT is s, or us for microseconds of a step.
row() {
  name=$1 unit=$2 elsewhere=$3 count=$4
  shift 4
  seed=0
  : >"$out/lines"
  while [ "$seed" -lt "$count" ]; do
    run "$seed" "$@" >>"$out/lines"
    seed=$((seed + 1))
  done
  if [ "$unit" = us ]; then
    awk '{ print $1, $2 / $1 * 1e6, $3 }' "$out/lines" >"$out/scaled"
  else
    cp "$out/lines" "$out/scaled"
  fi
  printf '| %s | %.3g %s | %.1f | %s | %s |\n' "$name" "$(middle 2 <"$out/scaled")" "$unit" \
    "$(middle 3 <"$out/scaled")" "$count" "$elsewhere"
}

now() { date +%s.%N; }
sac='sac --env Pendulum-v1 --steps 10000 --eval-every 0 --no-stop-when-solved'

echo '| run | median | return | seeds | elsewhere |'
echo '|---|---|---|---|---|'
row 'the notebook'\''s DQN, per step' us 'PyTorch 820 us' "$seeds" dqn --recipe notebook --no-notebook-lines
row 'the notebook'\''s REINFORCE, per step' us 'PyTorch 314 to 414 us' "$seeds" \
  reinforce --recipe notebook --no-notebook-lines
# shellcheck disable=SC2086  # a list of options
row 'SAC, Pendulum, 10 000 steps' s 'RLtools 2.27 s' "$seeds" $sac
row 'TD3, Pendulum, 10 000 steps' s 'RLtools 1.70 s' "$seeds" td3 --env Pendulum-v1 --steps 10000 --eval-every 0 \
  --no-stop-when-solved
row 'PPO, Pendulum, 307 200 steps' s 'RLtools 5.0 s, return -175' "$seeds" ppo --env Pendulum-v1 --steps 307200 \
  --num-envs 4 --num-steps 1024 --num-minibatches 16 --update-epochs 5 --gae-lambda 0.95 --eval-every 0 \
  --no-stop-when-solved
row 'CartPole to 475 (A2C)' s '' 20 a2c
row 'CartPole to 475 (PPO)' s '' 20 ppo

# Two seeds at once, each on a core, beside one: wall time, in turns.
turn=0
: >"$out/turns"
while [ "$turn" -lt "$seeds" ]; do
  start=$(now)
  # shellcheck disable=SC2086
  run 0 $sac >"$out/first"
  between=$(now)
  # shellcheck disable=SC2086
  run 1 $sac >"$out/second" &
  # shellcheck disable=SC2086
  run 2 $sac >"$out/third"
  wait
  end=$(now)
  echo "$start $between $end" | awk '{ print ($3 - $2) / ($2 - $1) }' >>"$out/turns"
  turn=$((turn + 1))
done
printf '| two seeds of SAC at once, beside one | %.3f times | | %s | |\n' "$(middle 1 <"$out/turns")" "$seeds"
