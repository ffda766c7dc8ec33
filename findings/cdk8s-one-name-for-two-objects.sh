#!/usr/bin/env bash
# Guess: cdk8s gives an object without a name of its own one that no other object of the app has, since it is made of the
# path in the tree, with a hash (`Names.toDnsLabel`: "a unique and stable name"), and an app with two objects of one name
# is refused.
#
# Behaviour: a construct with the id `Default` counts neither for the name nor for the hash. An object below it has the
# name of an object with the same id beside it. Both are written into one file, nothing is said, and the one that is
# applied later replaces the other. With any other id in place of `Default` the names differ.
#
# Version: cdk8s 2.70.106, constructs 10.8.1. Needs Node 20 or newer, npm and the network.
# Output seen:
#   web/settings: app-web-settings-c869b3df
#   web/Default/settings: app-web-settings-c869b3df
#   web/other/settings: app-web-other-settings-c88e814f
#   objects of the first name in the written file: 2
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund cdk8s@2.70.106 constructs@10.8.1 >npm.log 2>&1
cat >app.js <<'JS'
const { readFileSync } = require('node:fs');
const { Construct } = require('constructs');
const { ApiObject, App, Chart } = require('cdk8s');

const app = new App({ outdir: 'out' });
const chart = new Chart(app, 'app');
const web = new Construct(chart, 'web');
const settings = [web, new Construct(web, 'Default'), new Construct(web, 'other')].map(
  (scope) => new ApiObject(scope, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' }),
);
app.synth();
for (const { node, name } of settings) console.log(`${node.path.slice('app/'.length)}: ${name}`);
const written = readFileSync('out/app.k8s.yaml', 'utf8').split('\n');
const count = written.filter((line) => line === `  name: ${settings[0].name}`).length;
console.log(`objects of the first name in the written file: ${count}`);
JS
seen=$(node app.js)
echo "$seen"
name_of() { sed -n "s|^$1: ||p" <<<"$seen"; }
[[ $(name_of web/settings) == "$(name_of web/Default/settings)" ]] || { echo 'the names differ now'; exit 1; }
[[ $(name_of web/settings) != "$(name_of web/other/settings)" ]] || { echo 'no id counts any more'; exit 1; }
[[ $seen == *'written file: 2' ]] || { echo 'not both are written'; exit 1; }
