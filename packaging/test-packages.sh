#!/bin/sh
# Sees to the servers and the browser that some tests run against: mosquitto, nginx, chromium.
#
# For CI and developers; nothing of it is needed to run facevouch. Quick and silent where all is
# there. Installs as root or through sudo where that asks for no password, otherwise says what to
# run. Never fails the build: a test whose program is missing is left out and says so.
#
#   sh packaging/test-packages.sh            install or advise
#   sh packaging/test-packages.sh --check    only say what is missing; status 1 if anything is
set -u

[ "$(uname -s)" = Linux ] || exit 0

mode=${1:-install}
PATH="$PATH:/usr/sbin:/sbin"

# program:package:service that the package starts and the tests have no use for
PROGRAMS='
mosquitto:mosquitto:mosquitto
nginx:nginx-light:nginx
chromium:chromium:
'

missing=
services=
for entry in $PROGRAMS; do
    command -v "${entry%%:*}" >/dev/null 2>&1 && continue
    rest=${entry#*:}
    missing="$missing ${rest%%:*}"
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

# One by one: a package that a distribution lacks must not keep the others away.
install() {
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends \
        "$1" </dev/null
}

echo "facevouch: installing what some tests need: $missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
updated=
for package in $missing; do
    install "$package" >"$log" 2>&1 && continue
    # a fresh machine or container has no package lists yet, and old lists name files that are gone
    if [ -z "$updated" ]; then
        $as_root apt-get update -q >>"$log" 2>&1 </dev/null
        updated=yes
        install "$package" >>"$log" 2>&1 && continue
    fi
    tail -n 3 "$log" >&2
    echo "facevouch: $package could not be installed; its tests will be left out" >&2
done

# Debian starts a server as it installs it. The tests start their own, on ports of their own.
if [ -d /run/systemd/system ]; then
    for service in $services; do
        $as_root systemctl disable --now "$service" >/dev/null 2>&1 </dev/null
    done
fi
exit 0
