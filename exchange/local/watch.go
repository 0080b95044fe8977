package local

import (
	"context"
	"fmt"

	"github.com/fsnotify/fsnotify"
)

// Watch nudges whenever something moves in one of the directories, and on every
// error of the watcher, an overflow above all: whatever was missed, a full
// listing finds. A nudge nobody has taken yet is enough for all that follow.
// Watch returns when the context ends.
func Watch(ctx context.Context, dirs []string, nudge chan<- struct{}) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	defer w.Close()
	for _, dir := range dirs {
		if err := w.Add(dir); err != nil {
			return fmt.Errorf("watch %s: %w", dir, err)
		}
	}
	hurry(nudge) // what came before the watch began
	return relay(ctx, w.Events, w.Errors, nudge)
}

// relay turns events and errors alike into nudges.
func relay(ctx context.Context, events <-chan fsnotify.Event, errs <-chan error, nudge chan<- struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, ok := <-events:
			if !ok {
				return nil
			}
		case _, ok := <-errs: // fsnotify.ErrEventOverflow: events were lost
			if !ok {
				return nil
			}
		}
		hurry(nudge)
	}
}

func hurry(nudge chan<- struct{}) {
	select {
	case nudge <- struct{}{}:
	default:
	}
}
