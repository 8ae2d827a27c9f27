import { keyOfEvent } from './detectBlobs.ts'
import type { Delivery, PendingEvent, SourceState } from './sourceState.ts'

export interface RetryPolicy {
  /** Answers other than 2xx until an event is dead-lettered. Event Grid: 30. */
  readonly maximumAttempts: number
  /** Ms from the first answered attempt until an event is dead-lettered. Event Grid: 24 h. */
  readonly timeToLive: number
  /** Ms before the second attempt; doubles with each. */
  readonly firstDelay: number
  readonly longestDelay: number
}

/** A request to make: events to one function, oldest first. */
export interface Batch {
  readonly functionName: string
  readonly events: readonly PendingEvent[]
}

/** Containers by function; a function that is not named gets the events of all. */
export type Subscriptions = Readonly<Record<string, readonly string[]>>

const EVENTS_PER_BATCH = 16

/** The containers that some function hears of; all of them while the functions are not known. */
export function watchedContainers(
  containers: readonly string[],
  functions: readonly string[] | undefined,
  subscriptions: Subscriptions,
): readonly string[] {
  if (functions === undefined) return containers
  return containers.filter(container =>
    functions.some(name => isSubscribed(name, container, subscriptions)),
  )
}

function isSubscribed(name: string, container: string, subscriptions: Subscriptions): boolean {
  return subscriptions[name]?.includes(container) ?? true
}

/**
 * Gives each pending event that has none its deliveries: one per function subscribed to its container. A blob that nobody
 * hears of counts as not seen: it was listed before the functions were known.
 */
export function assignDeliveries(
  state: SourceState,
  functions: readonly string[],
  subscriptions: Subscriptions,
): void {
  for (const pending of state.pending) {
    if (pending.deliveries !== undefined) continue
    const names = functions.filter(name => isSubscribed(name, pending.container, subscriptions))
    pending.deliveries = Object.fromEntries(names.map(name => [name, { attempts: 0, due: 0 }]))
    if (names.length === 0) delete state.seen[keyOfEvent(pending.event)]
  }
}

/**
 * What is to be delivered now. An event that failed before travels alone, so that it cannot drag others along: a batch
 * is refused whole if one of its events is.
 */
export function planBatches(state: SourceState, now: number): Batch[] {
  const fresh = new Map<string, PendingEvent[]>()
  const alone: Batch[] = []
  for (const pending of state.pending) {
    for (const [functionName, delivery] of Object.entries(pending.deliveries ?? {})) {
      if (delivery.due > now) continue
      if (delivery.attempts > 0) alone.push({ functionName, events: [pending] })
      else fresh.set(functionName, [...(fresh.get(functionName) ?? []), pending])
    }
  }
  const batches = [...fresh].flatMap(([functionName, events]) =>
    Array.from({ length: Math.ceil(events.length / EVENTS_PER_BATCH) }, (_, index) => ({
      functionName,
      events: events.slice(index * EVENTS_PER_BATCH, (index + 1) * EVENTS_PER_BATCH),
    })),
  )
  return [...batches, ...alone]
}

/** The delivery after an answer that was no 2xx, and why it is dead, if it is. */
export function afterFailure(
  delivery: Delivery,
  outcome: string,
  now: number,
  policy: RetryPolicy,
): { readonly delivery: Delivery; readonly deadLetterReason: string | undefined } {
  const attempts = delivery.attempts + 1
  const firstAttempt = delivery.firstAttempt ?? now
  const delay = Math.min(policy.firstDelay * 2 ** Math.min(attempts - 1, 40), policy.longestDelay)
  const deadLetterReason =
    attempts >= policy.maximumAttempts
      ? 'MaxDeliveryAttemptsExceeded'
      : now + delay - firstAttempt > policy.timeToLive
        ? 'TimeToLiveExceeded'
        : undefined
  return {
    delivery: { attempts, firstAttempt, due: now + delay, lastOutcome: outcome },
    deadLetterReason,
  }
}
