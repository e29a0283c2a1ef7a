#!/bin/sh
# Words that stand for unfinished work, for files without a subject, and for tests that guess how
# long something takes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"

# finding REASON: appends the reason to the lines of standard input.
finding() {
    sed "s|\$|   [$1]|"
}

sources() {
    sh "$here/files.sh" . '*.cpp' '*.h'
}

found=$(
    sh "$here/files.sh" . '*' | grep -v '^tests/lint/words\.sh$' | tr '\n' '\0' |
        xargs -0 grep -nwE 'TODO|FIXME|XXX|HACK' | finding 'finish it, or say it in an issue' || true
    sh "$here/files.sh" . '*' | grep -iE '(util|helper|manager|misc)s?[^/]*$' |
        finding 'name the file by its subject' || true
    sources | xargs grep -nE '(class|struct) [A-Za-z]*(Manager|Helper|Util)' |
        finding 'name the type by its subject' || true
    sources | grep '^tests/' | grep -vE "^tests/(support/eventually\.h$|bench/)" |
        xargs grep -nE 'sleep_for|sleep_until|usleep|nanosleep|[^_a-z]sleep\(' |
        finding 'wait for a condition: tests/support/eventually.h' || true
    sources | xargs grep -nE '^ *using namespace ' | grep -v '_literals;' |
        finding 'name what is used' || true
    # shellcheck disable=SC2016  # the dollar is awk's
    sources | grep '\.h$' | xargs awk 'FNR == 1 && $0 != "#pragma once" { print FILENAME }' |
        finding 'begin with #pragma once'
)
[ -z "$found" ] || { echo "$found"; exit 1; }
