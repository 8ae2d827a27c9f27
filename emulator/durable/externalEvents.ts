/** Events that were raised to an instance, and the waits for them, by name. */
export class ExternalEvents {
  readonly #waits = new Map<string, (() => void)[]>()
  readonly #early = new Map<string, number>()

  /** Calls `done` when such an event comes; at once where one came before anybody waited. */
  wait(name: string, done: () => void): void {
    const early = this.#early.get(name) ?? 0
    if (early > 0) {
      this.#early.set(name, early - 1)
      done()
      return
    }
    const waits = this.#waits.get(name) ?? []
    this.#waits.set(name, waits)
    waits.push(done)
  }

  /** The library gives an event to the youngest wait of its name. */
  raise(name: string): void {
    const done = this.#waits.get(name)?.pop()
    if (done === undefined) this.#early.set(name, (this.#early.get(name) ?? 0) + 1)
    else done()
  }
}
