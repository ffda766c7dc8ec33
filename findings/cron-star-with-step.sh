#!/usr/bin/env bash
# Guess: a schedule moved from a crontab into a CronJob, a Velero Schedule or a ResourceSet runs on the same days.
# `0 3 */2 * 1` is, for Debian's cron, "Mondays with an odd day of the month": a field that begins with a star is no
# restriction of its own, so both must hold.
#
# Behaviour: robfig/cron, which Kubernetes, Velero and Flux Operator read schedules with, counts a star with a step as a
# restriction, and of two restricted fields for days one is enough: it runs on each odd day and on each Monday, 18 times
# in a month instead of 2. `0 3 * * 1` is the same for both.
#
# Version: github.com/robfig/cron/v3 v3.0.1; Debian's rules by cronsim 2.7 for Python, which has them. Needs Go 1.21 or
# newer, Python 3.10 or newer with pip, and the network.
# Output seen:
#   0 3 * * 1, runs in January 2026: robfig 4, Debian 4
#   0 3 */2 * 1, runs in January 2026: robfig 18, Debian 2
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
python3 -m pip install --quiet --target python cronsim==2.7 2>pip.log
printf 'module example.com/finding\n\ngo 1.21\n\nrequire github.com/robfig/cron/v3 v3.0.1\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/robfig/cron/v3"
)

func main() {
	schedule, err := cron.ParseStandard(os.Args[1])
	if err != nil {
		panic(err)
	}
	runs := 0
	at := schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	for ; at.Month() == time.January; at = schedule.Next(at) {
		runs++
	}
	fmt.Println(runs)
}
GO
GOFLAGS=-mod=mod go build -o runs . 2>build.log
cat >runs.py <<'PY'
import sys
from datetime import datetime
from cronsim import CronSim

runs = 0
for at in CronSim(sys.argv[1], datetime(2026, 1, 1)):
    if at.month != 1:
        break
    runs += 1
print(runs)
PY

seen=$(
  for schedule in '0 3 * * 1' '0 3 */2 * 1'; do
    debian=$(PYTHONPATH=python python3 runs.py "$schedule")
    echo "$schedule, runs in January 2026: robfig $(./runs "$schedule"), Debian $debian"
  done
)
echo "$seen"
[[ $seen == '0 3 * * 1, runs in January 2026: robfig 4, Debian 4
0 3 */2 * 1, runs in January 2026: robfig 18, Debian 2' ]] || { echo 'not what was seen'; exit 1; }
