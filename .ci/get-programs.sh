#!/bin/bash
# Makes sure that the programs which tests need from Debian are on this machine: Chromium and its WebDriver, which look at the pages,
# and espeak-ng and sox, with which conf/asterisk/make-sounds.sh makes what callers hear.
set -euo pipefail
programs=(chromium chromedriver espeak-ng sox)
packages=(chromium chromium-driver espeak-ng sox)
here() { for program in "${programs[@]}"; do command -v "$program" > /dev/null || return 1; done; }
if here; then exit 0; fi
command -v apt-get > /dev/null || { echo "get-programs: not all of ${programs[*]} are here, and no apt-get to fetch them" >&2; exit 1; }
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2> /dev/null || {
    echo "get-programs: not all of ${packages[*]} are installed and this user may not install them" >&2
    exit 1
  }
  as_root=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=600 update
"${as_root[@]}" apt-get -qq -y -o DPkg::Lock::Timeout=600 --no-install-recommends install "${packages[@]}" > /dev/null
here
