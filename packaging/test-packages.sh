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
# shellcheck source=packaging/install-packages.sh
. "${0%/*}/install-packages.sh"
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

can_install "some tests will be left out, because their programs are missing" "$missing" || exit 0

echo "facevouch: installing what some tests need: $missing" >&2
# shellcheck disable=SC2086 # a list of words is meant
install_packages $missing || echo "facevouch: not installed:$failed; its tests will be left out" >&2

# Debian starts a server as it installs it. The tests start their own, on ports of their own.
if [ -d /run/systemd/system ]; then
    for service in $services; do
        $as_root systemctl disable --now "$service" >/dev/null 2>&1 </dev/null
    done
fi
exit 0
