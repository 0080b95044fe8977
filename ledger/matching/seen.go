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
	if s.put(s.sum(name, amount)) {
		return true
	}
	s.used++
	return false
}

// Has tells whether a name is in the set.
func (s *Seen) Has(name []byte, amount int64) bool {
	sum, mask := s.sum(name, amount), uint64(len(s.slots)-1)
	for i := sum & mask; s.slots[i] != 0; i = (i + 1) & mask {
		if s.slots[i] == sum {
			return true
		}
	}
	return false
}

// sum hashes a name with its amount; 0 is a free slot.
func (s *Seen) sum(name []byte, amount int64) uint64 {
	return max(1, maphash.Bytes(s.seed, name)^uint64(amount)*0x9e3779b97f4a7c15)
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
