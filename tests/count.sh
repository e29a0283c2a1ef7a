#!/bin/sh
# Runs ctest and counts the single tests inside the test programs.
#
# usage: sh tests/count.sh BUILD_DIRECTORY [CTEST OPTION...]
#
# The last line is 'N passed, N failed'. Exits with 1 where a test failed or none ran.
set -eu

build=$1
shift
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 129' HUP INT TERM

# Each test program writes its own counts beside ctest's.
GTEST_OUTPUT="xml:$results/" ctest --test-dir "$build" --output-on-failure --no-tests=error \
    --output-junit "$results/ctest.junit" "$@" || true

# ctest's name of each test that it ran, and whether it passed.
sed -n 's/.*<testcase name="\([^"]*\)".* status="\([^"]*\)".*/\1 \2/p' \
    "$results/ctest.junit" >"$results/list"

passed=0
failed=0
while read -r name status; do
    ran=1
    bad=0
    [ "$status" = run ] || bad=1
    if [ -f "$results/$name.xml" ]; then
        # A program that died left counts that do not tell of it: hence the 1 above.
        counts=$(sed -n 's/.*<testsuites tests="\([0-9]*\)" failures="\([0-9]*\)" disabled="\([0-9]*\)" errors="\([0-9]*\)".*/\1 \2 \3 \4/p' \
            "$results/$name.xml")
        if [ -n "$counts" ]; then
            # shellcheck disable=SC2086  # four numbers
            set -- $counts
            ran=$(($1 - $3))
            [ $(($2 + $4)) -eq 0 ] || bad=$(($2 + $4))
        fi
    fi
    failed=$((failed + bad))
    [ "$ran" -lt "$bad" ] || passed=$((passed + ran - bad))
done <"$results/list"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
