#!/bin/sh
# figures.sh BUILD_DIRECTORY: measures what README.md says under 'Measured', at full size. Each
# figure prints its count, and its seed where it has one. Exits with 1 where a target is missed.
set -eu
bin=$1/bin
missed=

# figure NAME COMMAND...
figure() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || missed="$missed; $name"
}

# The peer is built from Debian's packages alone, with what it compiles kept in the build.
beside_peer() {
    sh share/packages.sh bench &&
        env GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$(cd "$bin" && pwd)/../go" \
            go build -o "$bin/peer_next" tests/bench/peer/next.go &&
        "$bin/bench_next_beside" "$bin/peer_next"
}

beside_cron() {
    sh share/packages.sh bench && "$bin/bench_burst" 5000 tests/bench/peer/cron.sh
}

figure 'start of one-offs, scheduled ahead' "$bin/bench_latency" 200
figure 'thousands at once' beside_cron
figure 'cost of the command' "$bin/bench_command_cost" 200
figure 'kill -9 under load' env TASKSCHED_TEST_KILLS=200 TASKSCHED_TEST_SEED="$(date +%s)" \
    "$bin/integration_crash" '--gtest_filter=Crash.Of*'
figure '500 commands over 50 kills' env TASKSCHED_TEST_COMMANDS=500 TASKSCHED_TEST_KILLS=25 \
    "$bin/integration_handover" '--gtest_filter=HandOver.GivesTheNextDaemonTheTrueEndsOfWhatRan'
figure 'kill -9 at named points' env TASKSCHED_TEST_ROUNDS=10 "$bin/integration_kill_points"
figure '10,000 payments over 20 kills' env TASKSCHED_TEST_PAYMENTS=10000 TASKSCHED_TEST_KILLS=20 \
    TASKSCHED_TEST_SEED="$(date +%s)" "$bin/integration_payments" '--gtest_filter=PaymentCrash.*'
figure 'a hundred a second' "$bin/bench_steady" 60
figure '3,000 at one moment' "$bin/bench_wide" 3000 30
figure 'claim, dispatch and record' "$bin/bench_dispatch" 50000
figure '5,000 calls of URLs in the same second' "$bin/bench_transfers" 5000 1000
figure 'what 100,000 runs leave behind' "$bin/bench_soak" 100000
figure 'every write, sync and open of the store failing, once' env TASKSCHED_TEST_STRIDE=1 \
    "$bin/unit_store_faults"
figure 'a store whose writes and syncs fail' env TASKSCHED_TEST_RUNS=5000 \
    TASKSCHED_TEST_SEED="$(date +%s)" "$bin/integration_store_faults" '--gtest_filter=*Nothing'
figure 'a full disk' env TASKSCHED_TEST_RUNS=5000 TASKSCHED_TEST_SEED="$(date +%s)" \
    unshare --user --map-root-user --mount "$bin/integration_disk_full"
figure 'the reference model of cron' env TASKSCHED_TEST_CASES=200000 \
    "$bin/unit_schedule" '--gtest_filter=CronModel.*'
figure 'ten years of a thousand tasks' env TASKSCHED_TEST_YEARS=10 "$bin/simulation"
figure 'a million runs through every fault' env TASKSCHED_TEST_SEEDS=10000 "$bin/simulation_dispatch"
figure 'the next time, beside a cron library' beside_peer
figure 'emails due in the same second' "$bin/bench_mail" 1000
figure 'next --batch' "$bin/bench_next_lines" 100000
figure 'a batch, in the store alone' "$bin/bench_batch" 100000
figure 'a crontab of 10,000 lines' "$bin/bench_crontab" 10000
figure 'round trips of random crontabs' env TASKSCHED_TEST_CRONTABS=10000 \
    "$bin/integration_cli" '--gtest_filter=Crontab.ComesBackByteForByteWhateverItIs'
figure 'many tasks' "$bin/bench_many_tasks" 100000

if [ -n "$missed" ]; then
    printf '\nfigures.sh: missed%s\n' "$missed"
    exit 1
fi
