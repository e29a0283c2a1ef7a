#!/bin/sh
# files.sh ROOT NAME...: the project's files whose names match one of the patterns of find(1), a
# line each, relative to ROOT. Whatever is built or hidden is left out.
set -eu
cd "$1"
shift
for pattern in "$@"; do
    find . -path ./build -prune -o -path './.[a-z]*' -prune -o -type f -name "$pattern" -print
done | sed 's|^\./||' | sort
