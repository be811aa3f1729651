// Package watch calls a function whenever something that it reads has changed.
package watch

import (
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

const (
	settle = 20 * time.Millisecond // many changes at once are one
	again  = 30 * time.Second      // in case that a call failed
)

// Changes calls f once everything is known and then after every change. It
// does not return.
func Changes(factory informers.SharedInformerFactory, f func(), of ...cache.SharedIndexInformer) error {
	changed := make(chan struct{}, 1)
	poke := func() {
		select {
		case changed <- struct{}{}:
		default: // one is waiting already
		}
	}
	for _, informer := range of {
		_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { poke() },
			UpdateFunc: func(any, any) { poke() },
			DeleteFunc: func(any) { poke() },
		})
		if err != nil {
			return err
		}
	}
	forever := make(chan struct{})
	factory.Start(forever)
	factory.WaitForCacheSync(forever)
	for {
		f()
		select {
		case <-changed:
			time.Sleep(settle)
		case <-time.After(again):
		}
	}
}
