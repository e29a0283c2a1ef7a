#!/bin/sh
# The part of run.sh that runs inside the fresh Debian, as root and as the first process.
#
# usage: sh inside.sh COMMANDS
set -eu
commands=$1
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive

wrong() {
    echo "package: $*" >&2
    exit 1
}

as_anna() {
    setpriv --reuid anna --regid anna --init-groups \
        env -i HOME=/home/anna USER=anna LOGNAME=anna PATH="$PATH" sh -c "cd && $1"
}

# until_true SECONDS COMMAND: asks each 0.1 s.
until_true() {
    left=$(($1 * 10))
    until as_anna "$2" >/dev/null 2>&1; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.1
    done
}

# Everything of the package that is on the disk, its documentation aside.
left_behind() {
    find / -xdev \( -path /root -o -path /proc -o -path /home -o -path /var/lib/dpkg \
        -o -path /var/log -o -path /tmp \) -prune -o -name '*tasksched*' -print
}

dpkg -i /root/first.deb >/dev/null 2>&1 || wrong "it does not install"
useradd --create-home anna
echo "installed: $(tasksched --version), $(dpkg -L tasksched | wc -l) files"

as_anna 'tasksched schedule --in 1s --name first -- touch first-ran' >/dev/null 2>&1 ||
    wrong "a task is not stored"
as_anna 'tasksched daemon start' >/dev/null || wrong "the daemon does not start"
until_true 20 'test -f first-ran' || wrong "the first task did not run"

# Each command notes that it began, and takes longer than the upgrade. The daemon is stopped while
# they run; they are the supervisor's.
as_anna "i=0; while [ \$i -lt $commands ]; do
    echo '{\"in\":\"1s\",\"shell\":\"echo begun >>begun; sleep 15; echo ended >>ended\"}'
    i=\$((i + 1)); done | tasksched schedule --batch -" >/dev/null || wrong "the batch is refused"
until_true 20 "test \$(wc -l <begun) -eq $commands" || wrong "not all commands began"

echo '# changed by the administrator' >>/etc/tasksched/tasksched.toml
dpkg -i /root/second.deb >/dev/null 2>&1 || wrong "it does not upgrade"
[ "$(dpkg-query -W -f '${Version}' tasksched)" = 99.0-1 ] || wrong "the old version stayed"
tail -1 /etc/tasksched/tasksched.toml | grep -q administrator ||
    wrong "the upgrade overwrote the configuration"
as_anna 'tasksched daemon stop && tasksched daemon start' >/dev/null || wrong "no restart after the upgrade"
until_true 60 "test \$(tasksched runs --state succeeded --limit 100000 | grep -c succeeded) \
    -ge $((commands + 1))" || wrong "not all runs ended: $(as_anna 'tasksched status')"
begun=$(wc -l </home/anna/begun)
ended=$(wc -l </home/anna/ended)
echo "upgraded while $commands commands ran: $begun begun, $ended ended"
[ "$begun $ended" = "$commands $commands" ] || wrong "lost or run twice"

as_anna 'tasksched daemon stop' || wrong "the daemon does not stop"
dpkg -r tasksched >/dev/null 2>&1 || wrong "it is not removed"
[ -f /etc/tasksched/tasksched.toml ] || wrong "removing took the configuration along"
[ -f /home/anna/.local/share/tasksched/tasks.db ] || wrong "removing took the user's store along"
dpkg -P tasksched >/dev/null 2>&1 || wrong "it is not purged"
[ -z "$(left_behind)" ] || wrong "left behind: $(left_behind)"
echo "removed and purged: nothing is left but the user's store"
