package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// bgmaxFile drops a BgMax file with one deposit; payments are as for camt054, of which
// the amount, ref and payer are told, and a debit is a deduction:
//
//	bgmax B1 2026-01-12 1250.00,ref=10017,payer=Anna serial=7
func bgmaxFile(ts *testscript.TestScript, _ bool, args []string) {
	name, day, serial := args[0], strings.ReplaceAll(args[1], "-", ""), "1"
	var lines []string
	put := func(format string, args ...any) {
		lines = append(lines, fmt.Sprintf("%-80s", fmt.Sprintf(format, args...)))
	}
	put("01BGMAX               01%s173010010331P", day)
	put("05%010s%10sSEK", strings.ReplaceAll(townBankgiro, "-", ""), "")
	var sum int64
	counts := [2]int{}
	for i, word := range args[2:] {
		if value, ok := strings.CutPrefix(word, "serial="); ok {
			serial = value
			continue
		}
		p := payment(strings.ReplaceAll(word, "+", " "))
		amount, code, refCode := sek(ts, p.Amount), 20, 2
		if p.Side == "DBIT" {
			code = 21
		}
		if p.Ref == "" {
			refCode = 0
		}
		counts[code-20]++
		put("%d%010d%25s%018d%d1%s%05d%06d0%s", code, 0, p.Ref, amount, refCode, day[2:3], i+1, sum%1000, map[int]string{20: " ", 21: "0"}[code])
		put("26%-35s", p.Payer)
		if code == 21 {
			amount = -amount
		}
		sum += amount
	}
	put("15%035d%s%05s%018dSEK%08d ", 0, day, serial, sum, counts[0]+counts[1])
	put("70%08d%08d%08d%08d", counts[0], counts[1], 0, 1)
	ts.Check(os.WriteFile(ts.MkAbs("bank/in/"+name+".txt"), []byte(strings.Join(lines, "\r\n")+"\r\n"), 0o600))
}
