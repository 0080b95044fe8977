#!/bin/sh
# Installs what make run and make test use and this machine lacks; says nothing when
# all is there. On anything but Debian it only tells what is missing.
set -eu
missing=""
command -v sshd >/dev/null 2>&1 || [ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
command -v xmllint >/dev/null 2>&1 || missing="$missing libxml2-utils"
command -v xmlsec1 >/dev/null 2>&1 || missing="$missing xmlsec1"
command -v gpg >/dev/null 2>&1 || missing="$missing gnupg"
if ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  missing="$missing postgresql"
fi
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "girod: please install:$missing" >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
echo "girod: installing$missing" >&2
log=$(mktemp)
if ! { $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
rm -f "$log"
