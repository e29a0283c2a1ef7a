#!/bin/sh
# Builds tasksched and shows it at work: a one-off, a task every two seconds and a cron task on a
# scratch store of their own. Nothing is left behind but the build.
#
# usage: sh share/quickstart.sh
set -eu
cd "$(dirname "$0")/.."
root=$PWD

echo "Building (the first time takes some minutes) ..."
sh share/packages.sh build
[ -f build/release/build.ninja ] ||
    cmake --preset release --log-level=WARNING -DTASKSCHED_BUILD_TESTS=OFF
cmake --build --preset release --target tasksched taskschedd -- --quiet

scratch=$(mktemp -d)
PATH=$root/build/release/bin:$PATH
TASKSCHED_STORE=sqlite:$scratch/tasks.db
TASKSCHED_CONFIG=$scratch/tasksched.toml
export PATH TASKSCHED_STORE TASKSCHED_CONFIG
unset TASKSCHED_RUNTIME_DIR
: >"$TASKSCHED_CONFIG"

# Whatever happens, no daemon and no store stay behind.
daemon=
clean_up() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

# show COMMAND...: prints a command line, then what it prints.
show() {
    printf '\n$'
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./:=@+-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$@"
}

# wait_for WHAT COMMAND...: asks until the command succeeds, for up to 30 seconds.
wait_for() {
    what=$1
    shift
    rounds=0
    until "$@"; do
        rounds=$((rounds + 1))
        if [ $rounds -gt 150 ]; then
            echo "quickstart.sh: waited 30 s for $what; the daemon's log:" >&2
            cat "$scratch/log" >&2
            exit 1
        fi
        sleep 0.2
    done
}

is_ready() {
    kill -0 "$daemon" 2>/dev/null && grep -qw ready "$scratch/log"
}

has_run() {
    [ "$(tasksched runs "$1" --state succeeded | wc -l)" -ge "$2" ]
}

printf '\n$ taskschedd &\n'
taskschedd 2>"$scratch/log" &
daemon=$!
wait_for 'the daemon' is_ready
cat "$scratch/log"

show tasksched schedule --name once --in 2s -- echo 'Hello from the past'
show tasksched schedule --name pulse --every 2s -- date
show tasksched schedule --name cron --cron '*/3 * * * * *' --tz Europe/Paris --shell 'date | wc -c'
show tasksched list
show tasksched next cron --count 3

wait_for 'the one-off' has_run once 1
wait_for 'the periodic task' has_run pulse 2
wait_for 'the cron task' has_run cron 1
show tasksched runs
show tasksched logs "$(tasksched runs once | cut -f 1)"
show tasksched status

printf '\n$ kill %%1\n'
kill "$daemon"
wait "$daemon"
daemon=
sed -n '$p' "$scratch/log"
