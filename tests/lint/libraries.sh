#!/bin/sh
# A third party is included in one place, and SQL stands in the store alone. Tests may use the
# database directly, to lay out what a store must refuse and to compare with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"

# only_in REASON PATTERN PLACES: lines that match PATTERN in files elsewhere are findings. PLACES are
# regular expressions of paths.
only_in() {
    sh "$here/files.sh" . '*.cpp' '*.h' | grep -vE "^($3)" | xargs grep -nE -- "$2" |
        sed "s|\$|   [$1]|" || true
}

sql='SELECT [a-z*(]|INSERT (OR [A-Z]+ )?INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE)'
sql="$sql|PRAGMA [a-z_]+|BEGIN IMMEDIATE"
pure='common/(base|schedule|model|config)|daemon/scheduler'

found=$(
    only_in 'CLI11 in cli/args and the options of the daemon' '#include [<"]CLI/' \
        'cli/args/|daemon/options'
    only_in 'toml++ in common/config' '#include [<"]toml' 'common/config/'
    only_in 'libical in common/config' '#include [<"]libical/' 'common/config/'
    only_in 'SQLite in common/store/sqlite' '#include [<"](SQLiteCpp|sqlite3)' \
        'common/store/sqlite/|tests/'
    only_in 'Abseil in common/time' '#include [<"]absl/' 'common/time/'
    only_in 'Asio in daemon' '#include [<"]asio' 'daemon/|tests/'
    only_in 'spdlog in daemon' '#include [<"]spdlog/' \
        'daemon/|tests/unit/daemon/|tests/simulation/dispatch/'
    only_in 'libcurl in daemon/transfer' '#include [<"]curl/' 'daemon/transfer/|tests/'
    only_in 'SQL in common/store' "$sql" 'common/store/|tests/'
    sh "$here/files.sh" . '*.cpp' '*.h' | grep -E "^($pure)/" |
        xargs grep -nE '_clock::now|clock_gettime|gettimeofday|[^_a-z.>]time\((nullptr|NULL|0)\)' |
        sed 's|$|   [this folder is pure: it is handed the time]|' || true
)
[ -z "$found" ] || { echo "$found"; exit 1; }
