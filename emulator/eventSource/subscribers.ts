import { findEventGridFunctions, type HostAddress } from './hostWebhook.ts'
import { type Subscriptions, watchedContainers } from './planDelivery.ts'

export interface SubscriberOptions extends HostAddress {
  /** That may be watched. */
  readonly containers: readonly string[]
  /** Who gets the events; undefined: every function with an Event Grid trigger that the host lists. */
  readonly functions: readonly string[] | undefined
  readonly subscriptions: Subscriptions
  readonly log: (line: string) => void
}

/** Ms after which the host is asked again what functions it has: it may run another version of the app by now. */
const KNOWN_FOR = 30_000

/** The functions of the running app that hear of blobs, and so the containers that are worth a look. */
export class Subscribers {
  readonly #options: SubscriberOptions
  readonly #stop: AbortSignal
  #functions: readonly string[] | undefined
  #asked = Number.NEGATIVE_INFINITY
  #said = ''

  constructor(options: SubscriberOptions, stop: AbortSignal) {
    this.#options = options
    this.#stop = stop
    this.#functions = options.functions
  }

  /** Undefined until the host has told. */
  get functions(): readonly string[] | undefined {
    return this.#functions
  }

  /** Those with a subscriber; all as long as nobody knows. */
  get containers(): readonly string[] {
    const { containers, subscriptions } = this.#options
    return watchedContainers(containers, this.#functions, subscriptions)
  }

  /**
   * Asks the host, where that was not done lately.
   *
   * @throws where it does not answer
   */
  async refresh(now: number): Promise<void> {
    if (this.#options.functions !== undefined || now - this.#asked < KNOWN_FOR) return
    this.#functions = await findEventGridFunctions(this.#options, this.#stop)
    this.#asked = now
    this.#say()
  }

  /**
   * Whether the app, asked now, has no such function.
   *
   * @throws where the host does not answer
   */
  async isGone(functionName: string, now: number): Promise<boolean> {
    this.#asked = Number.NEGATIVE_INFINITY
    await this.refresh(now)
    return this.#functions?.includes(functionName) === false
  }

  #say(): void {
    const watched = this.containers
    const names = this.#functions ?? []
    const line =
      watched.length === 0
        ? 'no function of the app hears of blobs: no container is watched'
        : `watching ${watched.join(', ')} for ${names.join(', ')}`
    if (line !== this.#said) this.#options.log(line)
    this.#said = line
  }
}
