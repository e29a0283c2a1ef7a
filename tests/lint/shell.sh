#!/bin/sh
# Shell scripts are clean for shellcheck(1).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
sh "$here/files.sh" . '*.sh' | xargs shellcheck
[ ! -f .ci/run ] || shellcheck .ci/run
