#!/usr/bin/env bash
# Guess: all of Flux's controllers take `--watch-label-selector`, the flag by which a controller is one of several shards.
# They share the WatchOptions of fluxcd/pkg/runtime, whose three flags select what is watched.
#
# Behaviour: notification-controller has the other two, `--watch-all-namespaces` and `--watch-configs-label-selector`, and
# not this one. Given it, it ends at once with "unknown flag: --watch-label-selector" and exit code 2, so that a patch which
# gives every Deployment of Flux the flags of a shard stops all notifications.
#
# Version: github.com/fluxcd/notification-controller v1.9.3 (Flux 2.9). Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   watch-configs-label-selector
#   unknown flag: --watch-label-selector
#   exit code 2
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module example.com/finding

go 1.26.0

// Those of the controller's own go.mod, which count in the main module alone.
replace (
	github.com/fluxcd/notification-controller/api => github.com/fluxcd/notification-controller/api v1.9.3
	gopkg.in/yaml.v3 => gopkg.in/yaml.v3 v3.0.1
)

tool github.com/fluxcd/notification-controller

require github.com/fluxcd/notification-controller v1.9.3
MOD
GOWORK=off GOFLAGS=-mod=mod go build -trimpath -o controller github.com/fluxcd/notification-controller

seen=$(
  ./controller --help 2>&1 | grep --only-matching --extended-regexp 'watch-[a-z]*-?label-selector' | sort --unique
  code=0
  ./controller --watch-label-selector=shard=a >out 2>&1 || code=$?
  grep --only-matching --max-count=1 'unknown flag: .*' out
  echo "exit code $code"
)
expected='watch-configs-label-selector
unknown flag: --watch-label-selector
exit code 2'
echo "$seen"
[[ $seen == "$expected" ]] || { echo 'not what was seen'; exit 1; }
