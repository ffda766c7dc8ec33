#!/usr/bin/env bash
# Guess: `Duration.days(30).toIsoString()` of cdk8s is P30D, and `Duration.parse` reads what ISO 8601 has for days, as
# the names and documentation of both say.
#
# Behaviour: it is PT30D. The T begins the part with hours, minutes and seconds, which has no days, so readers of ISO
# 8601 refuse it. `Duration.parse` reads PT30D and refuses P30D and P1DT12H; half a second is PT0.5S one way and refused
# the other way.
#
# Version: cdk8s 2.70.106, constructs 10.8.1; as a reader of ISO 8601 tinyduration 3.4.1. Needs Node 20 or newer, npm and
# the network.
# Output seen:
#   30 days: PT30D, read by cdk8s, refused by tinyduration
#   36 hours: PT1D12H, read by cdk8s, refused by tinyduration
#   half a second: PT0.5S, refused by cdk8s, read by tinyduration
#   P30D, refused by cdk8s, read by tinyduration
#   PT12H, read by cdk8s, read by tinyduration
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund cdk8s@2.70.106 constructs@10.8.1 tinyduration@3.4.1 >npm.log 2>&1
cat >read.js <<'JS'
const { Duration } = require('cdk8s');
const { parse } = require('tinyduration');

function verdict(read, text) {
  try {
    read(text);
    return 'read';
  } catch {
    return 'refused';
  }
}

function say(text) {
  return `${text}, ${verdict(Duration.parse, text)} by cdk8s, ${verdict(parse, text)} by tinyduration`;
}

console.log(`30 days: ${say(Duration.days(30).toIsoString())}`);
console.log(`36 hours: ${say(Duration.hours(36).toIsoString())}`);
console.log(`half a second: ${say(Duration.seconds(0.5).toIsoString())}`);
console.log(say('P30D'));
console.log(say('PT12H'));
JS
seen=$(node read.js)
echo "$seen"
[[ $seen == '30 days: PT30D, read by cdk8s, refused by tinyduration
36 hours: PT1D12H, read by cdk8s, refused by tinyduration
half a second: PT0.5S, refused by cdk8s, read by tinyduration
P30D, refused by cdk8s, read by tinyduration
PT12H, read by cdk8s, read by tinyduration' ]] || { echo 'not what was seen'; exit 1; }
