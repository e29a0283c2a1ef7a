#!/bin/sh
# man_options.sh ROOT TASKSCHED: tasksched(1) names every verb and every option that the program
# takes, with the same metavar, and no others.
#
# The page has a section `.Ss VERB` for each verb, and its options as `.It Fl -NAME Ar METAVAR`.
# Those for all commands stand in the section OPTIONS; `update` takes those of `schedule` too.
set -eu
page=$1/man/tasksched.1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What the program takes: "verb --option METAVAR", "-" where there is no metavar.
"$2" --dump-options | awk -F '\t' '$2 != "-" { print $1 "\t" $2 "\t" $3 }' | sort >"$scratch/takes"
"$2" --dump-options | cut -f 1 | sort -u >"$scratch/verbs"

# What the page says: the same, under "OPTIONS" for those for all commands.
awk '
    /^\.Sh / { verb = $2 == "OPTIONS" ? "OPTIONS" : "" }
    /^\.Ss / { verb = substr($0, 5) }
    /^\.It .*Fl -/ && verb != "" {
        option = $0
        sub(/.*Fl -/, "", option)
        metavar = "-"
        if (split(option, part, / Ar /) == 2) { option = part[1]; metavar = part[2] }
        print verb "\t" (option ~ /^ ?$/ ? "--" : "--" option) "\t" metavar
    }' "$page" | sed 's/\t---\t/\t--\t/; s/\\-/-/g' | sort >"$scratch/says"
sed -n 's/^\.Ss //p' "$page" | sort >"$scratch/said_verbs"

# Where in the page an option of a verb may stand.
awk -F '\t' '
    FILENAME ~ /says$/ { said[$0] = 1; next }
    {
        rest = "\t" $2 "\t" $3
        if (($1 rest) in said) { used[$1 rest] = 1; next }
        if (("OPTIONS" rest) in said) { used["OPTIONS" rest] = 1; next }
        if ($1 == "update" && ("schedule" rest) in said) next
        print "tasksched.1: section " $1 " lacks: " $2 " " $3
    }
    END {
        for (line in said) {
            if (!(line in used) && line !~ /^OPTIONS\t--version\t/) {
                gsub(/\t/, " ", line)
                print "tasksched.1 names what the program does not take: " line
            }
        }
    }' "$scratch/says" "$scratch/takes" >"$scratch/found"
diff "$scratch/verbs" "$scratch/said_verbs" | sed -n '
    s/^< \(.*\)/tasksched.1: has no section .Ss \1/p
    s/^> \(.*\)/tasksched.1: the program has no verb \1/p' >>"$scratch/found"

sort "$scratch/found"
[ ! -s "$scratch/found" ] && [ -s "$scratch/takes" ]
