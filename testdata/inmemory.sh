#!/bin/sh
# Runs a command whose temporary files lie in memory, where the machine has room: the
# tests make thousands of databases and wait for the disk to keep each of their commits,
# which nobody will read again. Elsewhere the command runs as it is.
set -eu
room=/dev/shm
need=3000000 # KiB: five times what was seen to lie there at once
free=0
if [ "$(stat -f -c %T "$room" 2>/dev/null)" = tmpfs ]; then free=$(df -Pk "$room" | awk 'END { print $4 }'); fi
[ "$free" -ge "$need" ] || exec "$@"
dir=$(mktemp -d "$room/girod.XXXXXX")
trap 'chmod -R u+w "$dir" 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
chmod 711 "$dir" # a server of PostgreSQL goes by another name
printf '#!/bin/sh\n' >"$dir/may"
chmod 700 "$dir/may"
"$dir/may" 2>/dev/null || { "$@"; exit; } # programs may not be started from there
TMPDIR=$dir "$@"
