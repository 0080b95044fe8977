package codec
import ("testing";"os";"path/filepath";"strings")
func TestZZ(t *testing.T){
 fs,_:=filepath.Glob("/tmp/grown/*.xml"); n:=map[string]int{}; ok:=map[string]int{}
 more,_:=filepath.Glob("../../testdata/samples/camt/*.xml"); fs=append(fs,more...)
 more,_=filepath.Glob("../../testdata/samples/pain/*.xml"); fs=append(fs,more...)
 more,_=filepath.Glob(os.Getenv("GIROD_SAMPLES")+"/*/*08*.xml"); fs=append(fs,more...)
 for _,f:=range fs { b,_:=os.ReadFile(f); err:=validate(b); k:=filepath.Base(f); if strings.Contains(f,"grown"){k=k[:15]}
  if err!=nil { s:=err.Error(); if len(s)>160{s=s[:160]}; n[k+" "+s]++ } else {ok[k]++} }
 for k,v:=range n { if !strings.Contains(k,"unsupported") {t.Log(v,k)} }
 t.Log(ok)
}
