#!/usr/bin/env bash
# Guess: `*.md` and `!README.md` in a chart's .helmignore leave out all Markdown files but the README, as the same lines
# in a .gitignore do. Helm calls its patterns those of .gitignore, with few exceptions.
#
# Behaviour: a line with `!` brings nothing back. It leaves out every file that it does not match, Chart.yaml first, so
# that `!README.md` alone makes the chart unreadable, "Chart.yaml file is missing". `!*.yaml` does so with less noise:
# Chart.yaml fits, the folder `templates` does not, and the chart is installed with nothing in it.
#
# Version: Helm 4.3.1 (helm.sh/helm/v4); any Git. Needs Go 1.26, Git and the network; builds some minutes.
# Output seen:
#   *.md, !README.md: Helm has no Chart.yaml, git ignores NOTES.md
#   NOTES.md, !*.yaml: Helm renders 0 objects, git ignores NOTES.md
#   *.md: Helm renders 1 objects, git ignores NOTES.md README.md
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
GOBIN="$work/bin" GOFLAGS=-modcacherw go install helm.sh/helm/v4/cmd/helm@v4.3.1

cd "$work"
mkdir -p chart/templates
git -C chart init --quiet
printf 'apiVersion: v2\nname: web\nversion: 1.0.0\n' >chart/Chart.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n' >chart/templates/settings.yaml
touch chart/NOTES.md chart/README.md

# seen LINE...: what Helm and Git make of these lines.
seen() {
  printf '%s\n' "$@" >chart/.helmignore
  cp chart/.helmignore chart/.gitignore
  if objects=$("$work/bin/helm" template release chart 2>error); then
    helm="renders $(grep -c '^kind:' <<<"$objects" || true) objects"
  else
    helm="has no $(grep -o 'Chart.yaml' error | head -1)"
  fi
  ignored=$(git -C chart ls-files --others --ignored --exclude-from=.gitignore | paste -sd' ')
  echo "$(printf '%s, ' "$@" | sed 's/, $//'): Helm $helm, git ignores $ignored"
}

seen=$(
  seen '*.md' '!README.md'
  seen 'NOTES.md' '!*.yaml'
  seen '*.md'
)
echo "$seen"
[[ $seen == '*.md, !README.md: Helm has no Chart.yaml, git ignores NOTES.md
NOTES.md, !*.yaml: Helm renders 0 objects, git ignores NOTES.md
*.md: Helm renders 1 objects, git ignores NOTES.md README.md' ]] || { echo 'not what was seen'; exit 1; }
