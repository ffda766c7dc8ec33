#!/usr/bin/env bash
# Guess: `App.synth` of cdk8s runs each validation that was added with `node.addValidation` once, so that checks cost as
# much as there are of them.
#
# Behaviour: it validates the whole tree once for itself and then once more for each chart that it writes. With a check
# in each chart, 10 charts run 110 checks and 1,000 charts run 1,001,000. A check that counts or prints does so as often.
#
# Version: cdk8s 2.70.106, constructs 10.8.1. Needs Node 20 or newer, npm and the network.
# Output seen:
#   10 charts: 110 checks
#   100 charts: 10100 checks
#   1000 charts: 1001000 checks
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund cdk8s@2.70.106 constructs@10.8.1 >npm.log 2>&1
cat >app.js <<'JS'
const { ApiObject, App, Chart } = require('cdk8s');

for (const charts of [10, 100, 1000]) {
  const app = new App({ outdir: 'out' });
  let checks = 0;
  for (let i = 0; i < charts; i++) {
    const chart = new Chart(app, `chart-${i}`);
    new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    chart.node.addValidation({
      validate: () => {
        checks++;
        return [];
      },
    });
  }
  app.synth();
  console.log(`${charts} charts: ${checks} checks`);
}
JS
seen=$(node app.js)
echo "$seen"
[[ $seen == '10 charts: 110 checks
100 charts: 10100 checks
1000 charts: 1001000 checks' ]] || { echo 'not what was seen'; exit 1; }
