# SPDX-License-Identifier: Apache-2.0
# Debian packages for ./setup and ./test, which read this file with ".".

# What building and running takes.
build_packages="gcc libc6-dev cmake ninja-build pkg-config libsqlite3-dev libjansson-dev
    libutf8proc-dev libstemmer-dev libssl-dev libcurl4-openssl-dev libmicrohttpd-dev libpoppler-glib-dev poppler-data
    libxml2-dev libarchive-dev libgmime-3.0-dev libseccomp-dev
    python3 python3-pip"

# What the tests take beyond that.
test_packages="libcmocka-dev clang libclang-rt-14-dev clang-format clang-tidy gcovr gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
    chromium chromium-driver fonts-dejavu-core"

# need LOG PACKAGE...: installs those of the packages that are missing, as root or through sudo.
need() {
    log=$1
    shift
    missing=
    for package; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || {
            echo "these packages are missing; install them as root: apt-get install$missing" >&2
            return 1
        }
        sudo=sudo
    fi
    echo "      installing$missing"
    # shellcheck disable=SC2086 # one word a package
    if ! { $sudo apt-get -o DPkg::Lock::Timeout=300 update &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y \
            --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        echo "apt-get failed: see the lines above and $log" >&2
        return 1
    fi
}
