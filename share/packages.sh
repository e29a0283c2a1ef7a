#!/bin/sh
# The Debian packages that tasksched is built, tested and checked with.
#
# usage: sh share/packages.sh [--list] GROUP...     GROUP: build, tests, lint, fuzz, bench, package
#
# Installs the packages of the groups; with --list, prints their names instead. Where all are
# installed already, nothing is asked of the network and no rights are needed.
set -eu

build='
g++ cmake ninja-build ccache lld
libabsl-dev libasio-dev libcli11-dev libcurl4-openssl-dev libexpected-dev libfmt-dev libical-dev
libspdlog-dev libsqlite3-dev libsqlitecpp-dev libtomlplusplus-dev nlohmann-json3-dev
tzdata'

# python3-moneyed has a list of currencies that ours is compared with.
# `at` and `sqlite3` are what the benchmark of the command's cost compares with; curl and jq are what
# the plugins of share/plugins need, and python3 is the server that they meet; `cron` is whose crontab
# ours is compared with, and whose jobs the benchmark of thousands at once is.
tests='
libgtest-dev libgmock-dev libbenchmark-dev
at cron curl jq mandoc nginx-light openssl python3 python3-aiosmtpd python3-moneyed shellcheck sqlite3'

lint='clang-format-14 clang-tidy-16'

# The compiler of clang-tidy, and its fuzzer and sanitizers.
fuzz='clang-16 libclang-rt-16-dev'

# The cron library that the search for the next time is measured beside.
bench='golang-go golang-github-robfig-cron-dev'

# What the Debian package is made, checked and tried with.
package='debootstrap dpkg-dev file lintian systemd'

usage() {
    echo "usage: sh share/packages.sh [--list] GROUP...     GROUP: build, tests, lint, fuzz, bench, package" >&2
    exit 2
}

list=no
if [ "${1-}" = --list ]; then
    list=yes
    shift
fi
[ $# -gt 0 ] || usage

wanted=
for group in "$@"; do
    case $group in
    build) wanted="$wanted $build" ;;
    tests) wanted="$wanted $tests" ;;
    lint) wanted="$wanted $lint" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    bench) wanted="$wanted $bench" ;;
    package) wanted="$wanted $package" ;;
    *) usage ;;
    esac
done

if [ $list = yes ]; then
    # shellcheck disable=SC2086  # a list of words
    printf '%s\n' $wanted
    exit 0
fi

if ! command -v dpkg-query >/dev/null; then
    echo "packages.sh: this is not Debian; install what corresponds to:$wanted" >&2
    exit 1
fi

missing=
for package in $wanted; do
    # shellcheck disable=SC2016  # the braces are dpkg-query's
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

echo "Installing$missing"
as_root apt-get update -q
# shellcheck disable=SC2086  # a list of words
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
