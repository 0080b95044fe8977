package matching

import "hash/maphash"

// Seen remembers names of payments by a 64-bit hash: 16 bytes each at the most, for a
// million of them. Two names meet by chance once in thirty million files of a million
// payments; the later would then rest on suspense for a person to see, and no harm done.
type Seen struct {
	seed  maphash.Seed
	slots []uint64
	used  int
}

// NewSeen makes an empty set.
func NewSeen() *Seen { return &Seen{seed: maphash.MakeSeed(), slots: make([]uint64, 1024)} }

// Add puts a name into the set and tells whether it was there. The parts are hashed one
// behind the other.
func (s *Seen) Add(name []byte, amount int64) (already bool) {
	if s.used*5 > len(s.slots)*3 {
		s.grow()
	}
	sum := maphash.Bytes(s.seed, name) ^ uint64(amount)*0x9e3779b97f4a7c15
	if sum == 0 {
		sum = 1
	}
	if s.put(sum) {
		return true
	}
	s.used++
	return false
}

func (s *Seen) put(sum uint64) (already bool) {
	mask := uint64(len(s.slots) - 1)
	i := sum & mask
	for ; s.slots[i] != 0; i = (i + 1) & mask {
		if s.slots[i] == sum {
			return true
		}
	}
	s.slots[i] = sum
	return false
}

func (s *Seen) grow() {
	old := s.slots
	s.slots = make([]uint64, 2*len(old))
	for _, sum := range old {
		if sum != 0 {
			s.put(sum)
		}
	}
}
