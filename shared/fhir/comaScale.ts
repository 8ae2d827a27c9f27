import type { Reading, RefusedReading } from './readings.ts'

/** A reading of a part of the coma scale; made up of a total, only its sum with the others is known. */
export interface ComaReading extends Reading {
  readonly isMadeUp: boolean
}

const PARTS = ['gcs_eye', 'gcs_verbal', 'gcs_motor'] as const

/** So long gold carries a part forward to where it is not charted (mimic-code `gcs_first_day.sql`). */
const CARRIED_MS = 6 * 3_600_000

/** The last time at which the scale was charted. */
interface Charted {
  readonly moment: number
  readonly isMadeUp: boolean
  /** What holds of its parts, those carried forward among them. */
  readonly parts: ReadonlyMap<string, number>
}

/**
 * The coma scale in its parts, as MIMIC-III charts it. At a time with all three parts they count, and not their total. A
 * total without them is laid out as parts that add up to it, so that gold finds the same total; not so one that only
 * repeats the sum of what was charted in the 6 h before. Some parts alone in the 6 h after such a total are refused: gold
 * would add them to parts that nobody charted.
 *
 * @param intime - ICU admission in ms since the epoch: gold carries nothing forward from before it
 */
export function comaScaleParts(
  readings: readonly Reading[],
  intime: number,
): {
  readonly parts: readonly ComaReading[]
  readonly refused: readonly RefusedReading[]
} {
  const parts: ComaReading[] = []
  const refused: RefusedReading[] = []
  let before: Charted | undefined
  for (const [moment, charted] of byMoment(readings)) {
    const carried = isCarried(before, moment, intime) ? before : undefined
    const ofParts = charted.filter(({ concept }) => concept !== 'gcs')
    const total = lowest(charted.filter(({ concept }) => concept === 'gcs'))
    const now = new Map(ofParts.map(({ concept, value }) => [concept, value]))
    if (now.size < PARTS.length && total !== undefined) {
      if (ofParts.length === 0 && sumOf(carried?.parts) === total.value) continue
      parts.push(...madeUp(total))
      before = { moment, isMadeUp: true, parts: new Map() }
    } else if (now.size < PARTS.length && carried?.isMadeUp === true) {
      refused.push(...ofParts.map(({ concept }) => ({ concept, reason: 'incomplete' as const })))
    } else {
      parts.push(...ofParts.map(part => ({ ...part, isMadeUp: false })))
      before = { moment, isMadeUp: false, parts: new Map([...(carried?.parts ?? []), ...now]) }
    }
  }
  return { parts, refused }
}

function byMoment(readings: readonly Reading[]): readonly [number, readonly Reading[]][] {
  const charted = new Map<number, Reading[]>()
  for (const reading of readings) {
    if (reading.concept !== 'gcs' && !isPart(reading.concept)) continue
    const now = charted.get(reading.moment)
    if (now === undefined) charted.set(reading.moment, [reading])
    else now.push(reading)
  }
  return [...charted].sort(([a], [b]) => a - b)
}

function isCarried(before: Charted | undefined, moment: number, intime: number): boolean {
  return before !== undefined && before.moment >= intime && moment - before.moment < CARRIED_MS
}

/** Whether the concept is a part of the coma scale. */
export function isPart(concept: string): boolean {
  return PARTS.some(part => part === concept)
}

function lowest(totals: readonly Reading[]): Reading | undefined {
  return totals.toSorted((a, b) => a.value - b.value)[0]
}

function sumOf(parts: ReadonlyMap<string, number> | undefined): number | undefined {
  if (parts === undefined || parts.size < PARTS.length) return undefined
  return [...parts.values()].reduce((sum, value) => sum + value, 0)
}

function madeUp(total: Reading): readonly ComaReading[] {
  const motor = Math.min(6, total.value - 2)
  const verbal = Math.min(5, total.value - motor - 1)
  const eye = total.value - motor - verbal
  const values = { gcs_eye: eye, gcs_verbal: verbal, gcs_motor: motor }
  return PARTS.map(concept => ({ ...total, concept, value: values[concept], isMadeUp: true }))
}
