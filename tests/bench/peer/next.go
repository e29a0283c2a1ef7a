// Tells how long robfig/cron, the library behind the CronJobs of Kubernetes, takes for the next time
// of a cron expression: the peer of bench_next_beside, which starts it and walks the same times.
//
// usage: next BEGIN END SAMPLES STEPS <LINES
//
// A line is "expression|zone". For each: the median of SAMPLES, each of STEPS next times one after
// the other from BEGIN on and from there again at END, in nanoseconds a time, and the sum of all
// times in seconds, by which the two walks are compared.
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron"
)

func fail(what ...interface{}) {
	fmt.Fprintln(os.Stderr, what...)
	os.Exit(2)
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		fail(err)
	}
	return value
}

func main() {
	if len(os.Args) != 5 {
		fail("usage: next BEGIN END SAMPLES STEPS <LINES")
	}
	begin, end := number(os.Args[1]), number(os.Args[2])
	samples, steps := int(number(os.Args[3])), int(number(os.Args[4]))
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Split(lines.Text(), "|")
		schedule, err := cron.ParseStandard(words[0])
		if err != nil {
			fail(words[0], err)
		}
		zone, err := time.LoadLocation(words[1])
		if err != nil {
			fail(err)
		}
		first, last := time.Unix(begin, 0).In(zone), time.Unix(end, 0)
		taken := make([]float64, 0, samples)
		var sum int64
		after := first
		for i := 0; i < samples; i++ {
			started := time.Now()
			for step := 0; step < steps; step++ {
				after = schedule.Next(after)
				sum += after.Unix()
				if after.IsZero() || !after.Before(last) {
					after = first
				}
			}
			taken = append(taken, float64(time.Since(started).Nanoseconds())/float64(steps))
		}
		sort.Float64s(taken)
		fmt.Printf("%.1f %d\n", taken[(len(taken)-1)/2], sum)
	}
}
