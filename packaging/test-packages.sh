#!/bin/sh
# Installs the programs that some tests start: servers, a browser, checkers (the list is below).
#
# `make test` runs it; facevouch itself needs none of them. Quick and silent where all is there.
# Installs as root or through sudo where that asks for no password, otherwise prints the command to
# run. Never fails the build: a test whose program is missing is left out, and pytest's last lines
# name the program.
#
#   sh packaging/test-packages.sh            install or advise
#   sh packaging/test-packages.sh --check    only print what is missing; status 1 if anything is
set -u

[ "$(uname -s)" = Linux ] || exit 0

mode=${1:-install}
PATH="$PATH:/usr/sbin:/sbin"

# program, or another of its names:packages:service that they start. tests/builders/needs.py reads it.
PROGRAMS='
mosquitto:mosquitto:mosquitto
mosquitto_passwd:mosquitto:mosquitto
nginx:nginx-light:nginx
chromium,chromium-browser:chromium:
gpg:gnupg:
shellcheck:shellcheck:
promtool:prometheus:prometheus
gst-launch-1.0:gstreamer1.0-tools,gstreamer1.0-plugins-base:
'

# Prints a list with commas as words.
words() (
    IFS=,
    # shellcheck disable=SC2086 # splitting is meant
    set -- $1
    IFS=' '
    echo "$*"
)

has_one_of() {
    for name in "$@"; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

missing=
services=
for entry in $PROGRAMS; do
    # shellcheck disable=SC2046 # a list of words is meant
    has_one_of $(words "${entry%%:*}") && continue
    rest=${entry#*:}
    for package in $(words "${rest%%:*}"); do
        case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
    done
    services="$services ${rest#*:}"
done
missing=${missing# }

[ -n "$missing" ] || exit 0
if [ "$mode" = --check ]; then
    echo "missing: $missing"
    exit 1
fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "facevouch: some tests will be left out; they need, by Debian's names: $missing" >&2
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "facevouch: some tests will be left out; install what they need with:" >&2
    echo "  sudo apt-get install -y --no-install-recommends $missing" >&2
    exit 0
fi

install() {
    # through env: sudo passes no variable on
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        "$@" </dev/null
}

echo "facevouch: installing what some tests need: $missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# All at once, which is quickest; then one by one, because a package that a distribution lacks must
# not keep the others away.
# shellcheck disable=SC2086 # a list of words is meant
if ! install $missing >"$log" 2>&1; then
    # a fresh machine or container has no package lists yet, and old lists name files that are gone
    $as_root apt-get update -q >>"$log" 2>&1 </dev/null
    if ! install $missing >>"$log" 2>&1; then
        for package in $missing; do
            install "$package" >"$log" 2>&1 && continue
            tail -n 3 "$log" >&2
            echo "facevouch: $package could not be installed; its tests will be left out" >&2
        done
    fi
fi

# Debian starts a server as it installs it. The tests start their own, on ports of their own.
if [ -d /run/systemd/system ]; then
    for service in $services; do
        $as_root systemctl disable --now "$service" >/dev/null 2>&1 </dev/null
    done
fi
exit 0
