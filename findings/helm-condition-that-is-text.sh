#!/usr/bin/env bash
# Guess: a chart's dependency with `condition: metrics.enabled` is left out when that value is not true. `"false"` as
# text, as it comes from `--set-string`, a quoted variable or a Secret, leaves it out too, or is refused as no boolean.
#
# Behaviour: any value but a boolean counts as no condition at all: the dependency is installed, for "false", 0, null and
# "" alike, with one line of warning among the log. Only `false` leaves it out.
#
# Version: Helm 4.3.1 (helm.sh/helm/v4). Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   false: left out
#   "false": installed, returned non-bool value
#   0: installed, returned non-bool value
#   "": installed, returned non-bool value
#   null: installed, returned non-bool value
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install helm.sh/helm/v4/cmd/helm@v4.3.1

cd "$work"
mkdir -p shop/charts/metrics/templates
cat >shop/Chart.yaml <<'YAML'
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - name: metrics
    version: 1.0.0
    condition: metrics.enabled
YAML
printf 'apiVersion: v2\nname: metrics\nversion: 1.0.0\n' >shop/charts/metrics/Chart.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: metrics\n' >shop/charts/metrics/templates/settings.yaml

# seen VALUE: what becomes of the dependency.
seen() {
  printf 'metrics:\n  enabled: %s\n' "$1" >values.yaml
  "$work/bin/helm" template release shop -f values.yaml >objects 2>warnings
  if grep -q '^kind: ConfigMap' objects; then
    echo "$1: installed, $(grep -o 'returned non-bool value' warnings)"
  else
    echo "$1: left out"
  fi
}

seen=$(for value in false '"false"' 0 '""' null; do seen "$value"; done)
echo "$seen"
[[ $seen == 'false: left out
"false": installed, returned non-bool value
0: installed, returned non-bool value
"": installed, returned non-bool value
null: installed, returned non-bool value' ]] || { echo 'not what was seen'; exit 1; }
