#!/usr/bin/env bash
# Guess: a range of versions says the same to Flux and Helm (Masterminds' semver for Go) as to npm and to the bots that
# write npm's ranges: a prerelease in a bound lets in prereleases of that same version, as in `>=1.2.0 <1.4.0-0`, which
# keeps all of 1.4.0 out.
#
# Behaviour: for Masterminds one bound with a prerelease switches prereleases on for the whole range. `>=1.2.0 <1.4.0-0`,
# which looks stricter than `<1.4.0`, brings in 1.3.0-rc.1, and `^1.0.0-0` takes every release candidate up to 2. npm
# takes none of them. Without a prerelease in a bound both take none.
#
# Version: github.com/Masterminds/semver/v3 v3.5.0, which Helm 4.3 has, and npm's semver 7.8.5. Needs Go 1.23 or newer,
# Node 20 or newer, npm and the network.
# Output seen:
#   >=1.2.0 <1.4.0: Go 1.2.0 1.3.0, npm 1.2.0 1.3.0
#   >=1.2.0 <1.4.0-0: Go 1.2.0 1.2.3-beta.2 1.3.0-rc.1 1.3.0, npm 1.2.0 1.3.0
#   ^1.0.0-0: Go 1.2.0 1.2.3-beta.2 1.3.0-rc.1 1.3.0 1.4.0-rc.1, npm 1.2.0 1.3.0
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund semver@7.8.5 >npm.log 2>&1
printf 'module example.com/finding\n\ngo 1.23.0\n\nrequire github.com/Masterminds/semver/v3 v3.5.0\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/Masterminds/semver/v3"
)

func main() {
	constraint, err := semver.NewConstraint(os.Args[1])
	if err != nil {
		panic(err)
	}
	var taken []string
	for _, version := range os.Args[2:] {
		if constraint.Check(semver.MustParse(version)) {
			taken = append(taken, version)
		}
	}
	fmt.Println(strings.Join(taken, " "))
}
GO
GOFLAGS=-mod=mod go build -o range . 2>build.log
cat >range.js <<'JS'
const [range, ...versions] = process.argv.slice(2);
console.log(versions.filter((version) => require('semver').satisfies(version, range)).join(' '));
JS

seen=$(
  for range in '>=1.2.0 <1.4.0' '>=1.2.0 <1.4.0-0' '^1.0.0-0'; do
    of=("$range" 1.2.0 1.2.3-beta.2 1.3.0-rc.1 1.3.0 1.4.0-rc.1)
    echo "$range: Go $(./range "${of[@]}"), npm $(node range.js "${of[@]}")"
  done
)
echo "$seen"
[[ $seen == '>=1.2.0 <1.4.0: Go 1.2.0 1.3.0, npm 1.2.0 1.3.0
>=1.2.0 <1.4.0-0: Go 1.2.0 1.2.3-beta.2 1.3.0-rc.1 1.3.0, npm 1.2.0 1.3.0
^1.0.0-0: Go 1.2.0 1.2.3-beta.2 1.3.0-rc.1 1.3.0 1.4.0-rc.1, npm 1.2.0 1.3.0' ]] || { echo 'not what was seen'; exit 1; }
