# Installs Debian packages, or tells how. Read by system-packages.sh and test-packages.sh.
# shellcheck shell=sh

# can_install WHY PACKAGES: sets as_root where packages can be installed without a question;
# otherwise prints WHY and the packages, or the command that installs them, and fails.
can_install() {
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "facevouch: $1; by their Debian names:" >&2
        echo "  $2" >&2
        return 1
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        echo "facevouch: $1; install them with:" >&2
        echo "  sudo apt-get install -y --no-install-recommends $2" >&2
        return 1
    fi
}

apt_install() {
    # through env: sudo passes no variable on
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        "$@" </dev/null
}

# install_packages PACKAGE…: all at once, which is quickest; then with new package lists; then one by
# one, because a package that a distribution lacks must not keep the others away. Prints the end of
# apt's output for each that fails; fails if any does.
install_packages() {
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    apt_install "$@" >"$log" 2>&1 && return
    # a fresh machine or container has no package lists yet, and old lists name files that are gone
    $as_root apt-get update -q >>"$log" 2>&1 </dev/null
    apt_install "$@" >>"$log" 2>&1 && return
    failed=
    for package in "$@"; do
        [ $# -gt 1 ] && apt_install "$package" >"$log" 2>&1 && continue
        tail -n 3 "$log" >&2
        failed="$failed $package"
    done
    [ -z "$failed" ]
}
