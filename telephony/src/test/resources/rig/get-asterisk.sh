#!/bin/bash
# Puts a real Asterisk 22 and SIPp beside the system and prints the directory they are in.
#
# Debian stable has no Asterisk package, newer suites do. This asks a newer suite through a private apt root,
# so nothing of the system's own package state is read or changed, and unpacks the packages into a directory of
# their own with their own C library; they run through that directory's dynamic loader. No root, no chroot.
#
# The mirror is the one this machine's apt already uses. apt checks every package against the suite's signed
# index; the packages stay in the user's cache with their checksums, because newer suites roll, and are
# unpacked again without the network as long as the checksums hold. Several runs at once wait for one another.
#
#   USHER_CACHE          where to keep it      (default: the user's cache directory, usher/)
#   USHER_DEBIAN_MIRROR  the mirror to use     (default: taken from this machine's apt)
#   USHER_DEBIAN_SUITES  suites to try, in turn (default: "forky sid")
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
say() { echo "get-asterisk: $*" >&2; }
die() { say "$*"; exit 1; }

home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
cache=${USHER_CACHE:-${XDG_CACHE_HOME:-$home/.cache}/usher}/asterisk
recipe=$(cat "$here/get-asterisk.sh" "$here/modules.list" | sha256sum | cut -c1-12)
tree=$cache/tree-$recipe
debs=$cache/packages
[ -e "$tree/complete" ] && { echo "$tree"; exit 0; }

for tool in apt-get dpkg dpkg-deb tar sha256sum flock; do
  command -v "$tool" > /dev/null || die "needs $tool, which is not installed: this works on Debian and its descendants"
done
mkdir -p "$cache" "$debs"
exec 9> "$cache/lock"
flock -w 900 9 || die "another run has held $cache/lock for 15 minutes"
[ -e "$tree/complete" ] && { echo "$tree"; exit 0; }

work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
arch=$(dpkg --print-architecture)
case $arch in
  amd64) triplet=x86_64-linux-gnu loader=usr/lib64/ld-linux-x86-64.so.2 ;;
  arm64) triplet=aarch64-linux-gnu loader=usr/lib/ld-linux-aarch64.so.1 ;;
  *) die "no recipe for architecture $arch" ;;
esac

wanted="asterisk asterisk-modules asterisk-core-sounds-en-gsm asterisk-moh-opsound-gsm sip-tester"
# Big families that Debian's dependencies pull in and no module of modules.list needs: 60 of 90 MB. Should a later
# suite prove this wrong, the check at the end notices and the whole closure is fetched instead.
heavy='^(python3.*|libpython3.*|perl.*|libperl.*|gnupg.*|gpg.*|dirmngr|pinentry.*|libicu.*|libcodec2.*|libsnmp.*|libnss3|libgnutls.*|libglib2.*|libunbound.*|libc-gconv.*|libdb5.*|libopus.*|libsamplerate.*|passwd|libtiff.*|libpq.*|libsybdb.*|libldap.*|libcurl.*)$'

mirror() { # the mirror that serves this machine's own Debian release
  if [ -n "${USHER_DEBIAN_MIRROR:-}" ]; then echo "$USHER_DEBIAN_MIRROR"; return; fi
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  # What "apt-get update" would fetch is said in either format of sources, by any user, and on a machine whose lists
  # were cleaned away, as in container images; "indextargets" says nothing there. First choice: the release by its
  # codename from a path named debian, since other people's archives have codenames and "main", too.
  apt-get --print-uris update |
    sed -nE "s#^'([^']*)/dists/([^/']+)/main/binary-[^']*'.*#\2 \1#p" |
    awk -v c="$codename" '
      $1 ~ /[-\/]/ {next}
      {rank = ($2 ~ /\/debian\/?$/ ? 0 : 2) + ($1 == c ? 0 : 1)}
      best == "" || rank < low {best = $2; low = rank}
      END {print best}'
}

private_apt() {
  apt-get -o Dir::State="$work/state" -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" \
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/none" \
    -o Dir::Etc::preferences="$work/none/none" -o Dir::Etc::preferencesparts="$work/none" \
    -o APT::Architecture="$arch" -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=1 \
    -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false -o Acquire::Retries=3 \
    -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= "$@"
}

choose_suite() { # leaves the first suite that has Asterisk 22 in the private apt's sources
  local from keyring=/usr/share/keyrings/debian-archive-keyring.gpg suite signed=
  from=$(mirror)
  [ -n "$from" ] || die "found no Debian mirror in this machine's apt configuration; set USHER_DEBIAN_MIRROR"
  [ -e "$keyring" ] && signed="[signed-by=$keyring] "
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial,none}
  : > "$work/state/status"
  for suite in ${USHER_DEBIAN_SUITES:-forky sid}; do
    echo "deb $signed$from $suite main" > "$work/sources.list"
    private_apt -qq update >&2 || continue
    if private_apt -s install asterisk 2> /dev/null | grep -qE '^Inst asterisk \([^ ]*22\.'; then return 0; fi
    say "suite $suite has no Asterisk 22"
  done
  die "none of the suites ${USHER_DEBIAN_SUITES:-forky sid} gave Asterisk 22"
}

fetch() { # $1: packages to leave out, as an extended regular expression
  local names
  choose_suite
  names=$(private_apt -s install $wanted | awk '/^Inst /{print $2}' | sed 's/:.*//' | grep -vE "$1")
  say "fetching $(wc -w <<< "$names") packages"
  rm -rf "$debs"
  mkdir -p "$debs"
  (cd "$debs" && private_apt -qq download $names >&2 && sha256sum ./*.deb > "$work/sums")
  mv "$work/sums" "$debs/SHA256SUMS"
}

cached() { [ -s "$debs/SHA256SUMS" ] && (cd "$debs" && sha256sum --quiet --strict -c SHA256SUMS >&2); }

unpack() {
  local d
  rm -rf "$work/tree"
  mkdir -p "$work"/tree/usr/{bin,sbin,lib,lib64}
  # newer suites ship files under /usr only and expect these links to be there before anything is unpacked
  for d in bin sbin lib lib64; do ln -s "usr/$d" "$work/tree/$d"; done
  for d in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$d" | tar -x -C "$work/tree" --no-same-owner --keep-directory-symlink \
      --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*'
  done
}

resolves() { # every program and module finds every library it needs inside the tree
  local f bad=0 modules="$work/tree/usr/lib/$triplet/asterisk/modules"
  for f in "$work/tree/usr/sbin/asterisk" "$work/tree/usr/bin/sipp" $(sed "s#.*#$modules/&.so#" "$here/modules.list"); do
    "$work/tree/$loader" --library-path "$work/tree/usr/lib/$triplet" --list "$f" > "$work/list" 2>&1 || bad=1
    if grep -E 'not found|cannot open' "$work/list" >&2; then say "unresolved: $f"; bad=1; fi
  done
  return $bad
}

if cached; then say "unpacking the cached packages"; else fetch "$heavy"; fi
unpack
if ! resolves; then
  say "something is missing: fetching every package that Debian's dependencies name"
  fetch '^$'
  unpack
  resolves || die "the packages do not fit together"
fi
# how the tests run what is in the tree
for program in sbin/asterisk bin/sipp; do
  cat > "$work/tree/$(basename $program)" <<RUN
#!/bin/sh
exec "$tree/$loader" --library-path "$tree/usr/lib/$triplet" "$tree/usr/$program" "\$@"
RUN
  chmod +x "$work/tree/$(basename $program)"
done
ln -s "usr/lib/$triplet/asterisk/modules" "$work/tree/modules"
touch "$work/tree/complete"
rm -rf "$tree"
mv "$work/tree" "$tree"
"$tree/asterisk" -V >&2
echo "$tree"
