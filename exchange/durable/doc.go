// Package durable is the only place in girod that creates, renames, syncs and
// removes files that matter.
//
// A file is safe when its bytes are on the disk *and* its name is: the bytes by
// fsync of the file, the name by fsync of the directory. Forget the second and a
// power cut takes a file that was "written" an hour ago; rename before the first
// and it leaves a whole name on half a file. So there is one recipe here and
// everyone uses it: write under a temporary name, fsync, rename, fsync the
// directory. A house rule forbids os.Rename, os.WriteFile and os.Create
// elsewhere.
//
// An fsync that fails is final. The kernel may have thrown the dirty pages away
// and will report success the next time it is asked; nobody can know what is on
// the disk. The error is a [*Fatal], the [Disk] answers nothing but that error
// from then on, and the process stops: only a restart, which reads everything
// back and compares digests, knows again.
//
// The file system below is an interface, [FS], so that tests can kill us at any
// call, lie to us, or pull the plug; see package durabletest.
package durable
