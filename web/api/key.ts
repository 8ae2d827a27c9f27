/** The function key, where the host asks for one: kept in this tab only, until it is closed. */
const KEY = 'function-key'

type Listener = () => void
const listeners = new Set<Listener>()
let wanted = false

export function functionKey(): string | null {
  return sessionStorage.getItem(KEY)
}

/** Whether a call was refused for want of a key, or for a wrong one. */
export function isKeyWanted(): boolean {
  return wanted
}

/** A call was refused: the shell asks for the key. */
export function wantKey(): void {
  if (wanted) return
  wanted = true
  tell()
}

export function giveKey(key: string): void {
  sessionStorage.setItem(KEY, key)
  wanted = false
  tell()
}

/** Calls back whenever a key is wanted or given; answers how to stop. */
export function onKeyChange(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function tell(): void {
  for (const listener of listeners) listener()
}
