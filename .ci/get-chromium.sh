#!/bin/bash
# Makes sure that Chromium and its WebDriver are on this machine, for the tests that look at the pages.
set -euo pipefail
if command -v chromium > /dev/null && command -v chromedriver > /dev/null; then exit 0; fi
command -v apt-get > /dev/null || { echo "get-chromium: no chromium and chromedriver here, and no apt-get to fetch them" >&2; exit 1; }
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2> /dev/null || {
    echo "get-chromium: chromium and chromium-driver are not installed and this user may not install them" >&2
    exit 1
  }
  as_root=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=600 update
"${as_root[@]}" apt-get -qq -y -o DPkg::Lock::Timeout=600 --no-install-recommends install chromium chromium-driver > /dev/null
command -v chromium > /dev/null && command -v chromedriver > /dev/null
