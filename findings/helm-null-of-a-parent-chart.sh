#!/usr/bin/env bash
# Guess: `null` takes a key away from a subchart's values, as the documentation of Helm has it, in every place that
# overrides the values of subcharts: the parent chart's values.yaml, `-f` and `--set`.
#
# Behaviour: a null in the parent's values.yaml counts for nothing: the subchart keeps its default. The same line in a file
# given with `-f`, or with `--set`, takes the key away. So a wrapper chart, which has only its own values.yaml to say what
# its dependencies get, cannot remove a default of one.
#
# Version: Helm 4.3.1 (helm.sh/helm/v4). Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   values.yaml of the parent: {"limits":{"cpu":"1","memory":"1Gi"}}
#   -f: {"limits":{"memory":"1Gi"}}
#   --set: {"limits":{"memory":"1Gi"}}
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install helm.sh/helm/v4/cmd/helm@v4.3.1

sub="$work/parent/charts/sub"
mkdir -p "$sub/templates"
printf 'apiVersion: v2\nname: parent\nversion: 1.0.0\n' >"$work/parent/Chart.yaml"
printf 'apiVersion: v2\nname: sub\nversion: 1.0.0\n' >"$sub/Chart.yaml"
printf 'limits:\n  cpu: "1"\n  memory: 1Gi\n' >"$sub/values.yaml"
echo 'got: {{ omit .Values "global" | toJson }}' >"$sub/templates/got.yaml"
printf 'sub:\n  limits:\n    cpu: null\n' >"$work/without-cpu.yaml"

got() { "$work/bin/helm" template release "$work/parent" "$@" | sed -n 's/^got: //p'; }
by_file=$(got -f "$work/without-cpu.yaml")
by_set=$(got --set sub.limits.cpu=null)
cp "$work/without-cpu.yaml" "$work/parent/values.yaml"
by_parent=$(got)

echo "values.yaml of the parent: $by_parent"
echo "-f: $by_file"
echo "--set: $by_set"
[[ $by_parent == '{"limits":{"cpu":"1","memory":"1Gi"}}' ]] || { echo 'the parent can take the key away now'; exit 1; }
[[ $by_file == '{"limits":{"memory":"1Gi"}}' && $by_set == "$by_file" ]] || { echo 'the key is not taken away'; exit 1; }
