#!/usr/bin/env bash
# Guess: a file of `envs` of a configMapGenerator or secretGenerator is read as other readers of such files do: quotes
# around a value are no part of it, and neither is a comment behind it. `literals` and `envs` make the same value of the
# same line.
#
# Behaviour: kustomize takes the quotes away from `literals` alone. In a file of `envs` the quotes and a comment behind
# the value stay in it, so an app gets a password with quotes in it. A line without `=` is an empty value, where
# `literals` refuse it.
#
# Version: sigs.k8s.io/kustomize/kustomize/v5 v5.8.1; as another reader of such files that of Node 20.12 or newer. Needs
# Go 1.24 or newer and the network.
# Output seen:
#   literals: {"one":"1","two":"2 # of two"}
#   envs: {"one":"\"1\"","three":"","two":"2 # of two"}
#   Node: {"one":"1","two":"2"}
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
GOBIN="$work/bin" GOFLAGS=-modcacherw go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund yaml@2.8.1 >npm.log 2>&1

printf 'one="1"\ntwo=2 # of two\nthree\n' >app.env
cat >kustomization.yaml <<'YAML'
configMapGenerator:
  - name: literals
    literals:
      - one="1"
      - "two=2 # of two"
  - name: envs
    envs: [app.env]
generatorOptions:
  disableNameSuffixHash: true
YAML
bin/kustomize build . >built.yaml
seen=$(
  node -e '
    const { readFileSync } = require("node:fs");
    const { parseAllDocuments } = require("yaml");
    const made = parseAllDocuments(readFileSync("built.yaml", "utf8")).map((one) => one.toJS());
    for (const name of ["literals", "envs"])
      console.log(`${name}: ${JSON.stringify(made.find(({ metadata }) => metadata.name === name).data)}`);
    console.log(`Node: ${JSON.stringify(require("node:util").parseEnv(readFileSync("app.env", "utf8")))}`);
  '
)
echo "$seen"
[[ $seen == 'literals: {"one":"1","two":"2 # of two"}
envs: {"one":"\"1\"","three":"","two":"2 # of two"}
Node: {"one":"1","two":"2"}' ]] || { echo 'not what was seen'; exit 1; }

sed -i 's/- one="1"/- three/' kustomization.yaml
if bin/kustomize build . >/dev/null 2>&1; then
  echo 'literals take a line without ='
  exit 1
fi
