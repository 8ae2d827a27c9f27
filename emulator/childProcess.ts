/** How a process of the emulator and the one that started it know of each other: by Node's IPC channel. */

/** Ends this process by `stop` when its parent is gone, however that came; without a parent (no IPC) does nothing. */
export function endWithParent(stop: () => Promise<void>): void {
  if (process.send === undefined) return
  process.once('disconnect', () => void stop())
}

/** Tells the parent, if there is one, that a state was reached. */
export function tellParent(message: 'ready'): void {
  if (process.connected) process.send?.(message)
}

/** Ends this process by `stop` on SIGTERM, and on Ctrl-C. */
export function onEndSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
}
