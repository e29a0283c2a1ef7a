#!/bin/sh
# Every .cpp file stands in exactly one CMakeLists.txt, the one of its folder or of a folder above.
# What the build makes is left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# shellcheck disable=SC2016  # the braces are CMake's
made_by_the_build='s|${CMAKE_CURRENT_BINARY_DIR}[^ )]*||'

sh "$here/files.sh" . CMakeLists.txt | while read -r list; do
    sed "s/#.*//; $made_by_the_build" "$list" | grep -oE '[A-Za-z0-9_/.-]+\.cpp' | sort -u |
        sed "s|^|$(dirname "$list")/|" || true
done | sed 's|^\./||' | sort >"$scratch/listed"
sh "$here/files.sh" . '*.cpp' >"$scratch/there"

found=$(
    diff "$scratch/listed" "$scratch/there" | sed -n '
        s/^< \(.*\)/\1: listed in a CMakeLists.txt twice, or not there/p
        s/^> \(.*\)/\1: in no CMakeLists.txt; list it in its folder/p'
)
[ -z "$found" ] || { echo "$found"; exit 1; }
