#!/usr/bin/env bash
# Guess: a ScheduledBackup of CloudNativePG takes `0 3 * * *`, each day at 3, or refuses it, since its schedules have a
# field for seconds in front.
#
# Behaviour: it takes it, as another schedule. Version 1 of robfig/cron, by which the operator's webhook and controller
# read schedules, wants the seconds and lets the weekday at the end be missing: five fields are second, minute, hour, day
# and month. `0 3 * * *` is a backup in each hour, 3 minutes past, 24 a day, and the webhook warns at most. `30 2 * * 1`,
# Mondays at half past two, is in each hour of January and then not until the next.
#
# Version: github.com/cloudnative-pg/cloudnative-pg v1.28.0 and github.com/robfig/cron v1.2.0, which it has. Needs Go
# 1.25 or newer and the network.
# Output seen:
#   the operator: github.com/robfig/cron v1.2.0, cron.Parse(scheduledBackup.GetSchedule())
#   0 0 3 * * *: 365 in 2026, first 2026-01-01 03:00:00
#   0 3 * * *: 8760 in 2026, first 2026-01-01 00:03:00
#   30 2 * * 1: 744 in 2026, first 2026-01-01 00:02:30
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
printf 'module example.com/finding\n\ngo 1.25.0\n\nrequire github.com/robfig/cron v1.2.0\n' >go.mod
operator=$(go mod download -json github.com/cloudnative-pg/cloudnative-pg@v1.28.0 | awk -F'"' '$2 == "Dir" { print $4 }')
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/robfig/cron"
)

func main() {
	for _, text := range os.Args[1:] {
		schedule, err := cron.Parse(text)
		if err != nil {
			panic(err)
		}
		first := schedule.Next(time.Date(2025, 12, 31, 23, 59, 59, 0, time.UTC))
		runs := 0
		for at := first; at.Year() == 2026; at = schedule.Next(at) {
			runs++
		}
		fmt.Printf("%s: %d in 2026, first %s\n", text, runs, first.Format(time.DateTime))
	}
}
GO
GOFLAGS=-mod=mod go build -o runs . 2>build.log || { tail -5 build.log; exit 1; }
seen="the operator: $(awk '$1 == "github.com/robfig/cron" { print $1, $2 }' "$operator/go.mod"), $(
  grep -o 'cron\.Parse(.*)' "$operator/internal/controller/scheduledbackup_controller.go"
)
$(./runs '0 0 3 * * *' '0 3 * * *' '30 2 * * 1')"
echo "$seen"
[[ $seen == 'the operator: github.com/robfig/cron v1.2.0, cron.Parse(scheduledBackup.GetSchedule())
0 0 3 * * *: 365 in 2026, first 2026-01-01 03:00:00
0 3 * * *: 8760 in 2026, first 2026-01-01 00:03:00
30 2 * * 1: 744 in 2026, first 2026-01-01 00:02:30' ]] || { echo 'not what was seen'; exit 1; }
