#!/bin/sh
# Installs what is missing, builds, and runs all tests.
#
# usage: sh tests/run.sh [--full]
#
# The last line is 'N passed, N failed'. With --full the figures of README.md, 'Measured', are
# taken as well, at their full size; that takes about half an hour and wants an idle machine.
set -eu
cd "$(dirname "$0")/.."

full=no
missed=no
case "$#:${1-}" in
0:) ;;
1:--full) full=yes ;;
*)
    echo "usage: sh tests/run.sh [--full]" >&2
    exit 2
    ;;
esac

sh share/packages.sh build tests
cmake --preset dev --log-level=WARNING
cmake --build --preset dev

if [ $full = yes ]; then
    cmake --preset release --log-level=WARNING -DTASKSCHED_BUILD_TESTS=ON
    cmake --build --preset release
    sh tests/fuzz/run.sh 60
    sh share/packages.sh package
    sh tests/package/run.sh build/release
    sh tests/bench/figures.sh build/release || missed=yes
fi
# Tests of the running daemon hold it to the second: they get the machine for themselves.
# A test counts for two, or for one where it waits most of the time (cmake/testing.cmake).
sh tests/count.sh build/dev -j "$((2 * $(nproc)))"
[ $missed = no ]
