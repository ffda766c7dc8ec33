#!/usr/bin/env bash
# Guess: `valuesFrom` of a HelmRelease with a `targetPath` puts what the key of the Secret or ConfigMap holds at this path,
# as a text, as an environment variable from the same key has it.
#
# Behaviour: the value is read like that of `helm --set`. Digits alone become a number and `true` a boolean, so that a
# template or a schema that wants a text fails; `null` takes the chart's default away; braces make a list; with a
# comma the release fails, quotes or not. Quotes around it, in the Secret, keep digits a text. Numbers that begin with 0
# stay text. `literal: true` beside the path, which Flux 2.9 has, takes the value as it is.
#
# Version: github.com/fluxcd/pkg/chartutil v1.27.1, which helm-controller 1.6 has. Needs Go 1.26 and the network.
# Output seen:
#   12345: {"a":12345}, literal {"a":"12345"}
#   "12345": {"a":"12345"}, literal {"a":"\"12345\""}
#   012: {"a":"012"}, literal {"a":"012"}
#   true: {"a":true}, literal {"a":"true"}
#   null: {"a":null}, literal {"a":"null"}
#   {x}: {"a":["x"]}, literal {"a":"{x}"}
#   x,y: fails, literal {"a":"x,y"}
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
printf 'module example.com/finding\n\ngo 1.26.0\n\nrequire github.com/fluxcd/pkg/chartutil v1.27.1\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	"github.com/fluxcd/pkg/chartutil"
	"helm.sh/helm/v4/pkg/chart/common"
)

type merge func(values common.Values, path string, value string) error

func merged(by merge, value string) string {
	values := common.Values{}
	if err := by(values, "a", value); err != nil {
		return "fails"
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func main() {
	for _, value := range []string{"12345", `"12345"`, "012", "true", "null", "{x}", "x,y"} {
		fmt.Printf("%s: %s, literal %s\n", value, merged(chartutil.ReplacePathValue, value), merged(chartutil.ReplacePathLiteralValue, value))
	}
}
GO
GOFLAGS='-mod=mod -modcacherw' go build -o values . 2>build.log || { cat build.log; exit 1; }
seen=$(./values)
echo "$seen"
[[ $seen == '12345: {"a":12345}, literal {"a":"12345"}
"12345": {"a":"12345"}, literal {"a":"\"12345\""}
012: {"a":"012"}, literal {"a":"012"}
true: {"a":true}, literal {"a":"true"}
null: {"a":null}, literal {"a":"null"}
{x}: {"a":["x"]}, literal {"a":"{x}"}
x,y: fails, literal {"a":"x,y"}' ]] || { echo 'not what was seen'; exit 1; }
