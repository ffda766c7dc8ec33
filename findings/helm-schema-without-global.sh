#!/usr/bin/env bash
# Guess: a chart whose values.schema.json lists all its values, with `additionalProperties: false`, installs with its own
# defaults, alone and as a dependency of another chart that sets nothing for it.
#
# Behaviour: alone it does. As a dependency it is refused, "additional properties 'global' not allowed": Helm puts a value
# `global` into each subchart, also when nobody has one, and holds the result against the schema. So a strict schema must
# list `global`, and a chart that is fine for years breaks with the first wrapper around it.
#
# Version: Helm 4.3.1 (helm.sh/helm/v4). Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   alone: size: 1
#   as a dependency: - at '': additional properties 'global' not allowed
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install helm.sh/helm/v4/cmd/helm@v4.3.1

sub="$work/parent/charts/sub"
mkdir -p "$sub/templates"
printf 'apiVersion: v2\nname: parent\nversion: 1.0.0\n' >"$work/parent/Chart.yaml"
printf 'apiVersion: v2\nname: sub\nversion: 1.0.0\n' >"$sub/Chart.yaml"
echo 'size: 1' >"$sub/values.yaml"
echo 'size: {{ .Values.size }}' >"$sub/templates/size.yaml"
echo '{ "type": "object", "properties": { "size": {} }, "additionalProperties": false }' >"$sub/values.schema.json"

alone=$("$work/bin/helm" template release "$sub" | grep '^size')
echo "alone: $alone"
[[ $alone == 'size: 1' ]] || { echo 'the chart fails alone'; exit 1; }
if "$work/bin/helm" template release "$work/parent" >"$work/out" 2>&1; then
  echo 'the chart is taken as a dependency now'
  exit 1
fi
refusal=$(grep --max-count=1 global "$work/out")
echo "as a dependency: $refusal"
[[ $refusal == "- at '': additional properties 'global' not allowed" ]] || { echo 'another refusal'; exit 1; }
