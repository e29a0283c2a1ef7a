#!/bin/sh
# What an administrator does with the Debian package: checks, installs, uses, upgrades, removes and
# purges it, on a Debian of its own that debootstrap makes.
#
# usage: sh tests/package/run.sh BUILD [COMMANDS]     as root, or with sudo
#
# BUILD is a directory of a release build; its package is made first. COMMANDS run while the package
# is upgraded, 100 by default. Prints what it counted; ends with 1 at the first thing that is wrong.
set -eu
[ "$(id -u)" -eq 0 ] || exec sudo sh "$0" "$@"
cd "$(dirname "$0")/../.."

if [ $# -lt 1 ] || [ ! -d "$1" ]; then
    echo "usage: sh tests/package/run.sh BUILD [COMMANDS]" >&2
    exit 2
fi
build=$1
commands=${2:-100}

scratch=$(mktemp -d /tmp/tasksched-package-XXXXXX)
trap 'rm -rf --one-file-system "$scratch"' EXIT

wrong() {
    echo "package: $*" >&2
    exit 1
}

# The package, and one that is newer by its number alone.
make_packages() {
    (cd "$build" && cpack -G DEB -B "$scratch/packed" >"$scratch/cpack.log") ||
        wrong "cpack failed: $(tail -3 "$scratch/cpack.log")"
    mv "$scratch"/packed/*.deb "$scratch/first.deb"
    lintian --allow-root --fail-on error,warning "$scratch/first.deb" || wrong "lintian"
    dpkg-deb -R "$scratch/first.deb" "$scratch/files"
    sed -i 's/^Version: .*/Version: 99.0-1/' "$scratch/files/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$scratch/files" "$scratch/second.deb" >/dev/null
}

# What compiler and linker were told (cmake/compile_options.cmake), as the programs show it.
check_hardening() {
    for program in usr/bin/tasksched usr/sbin/taskschedd usr/libexec/tasksched/tasksched-supervisor; do
        readelf --wide --file-header --program-headers --dynamic --dyn-syms --notes \
            "$scratch/files/$program" >"$scratch/elf"
        while read -r shown meaning; do
            grep -q -e "$shown" "$scratch/elf" || wrong "$program: $meaning"
        done <<-END
			Type:.*DYN at a fixed address, not a position-independent executable
			FLAGS_1.*NOW resolves symbols lazily, its table of functions stays writable
			GNU_RELRO without read-only relocations
			GNU_STACK.*RW[[:space:]] its stack is executable
			__stack_chk_fail without stack protection
			__[a-z]*_chk@ without checks of buffers (_FORTIFY_SOURCE)
		END
    done
    echo "hardened: 3 programs"
}

# systemd-analyze ends with 0 where it only warns: it must have nothing to say.
check_unit() {
    sed "s#=/usr/#=$scratch/files/usr/#" "$scratch/files/usr/lib/systemd/user/taskschedd.service" \
        >"$scratch/taskschedd.service"
    said=$(XDG_RUNTIME_DIR=$scratch systemd-analyze --man=no --user verify \
        "$scratch/taskschedd.service" 2>&1) || said="$said (failed)"
    [ -z "$said" ] || wrong "the unit: $said"
    echo "verified: the user's unit"
}

# The packages that the first one depends on. A name that no package has is one that another provides;
# debootstrap knows packages alone.
dependencies() {
    for name in $(dpkg-deb -f "$scratch/first.deb" Depends | sed 's/([^)]*)//g; s/,//g'); do
        # shellcheck disable=SC2016  # the braces are dpkg-query's
        dpkg-query -W -f '${Package} ${Provides}\n' | sed 's/([^)]*)//g; s/,//g' |
            awk -v name="$name" '{ for (i = 1; i <= NF; i++) if ($i == name) { print $1; exit } }' |
            head -1
    done | paste -s -d ,
}

make_debian() {
    depends=$(dependencies)
    # shellcheck disable=SC2016  # apt-get's own
    mirror=$(apt-get indextargets --format '$(SITE)' | head -1)
    debootstrap --variant=minbase --include="$depends,procps" bookworm "$scratch/debian" \
        "$mirror" >"$scratch/debootstrap.log" 2>&1 ||
        wrong "debootstrap failed: $(tail -3 "$scratch/debootstrap.log")"
    cp "$scratch/first.deb" "$scratch/second.deb" tests/package/inside.sh "$scratch/debian/root/"
}

make_packages
check_hardening
check_unit
make_debian
# In namespaces of its own: no process outlives it, and it has no network.
unshare --mount --pid --net --fork --mount-proc="$scratch/debian/proc" \
    chroot "$scratch/debian" /bin/sh /root/inside.sh "$commands"
