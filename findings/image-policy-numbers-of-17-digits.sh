#!/usr/bin/env bash
# Guess: the policy `numerical` of Flux's ImagePolicy selects the tag with the greatest number. Tags of only digits, such
# as a date with the number of the build behind it, are compared to the last digit.
#
# Behaviour: they are compared as 64-bit floating point numbers, which are exact up to 9007199254740992, 16 digits. The
# builds 123 and 124 of one day, `202601010000000123` and `…124`, are equal, and of equal ones the last that was listed
# is selected. With `filterTags` the list comes out of a Go map, in another order each time.
#
# Version: github.com/fluxcd/image-reflector-controller v1.1.1. Needs Go 1.26 and the network.
# Output seen:
#   202601010123 202601010124: 202601010124
#   202601010124 202601010123: 202601010124
#   202601010000000123 202601010000000124: 202601010000000124
#   202601010000000124 202601010000000123: 202601010000000123
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
# Below the controller's own path, so that its internal package can be imported.
cat >go.mod <<'MOD'
module github.com/fluxcd/image-reflector-controller/finding

go 1.26.0

require (
	github.com/fluxcd/image-reflector-controller v1.1.1
	github.com/fluxcd/image-reflector-controller/api v1.1.1
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/fluxcd/image-reflector-controller/internal/policy"
)

func main() {
	numerical, err := policy.NewNumerical(policy.NumericalOrderAsc)
	if err != nil {
		panic(err)
	}
	for _, tags := range []string{
		"202601010123 202601010124",
		"202601010124 202601010123",
		"202601010000000123 202601010000000124",
		"202601010000000124 202601010000000123",
	} {
		latest, err := numerical.Latest(strings.Fields(tags))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: %s\n", tags, latest)
	}
}
GO
GOFLAGS=-mod=mod go build -o latest . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./latest)
echo "$seen"
[[ $seen == '202601010123 202601010124: 202601010124
202601010124 202601010123: 202601010124
202601010000000123 202601010000000124: 202601010000000124
202601010000000124 202601010000000123: 202601010000000123' ]] || { echo 'not what was seen'; exit 1; }
