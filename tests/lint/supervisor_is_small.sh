#!/bin/sh
# supervisor_is_small.sh ROOT SUPERVISOR DAEMON: the supervisor holds and loads no database, no JSON
# and no libcurl. The daemon, which does, shows that they would be seen.
set -eu
heavy='sqlite|SQLite|nlohmann|curl'

# parts_of PROGRAM: what it is made of, a name a line.
parts_of() {
    {
        nm -C "$1"
        readelf --dynamic --wide "$1" | grep NEEDED
    } | grep -E "$heavy" || true
}

[ -n "$(parts_of "$3")" ] || {
    echo "$3: shows no symbols, so that nothing can be said of the supervisor"
    exit 1
}
found=$(parts_of "$2" | head -n 5)
[ -z "$found" ] || {
    echo "$2: holds what it must do without:"
    echo "$found"
    exit 1
}
