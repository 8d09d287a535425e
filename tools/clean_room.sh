#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs commands on a clone of this repository in a bare Debian 12 root, to prove that set-up and
# tests install all they need:
#
#   tools/clean_room.sh [--host-settings] [--working-tree] ROOT [COMMAND]
#
# ROOT is made by debootstrap (minbase, git and ca-certificates) where it does not stand yet, and
# is kept: remove it for a fresh start. The repository's HEAD is cloned into ROOT/root/goshawk.
# COMMAND is run there by sh; without one, "./setup && ./test".
#
#   --host-settings  the room reaches packages as this machine does: its apt sources, pip.conf,
#                    hosts, certificates, and the proxy, pip and certificate variables
#   --working-tree   copies the tree as it stands, uncommitted files included, instead of a clone
#
# Run as root. Everything mounted stands in a mount namespace of its own and is gone afterwards.
set -euo pipefail

die() { echo "clean_room: $*" >&2; exit 1; }

host_settings= working_tree=
while [ $# -gt 0 ]; do
    case $1 in
    --host-settings) host_settings=1 ;;
    --working-tree) working_tree=1 ;;
    -h | --help) sed -n '4,19s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) die "unknown option $1; see --help" ;;
    *) break ;;
    esac
    shift
done
[ $# -ge 1 ] || die "name the folder of the root; see --help"
[ "$(id -u)" = 0 ] || die "run it as root: debootstrap and chroot need that"
command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
repository=$(cd "$(dirname "$0")/.." && pwd)
root=$1
command=${2:-./setup && ./test}

copy_host_settings() {
    local file
    rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
        $(grep -ls '^Acquire' /etc/apt/apt.conf.d/*) /etc/apt/auth.conf.d/* /etc/apt/trusted.gpg.d/* \
        /usr/share/keyrings/* /usr/local/share/ca-certificates/* /etc/pip.conf /etc/hosts /etc/resolv.conf; do
        [ -f "$file" ] || continue
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
    done
    chroot "$root" update-ca-certificates >/dev/null 2>&1
}

if [ ! -e "$root/etc/debian_version" ]; then
    mirror=()
    if [ -n "$host_settings" ]; then
        mapfile -t mirror < <(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
            'Codename: bookworm' | sort -u | head -1)
    fi
    echo "clean_room: making a bare Debian 12 in $root"
    debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "${mirror[@]}" \
        >"$root.log" 2>&1 || die "debootstrap failed: see $root.log"
fi
root=$(cd "$root" && pwd)
[ -z "$host_settings" ] || copy_host_settings

rm -rf "$root/root/goshawk"
mkdir -p "$root/root/goshawk"
if [ -n "$working_tree" ]; then
    (cd "$repository" && git ls-files -co --exclude-standard -z |
        tar --null --verbatim-files-from -T - --ignore-failed-read -cf - 2>/dev/null) |
        tar -C "$root/root/goshawk" -xf -
else
    git -C "$repository" bundle create "$root/root/goshawk.bundle" HEAD 2>/dev/null ||
        die "there is no commit to clone yet; --working-tree takes the tree as it stands"
    chroot "$root" git clone --quiet /root/goshawk.bundle /root/goshawk
    rm "$root/root/goshawk.bundle"
fi

# Only what says how to reach packages comes in from this machine's environment.
variables=(HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 CI="${CI:-true}"
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
if [ -n "$host_settings" ]; then
    while IFS='=' read -r -d '' name value; do
        case $name in
        PIP_FIND_LINKS) ;; # names a folder of this machine
        *_proxy | *_PROXY | PIP_* | SSL_CERT_* | *_CA_BUNDLE) variables+=("$name=$value") ;;
        esac
    done < <(env -0)
fi

export ROOT="$root" COMMAND="$command"
# pivot_root, not chroot: in a chroot no user namespaces can be made, which tests need.
exec unshare --mount --propagation private bash -euc '
    mount --bind "$ROOT" "$ROOT"
    cd "$ROOT"
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    mount --rbind /dev dev
    mkdir -p dev/shm .host
    pivot_root . .host
    exec env -i ROOM_COMMAND="$COMMAND" "$@" sh -c "umount -l /.host && rmdir /.host &&
        command=\$ROOM_COMMAND && unset ROOM_COMMAND && cd /root/goshawk && eval \"\$command\""
' clean_room "${variables[@]}"
