#!/bin/sh
# Sees to the shared libraries that Qt and OpenCV's wheels expect of the system.
#
# Quick and silent where all is there. Where something is missing on Debian, Ubuntu or Raspberry
# Pi OS: installed as root or through sudo where that asks for no password; otherwise the one
# command to run is printed. Never asks, never fails the build: what is missing is reported again,
# in one line, by the program that needs it.
#
#   sh packaging/system-packages.sh            install or advise
#   sh packaging/system-packages.sh --check    only say what is missing; status 1 if anything is
set -u

[ "$(uname -s)" = Linux ] || exit 0

mode=${1:-install}
# shellcheck source=packaging/install-packages.sh
. "${0%/*}/install-packages.sh"

# library:package, one a line. The wheels' own plugins were searched with ldd: these are what they
# take from the system, on xcb, wayland and offscreen, and what cv2 and mediapipe take besides.
LIBRARIES='
libEGL.so.1:libegl1
libGL.so.1:libgl1
libGLESv2.so.2:libgles2
libxkbcommon.so.0:libxkbcommon0
libxkbcommon-x11.so.0:libxkbcommon-x11-0
libdbus-1.so.3:libdbus-1-3
libfontconfig.so.1:libfontconfig1
libfreetype.so.6:libfreetype6
libglib-2.0.so.0:libglib2.0-0
libgthread-2.0.so.0:libglib2.0-0
libX11.so.6:libx11-6
libX11-xcb.so.1:libx11-xcb1
libxcb.so.1:libxcb1
libxcb-cursor.so.0:libxcb-cursor0
libxcb-icccm.so.4:libxcb-icccm4
libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-randr.so.0:libxcb-randr0
libxcb-render.so.0:libxcb-render0
libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0
libxcb-shm.so.0:libxcb-shm0
libxcb-sync.so.1:libxcb-sync1
libxcb-util.so.1:libxcb-util1
libxcb-xfixes.so.0:libxcb-xfixes0
libxcb-xkb.so.1:libxcb-xkb1
libwayland-client.so.0:libwayland-client0
libwayland-cursor.so.0:libwayland-cursor0
libwayland-egl.so.1:libwayland-egl1
libzstd.so.1:libzstd1
'

# The loader's cache knows every library on its path; a directory scan serves where it does not.
known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | awk '{ print $1 }')
has_library() {
    if [ -n "$known" ]; then
        printf '%s\n' "$known" | grep -Fqx "$1"
        return
    fi
    for folder in /lib /usr/lib /lib64 /usr/lib64 /lib/*-linux-gnu* /usr/lib/*-linux-gnu*; do
        [ -e "$folder/$1" ] && return 0
    done
    return 1
}

has_font() {
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" \
        "${HOME:-/nonexistent}/.local/share/fonts"; do
        [ -d "$folder" ] || continue
        [ -n "$(find "$folder" \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print \
            2>/dev/null | head -n 1)" ] && return 0
    done
    return 1
}

missing=
for entry in $LIBRARIES; do
    package=${entry#*:}
    has_library "${entry%%:*}" && continue
    case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
done
has_font || missing="$missing fonts-dejavu-core"
missing=${missing# }

[ -n "$missing" ] || exit 0
if [ "$mode" = --check ]; then
    echo "missing: $missing"
    exit 1
fi

can_install "the window needs libraries that this system lacks" "$missing" || exit 0

# The 64-bit time transition renamed some packages (Debian 13, Ubuntu 24.04): take the name there is.
current_names() {
    for package in $missing; do
        if apt-cache policy "${package}t64" 2>/dev/null | grep -q 'Candidate: [^(]'; then
            printf '%s ' "${package}t64"
        else
            printf '%s ' "$package"
        fi
    done
}

echo "facevouch: installing the libraries the window needs: $missing" >&2
# shellcheck disable=SC2046 # a list of words is meant
if ! install_packages $(current_names); then
    echo "facevouch: that did not work; the window may not open. By hand:" >&2
    echo "  sudo apt-get install -y --no-install-recommends $missing" >&2
fi
exit 0
