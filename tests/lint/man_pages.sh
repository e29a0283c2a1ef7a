#!/bin/sh
# The man pages are clean for mandoc(1), and each has the sections that readers look for.
set -eu
cd "$1/man"

mandoc -T lint -W warning ./*.[1578]
bad=0
for page in *.[1578]; do
    for section in NAME DESCRIPTION FILES EXAMPLES 'SEE ALSO'; do
        grep -qx "\.Sh $section" "$page" || {
            echo "man/$page: has no section $section"
            bad=1
        }
    done
done
exit $bad
