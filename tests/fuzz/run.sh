#!/bin/sh
# Fuzzes the readers of cron expressions, of times, of crontabs, and of what comes over the socket:
# each for so many seconds, from the seeds in
# tests/fuzz/corpus and what earlier runs found worth keeping.
#
# usage: sh tests/fuzz/run.sh SECONDS
#
# A crash, a broken promise of a target, or an input that takes more than 10 ms is a finding: it ends
# the run with 1, and the input is kept in build/fuzz/findings.
set -eu
cd "$(dirname "$0")/../.."

case "$#:${1-}" in
1:*[!0-9]* | 1: | [!1]:*)
    echo "usage: sh tests/fuzz/run.sh SECONDS" >&2
    exit 2
    ;;
esac
seconds=$1

sh share/packages.sh build tests fuzz
cmake --preset fuzz --log-level=WARNING
cmake --build --preset fuzz

build=build/fuzz
mkdir -p "$build/findings"

# sow NAME: a file for each seed, which is a line of the list, with \n for a line end.
sow() {
    mkdir -p "$build/corpus/$1"
    awk -v folder="$build/corpus/$1" '{
        file = sprintf("%s/seed-%04d", folder, NR)
        gsub(/\\n/, "\n")
        printf "%s", $0 >file
        close(file)
    }' "tests/fuzz/corpus/$1.txt"
}

# fuzz NAME LONGEST: LONGEST is that of an input, in bytes.
fuzz() {
    sow "$1"
    log=$build/fuzz_$1.log
    if "$build/bin/fuzz_$1" -max_total_time="$seconds" -max_len="$2" -timeout=5 \
        -dict="tests/fuzz/$1.dict" -artifact_prefix="$build/findings/$1-" -print_final_stats=1 \
        "$build/corpus/$1" >"$log" 2>&1; then
        inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "fuzz_$1: $inputs inputs in $seconds s, nothing found"
        return 0
    fi
    tail -n 40 "$log" >&2
    echo "fuzz_$1: found something, see $build/findings" >&2
    return 1
}

failed=0
fuzz cron 1100 || failed=1
fuzz time 200 || failed=1
fuzz crontab 2000 || failed=1
fuzz frames 4096 || failed=1
exit $failed
