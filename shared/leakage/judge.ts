import type { Feature } from '../features/feature.ts'
import type { Frame } from '../tables/frame.ts'
import type { Stay } from './candidates.ts'
import type { Change } from './change.ts'
import { featuresFrom } from './dependence.ts'
import type { DrawnChange } from './drawChanges.ts'
import { movedFeatures, rowsByStay } from './movedFeatures.ts'
import { idInRound } from './mutatedSilver.ts'

/** What a row of the window counts as. */
export interface Told {
  readonly concept: string
  /** The concept's mean or count cannot but move when the row is changed, deleted or inserted. */
  readonly isReading: boolean
}

/** A mutation with what is known of it. */
export interface Mutation extends DrawnChange {
  readonly what: Change
  /** What its row counts as; empty for a mutation of the future. */
  readonly told: readonly Told[]
}

/** What a mutation did. */
export interface Verdict {
  readonly what: Change
  /** Features that moved though they may not; `none` where one had to and did not. */
  readonly wrong: readonly string[]
  /** Features known at discharge that moved. */
  readonly atDischarge: readonly string[]
  /** Stays that are not in gold any more. */
  readonly left: number
}

/** Gold as it is, and with the mutations of some rounds, one per patient and round. */
export interface Round {
  readonly number: number
  readonly stays: readonly Stay[]
  readonly features: readonly Feature[]
  readonly before: Frame
  readonly after: Frame
}

/** What each mutation of a round did to the stays of its patient. */
export function judge(round: Round, mutations: readonly Mutation[]): readonly Verdict[] {
  const movedOf = movesOf(round)
  return mutations.map(mutation => {
    const target = round.stays.find(({ icustayId }) => icustayId === mutation.icustayId)
    const earlier = round.stays.filter(stay => target !== undefined && isPastOf(target, stay))
    const own = target === undefined ? undefined : movedOf(target)
    const others = earlier.map(movedOf)
    const left = [own, ...others].filter(moved => moved === undefined).length
    const { what } = mutation
    if (what.subject === 'window') {
      // a laboratory value may lie within the windows of two stays
      const elsewhere = what.table === 'LABEVENTS' ? [] : others.flatMap(moved => moved ?? [])
      const wrong = [...wrongInWindow(mutation, own ?? [], round.features), ...names(elsewhere)]
      return { what, wrong, atDischarge: [], left }
    }
    const moved = [own, ...others].flatMap(features => features ?? [])
    return {
      what,
      wrong: names(moved.filter(({ knownWhen }) => knownWhen !== 'discharge')),
      atDischarge: names(moved.filter(({ knownWhen }) => knownWhen === 'discharge')),
      left,
    }
  })
}

/**
 * Whether a stay of the same patient began before another one, so that the other's future is its own too. In dirty data
 * a stay may begin after its admission has ended: to a stay after that end the admission is a past one all the same.
 */
function isPastOf(later: Stay, stay: Stay): boolean {
  return (
    stay !== later &&
    stay.subjectId === later.subjectId &&
    stay.intime <= later.intime &&
    !(later.dischtime <= stay.intime)
  )
}

/** Features that moved of patients who had no mutation in the round. */
export function movedOfOthers(round: Round, mutations: readonly Mutation[]): readonly string[] {
  const mutated = new Set(mutations.map(({ subjectId }) => subjectId))
  const movedOf = movesOf(round)
  return names(
    round.stays.filter(stay => !mutated.has(stay.subjectId)).flatMap(stay => movedOf(stay) ?? []),
  )
}

/** The features of a stay that moved; undefined where it is not in both. */
function movesOf(round: Round): (stay: Stay) => readonly Feature[] | undefined {
  const { features, before, after } = round
  const rowsBefore = rowsByStay(before)
  const rowsAfter = rowsByStay(after)
  return ({ icustayId }) => {
    const rowBefore = rowsBefore.get(icustayId)
    const rowAfter = rowsAfter.get(idInRound(icustayId, round.number))
    if (rowBefore === undefined || rowAfter === undefined) return undefined
    return movedFeatures(features, { gold: before, row: rowBefore }, { gold: after, row: rowAfter })
  }
}

/** Features that are not computed from the row and moved all the same, and `none` for what had to move and did not. */
function wrongInWindow(
  { told }: Mutation,
  moved: readonly Feature[],
  features: readonly Feature[],
): readonly string[] {
  const allowed = featuresFrom(
    told.map(({ concept }) => concept),
    features,
  )
  const missed = told.some(
    ({ concept, isReading }) => isReading && !moved.some(feature => feature.concept === concept),
  )
  const wrong = names(moved).filter(name => !allowed.has(name))
  return missed ? [...wrong, 'none'] : wrong
}

function names(features: readonly Feature[]): readonly string[] {
  return [...new Set(features.map(({ name }) => name))]
}
