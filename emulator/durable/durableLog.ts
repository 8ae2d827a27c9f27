/** Where the engine says what goes on; no inputs and no outputs in it. */
export type DurableLog = (level: 'information' | 'warning' | 'error', message: string) => void
