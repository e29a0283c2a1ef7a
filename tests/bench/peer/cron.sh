#!/bin/sh
# cron.sh COUNT NOTE_START NOTES: runs Debian's cron with COUNT lines for the same minute, each of
# which notes its start in NOTES. As root, in mounts of its own: the machine's crontabs are neither
# seen nor touched. Prints the second at which they were due, and returns when all have started.
set -eu
count=$1
note_start=$2
notes=$3

if [ -z "${TASKSCHED_BENCH_INSIDE-}" ]; then
    TASKSCHED_BENCH_INSIDE=1 exec unshare --mount sh "$0" "$@"
fi
for directory in /var/spool/cron /etc/cron.d /run; do
    mount -t tmpfs tmpfs "$directory"
done
mount --bind /dev/null /etc/crontab
mkdir -p /var/spool/cron/crontabs

# The next minute that begins in 5 seconds or later: cron reads its tables at the start.
due=$((($(date +%s) + 5 + 59) / 60 * 60))
when=$(date -d "@$due" '+%-M %-H %-d %-m')
{
    echo "MAILTO=''"
    i=0
    while [ "$i" -lt "$count" ]; do
        echo "$when * $note_start $notes $due"
        i=$((i + 1))
    done
} >/var/spool/cron/crontabs/root
chmod 600 /var/spool/cron/crontabs/root

cron -f &
cron=$!
trap 'kill "$cron"' EXIT
: >"$notes"
until [ "$(wc -l <"$notes")" -ge "$count" ]; do
    sleep 0.2
    [ "$(date +%s)" -lt $((due + 600)) ]
done
