#!/usr/bin/env bash
# Guess: KEDA's cron scaler with `start: 0 8 * * 1-5` and `end: 0 18 * * *` keeps the replicas up from 8 to 18 on
# weekdays: the end on Saturdays and Sundays, when nothing was started, ends nothing.
#
# Behaviour: it asks only which of the two comes next. When the end does, the time is within, whether or not a start came
# before. From Friday 18:00 to Sunday 18:00 the next end is nearer than Monday's start, and the replicas are up all the
# weekend: 98 hours of a week instead of 50. With `end: 0 18 * * 1-5` it is 50.
#
# Version: github.com/kedacore/keda/v2 v2.21.0. Needs Go 1.26 and the network; builds some minutes.
# Output seen:
#   end 0 18 * * 1-5: 50 hours of a week, 0 of them on Saturday and Sunday
#   end 0 18 * * *: 98 hours of a week, 42 of them on Saturday and Sunday
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cp -R "$(go mod download -json github.com/kedacore/keda/v2@v2.21.0 | awk -F'"' '$2 == "Dir" { print $4 }')" keda
chmod -R u+w keda
cd keda
# The other scalers need the libraries of all clouds and databases.
find pkg/scalers -maxdepth 1 -name '*.go' ! -name cron_scaler.go ! -name scaler.go -delete
cat >pkg/scalers/week_test.go <<'GO'
package scalers

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kedacore/keda/v2/pkg/scalers/scalersconfig"
)

// The clock of a bubble of synctest stands at midnight in UTC, on a Saturday.
func TestWeek(t *testing.T) {
	for _, end := range []string{"0 18 * * 1-5", "0 18 * * *"} {
		synctest.Test(t, func(t *testing.T) {
			scaler, err := NewCronScaler(&scalersconfig.ScalerConfig{TriggerMetadata: map[string]string{
				"timezone": "UTC", "start": "0 8 * * 1-5", "end": end, "desiredReplicas": "10",
			}})
			if err != nil {
				t.Fatal(err)
			}
			hours, weekend := 0, 0
			time.Sleep(30 * time.Minute)
			for range 7 * 24 {
				_, active, err := scaler.GetMetricsAndActivity(t.Context(), "cron")
				if err != nil {
					t.Fatal(err)
				}
				if active {
					hours++
					if day := time.Now().UTC().Weekday(); day == time.Saturday || day == time.Sunday {
						weekend++
					}
				}
				time.Sleep(time.Hour)
			}
			fmt.Printf("seen: end %s: %d hours of a week, %d of them on Saturday and Sunday\n", end, hours, weekend)
		})
	}
}
GO
seen=$(GOWORK=off go test -vet=off -v -count=1 -run TestWeek ./pkg/scalers 2>test.log | sed -n 's/^seen: //p') || {
  tail -5 test.log
  exit 1
}
echo "$seen"
[[ $seen == 'end 0 18 * * 1-5: 50 hours of a week, 0 of them on Saturday and Sunday
end 0 18 * * *: 98 hours of a week, 42 of them on Saturday and Sunday' ]] || { echo 'not what was seen'; exit 1; }
