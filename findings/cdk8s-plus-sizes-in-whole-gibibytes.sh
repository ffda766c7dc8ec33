#!/usr/bin/env bash
# Guess: cdk8s-plus takes each amount of memory and storage that `Size` can say, and writes it with a unit that fits: a
# PersistentVolumeClaim of `Size.mebibytes(512)` has 512Mi.
#
# Behaviour: each field has a fixed unit, Gi for claims and for ephemeral storage of containers, Mi for their memory, and
# an amount that must be converted into a fraction of it fails the synthesis: 512 MiB of storage, 1,536 KiB of memory.
# The constructor takes both; the error comes when the app is synthesized. 1.5 GiB of storage need no conversion.
#
# Version: cdk8s-plus-28 2.5.6, cdk8s 2.70.106, constructs 10.8.1. Needs Node 20 or newer, npm and the network.
# Output seen:
#   claim of 512 MiB: '512 mebibytes' cannot be converted into a whole number of gibibytes.
#   claim of 1.5 GiB: 1.5Gi
#   ephemeral storage of 512 MiB: '512 mebibytes' cannot be converted into a whole number of gibibytes.
#   memory of 1536 KiB: '1536 kibibytes' cannot be converted into a whole number of mebibytes.
#   memory of 2 GiB: 2048Mi
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund cdk8s-plus-28@2.5.6 cdk8s@2.70.106 constructs@10.8.1 >npm.log 2>&1
cat >app.js <<'JS'
const { Chart, Size, Testing } = require('cdk8s');
const { Deployment, PersistentVolumeClaim } = require('cdk8s-plus-28');

function say(what, add, amount) {
  const chart = new Chart(Testing.app(), 'chart');
  add(chart);
  try {
    console.log(`${what}: ${amount(Testing.synth(chart)[0].spec)}`);
  } catch (error) {
    console.log(`${what}: ${/'[^']* \w+bytes' .*/.exec(error.message)[0]}`);
  }
}

const claim = (storage) => (chart) => new PersistentVolumeClaim(chart, 'data', { storage });
const web = (resources) => (chart) => new Deployment(chart, 'web', { containers: [{ image: 'web', resources }] });
const ofClaim = (spec) => spec.resources.requests.storage;
const ofWeb = (name) => (spec) => spec.template.spec.containers[0].resources.limits[name];

say('claim of 512 MiB', claim(Size.mebibytes(512)), ofClaim);
say('claim of 1.5 GiB', claim(Size.gibibytes(1.5)), ofClaim);
say(
  'ephemeral storage of 512 MiB',
  web({ ephemeralStorage: { limit: Size.mebibytes(512) } }),
  ofWeb('ephemeral-storage'),
);
say('memory of 1536 KiB', web({ memory: { limit: Size.kibibytes(1536) } }), ofWeb('memory'));
say('memory of 2 GiB', web({ memory: { limit: Size.gibibytes(2) } }), ofWeb('memory'));
JS
seen=$(node app.js)
echo "$seen"
[[ $seen == "claim of 512 MiB: '512 mebibytes' cannot be converted into a whole number of gibibytes.
claim of 1.5 GiB: 1.5Gi
ephemeral storage of 512 MiB: '512 mebibytes' cannot be converted into a whole number of gibibytes.
memory of 1536 KiB: '1536 kibibytes' cannot be converted into a whole number of mebibytes.
memory of 2 GiB: 2048Mi" ]] || { echo 'not what was seen'; exit 1; }
