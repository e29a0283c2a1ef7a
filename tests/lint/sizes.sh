#!/bin/sh
# Sources have up to 400 lines, headers up to 150: a larger one holds more than one subject. The
# length of functions is clang-tidy's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"

# up_to LIMIT PATTERN...
up_to() {
    limit=$1
    shift
    sh "$here/files.sh" . "$@" | xargs wc -l |
        awk -v limit="$limit" '$1 > limit && $2 != "total" {
            print $2 ": " $1 " lines, more than " limit "; split it by subject"
        }'
}

found=$(
    up_to 400 '*.cpp'
    up_to 150 '*.h' CMakeLists.txt
)
[ -z "$found" ] || { echo "$found"; exit 1; }
