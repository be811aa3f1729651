/**
 * A signal that aborts when so many milliseconds are over, or when the other one does. Not
 * `AbortSignal.any([…, AbortSignal.timeout(n)])`: on Node 20 nothing but the composite holds that timer, which holds it
 * weakly, so that it goes with the next garbage collection and the end never comes (nodejs/node#54614).
 */
export function within(limit: number, signal?: AbortSignal): AbortSignal {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(new DOMException('the time is up', 'TimeoutError')), limit);
  (timer as { unref?: () => void }).unref?.();
  return signal ? AbortSignal.any([signal, clock.signal]) : clock.signal;
}

/** Waits so many milliseconds, or throws the signal's reason before. */
export function pause(length: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, length);
    signal.addEventListener('abort', stop, { once: true });
  });
}
