#!/bin/sh
# Own headers are included along the arrows of ARCHITECTURE.md only, and from the root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"

# Each line: a folder, then the folders that it may include beside itself. The first that holds a
# file counts.
arrows='
common/base
common/time        common/base
common/schedule    common/base common/time
common/model       common/base common/time common/schedule
common/crontab     common/base common/time common/schedule common/model
common/config      common/base common/time common/schedule common/model
common/ipc         common/base common/time common/schedule common/model
common/launch      common/base common/time common/schedule common/model
common/store       common/base common/time common/schedule common/model
common/service     common
cli                common
daemon/scheduler   common/base common/time common/schedule common/model common/store
daemon             common
tests              common cli daemon'

sh "$here/files.sh" . '*.cpp' '*.h' | xargs grep -n '^ *#include "' /dev/null |
    awk -F '"' -v arrows="$arrows" '
        BEGIN { rules = split(arrows, rule, "\n") }
        {
            file = $1
            sub(/:.*/, "", file)
            good = 0
            for (i = 1; i <= rules; ++i) {
                words = split(rule[i], folder, " +")
                if (words == 0 || index(file, folder[1] "/") != 1) continue
                for (j = 1; j <= words; ++j) {
                    if (index($2, folder[j] "/") == 1) good = 1
                }
                break
            }
            if (!good) {
                print file ": may not include \"" $2 "\"; it may include:" substr(rule[i], 1)
                bad = 1
            }
        }
        END { exit bad }'
