#!/bin/sh
# Install the packages listed in file $1 that are missing; does nothing where dpkg is not used.
set -eu
command -v dpkg-query >/dev/null || { echo "Not Debian: install the libraries in $1 by hand."; exit 0; }

is_installed() {
    # Debian 13 renamed some libraries for 64-bit time: libglib2.0-0 is libglib2.0-0t64 there
    for name in "$1" "$1t64"; do
        dpkg-query --show --showformat '${db:Status-Status}\n' "$name" 2>/dev/null |
            grep -qx installed && return 0
    done
    return 1
}

missing=
for package in $(grep -v '^#' "$1"); do
    is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Install as root:$missing" >&2; exit 1; }
    as_root=sudo
fi
echo "Installing$missing"
$as_root apt-get update --quiet=2
# shellcheck disable=SC2086 # a list of words is intended
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --quiet=2 --yes --no-install-recommends $missing >/dev/null

# Debian starts the archive as a service; the tests start their own
case " $missing " in *" orthanc "*)
    if [ -d /run/systemd/system ]; then $as_root systemctl disable --now --quiet orthanc; fi ;;
esac
