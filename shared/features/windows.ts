import type { EventTable } from '../mimic/concepts/concept.ts'

/** Where a concept's window begins, in hours after ICU `intime`; it always ends with the prediction hour, inclusive. */
export interface WindowStart {
  readonly hours: number
  readonly included: boolean
}

/**
 * The windows of mimic-code's first-day concepts (`concepts/firstday/`), which end at the moment of prediction:
 * laboratory [−6, H] h, GCS and treatments [0, H] h, height and weight (−24, H] h, all other chart events (0, H] h.
 */
export function windowStart(table: EventTable, concept: string): WindowStart {
  if (table === 'LABEVENTS') return { hours: -6, included: true }
  if (table !== 'CHARTEVENTS' || concept.startsWith('gcs')) return { hours: 0, included: true }
  if (concept === 'height' || concept === 'weight') return { hours: -24, included: false }
  return { hours: 0, included: false }
}

/** The window as mathematicians write it: `(0, 24] h`. */
export function windowText(start: WindowStart, predictionHours: number): string {
  return `${start.included ? '[' : '('}${String(start.hours).replace('-', '−')}, ${predictionHours}] h`
}
