import { TABLES } from '../contracts/dataset.ts'
import type { Feature } from '../features/feature.ts'
import { EVENT_TABLES } from '../mimic/concepts/concept.ts'
import { CONCEPTS } from '../mimic/concepts.ts'
import type { Frame } from '../tables/frame.ts'
import type { Sql } from '../tables/sql.ts'
import { findCandidates, findStays, findToldRows } from './candidates.ts'
import { type Change, kindOf } from './change.ts'
import { CODE_CHANGES, DISCHARGE_CHANGES } from './dischargeChanges.ts'
import { type DrawnChange, drawChanges } from './drawChanges.ts'
import { futureEventChanges, windowEventChanges } from './eventChanges.ts'
import {
  judge,
  type Mutation,
  movedOfOthers,
  type Round,
  type Told,
  type Verdict,
} from './judge.ts'
import type { LeakageProof, MovedFeature } from './leakageProof.ts'
import { movedFeatures, rowsByStay } from './movedFeatures.ts'
import { mutateSilver } from './mutatedSilver.ts'
import {
  GOLD_TABLES,
  type GoldRequest,
  type GoldSteps,
  rebuildGold,
  type SilverFiles,
} from './rebuildGold.ts'

/** Rows of gold that are built at once: rounds go together where they are small. */
const ROWS_AT_ONCE = 1500

export interface ProofInput {
  /** All rows, of any time, that the sampled patients have in the tables of gold. */
  readonly silver: SilverFiles
  readonly request: GoldRequest
  /** So many mutations of the future, or up to a round more; fewer where there are too few patients for `mostRounds`. */
  readonly futureMutations: number
  /** And so many of what counts within the window. */
  readonly windowMutations: number
  /** In each round every patient has at most one mutation. */
  readonly mostRounds: number
  readonly seed: number
  /** Gold of the whole cohort: that of the sample alone must be the same, or features depend on other patients. */
  readonly wholeGold?: Frame
  /** Files are written on the way, and begin with this. */
  readonly prefix: string
}

/**
 * Point-in-time correctness shown by mutation: rows of the sample's silver are changed at random, gold is built anew by
 * the pipeline's own steps, and compared to the bit.
 *
 * - A change of what comes after the moment of prediction, of a discharge fact or of a code of this admission moves no
 *   feature that is known by then: not of this stay, nor of an earlier one, nor of another patient.
 * - A change of a row that counts within the window moves features that are computed from it, and no other.
 *
 * The same silver, request and seed give the same proof, however silver is cut into parts.
 *
 * @param sql - a DuckDB of its own: tables are made in it
 */
export async function proveNoLeak(
  sql: Sql,
  steps: GoldSteps,
  input: ProofInput,
): Promise<LeakageProof> {
  const { silver, request, seed, prefix } = input

  // gold as it is
  const base = await rebuildGold(sql, steps, silver, request, `${prefix}-base`)
  const stays = await findStays(sql, base, silver, request.gapHours)
  const patients = new Set(stays.map(({ subjectId }) => subjectId)).size

  // what to change
  const byStoretime = request.availability === 'storetime'
  await findToldRows(sql, steps, silver, { byStoretime, prefix })
  const changes = possibleChanges(silver, request)
  const { counts, poolOf } = await findCandidates(sql, silver, changes)
  const roundsOf = (mutations: number) =>
    patients === 0 ? 0 : Math.min(input.mostRounds, Math.ceil(mutations / patients))
  const draw = (side: 'future' | 'window', mutations: number) =>
    drawChanges(stays, changes, counts, { rounds: roundsOf(mutations), seed, side })
  const future = draw('future', input.futureMutations)
  const window = draw('window', input.windowMutations)
  const drawn = [...future, ...window.map(later(roundsOf(input.futureMutations)))]

  // change it, build gold, look
  const silverOf = await mutateSilver(sql, steps, { silver, changes, drawn, poolOf, base, prefix })
  const mutations = await withTold(sql, drawn, changes)
  const { features } = steps
  const verdicts: Verdict[] = []
  const moved = new Set(
    input.wholeGold === undefined ? [] : movedInSample(input.wholeGold, base.gold, features),
  )
  const rounds = [...new Set(drawn.map(({ round }) => round))]
  const atOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / stays.length))
  for (let from = 0; from < rounds.length; from += atOnce) {
    const numbers = rounds.slice(from, from + atOnce)
    const mutated = await silverOf(numbers)
    const { gold } = await rebuildGold(
      sql,
      steps,
      mutated.silver,
      request,
      `${prefix}-round`,
      mutated.events,
    )
    for (const number of numbers) {
      const round: Round = { number, stays, features, before: base.gold, after: gold }
      const ofRound = mutations.filter(mutation => mutation.round === number)
      verdicts.push(...judge(round, ofRound))
      for (const name of movedOfOthers(round, ofRound)) moved.add(name)
    }
  }

  return {
    seed,
    patients,
    stays: stays.length,
    ...tally(verdicts),
    movedByOtherPatients: [...moved],
    unreadTables: TABLES.filter(table => !GOLD_TABLES.some(read => read === table)),
  }
}

function possibleChanges(silver: SilverFiles, { availability }: GoldRequest): readonly Change[] {
  const present = EVENT_TABLES.filter(table => silver[table] !== undefined)
  return [
    ...present.flatMap(table => futureEventChanges(table, availability)),
    ...[...DISCHARGE_CHANGES, ...CODE_CHANGES].filter(({ table }) => silver[table] !== undefined),
    ...present.flatMap(windowEventChanges),
  ]
}

function later(rounds: number): (drawn: DrawnChange) => DrawnChange {
  return drawn => ({ ...drawn, round: drawn.round + rounds })
}

/** Whether they count depends on other rows: on the specimen, on whether there is a weight of the admission. */
const CONDITIONAL: ReadonlySet<string> = new Set(['pao2', 'weight'])

/** Concepts whose mean, or sum, and count every one of their values enters. */
const COUNTED: ReadonlySet<unknown> = new Set(
  [...CONCEPTS.map(({ name }) => name), 'urine_output'].filter(name => !CONDITIONAL.has(name)),
)
const COUNTING_KINDS: ReadonlySet<unknown> = new Set(['value', 'charted'])

async function withTold(
  sql: Sql,
  drawn: readonly DrawnChange[],
  changes: readonly Change[],
): Promise<readonly Mutation[]> {
  const tables = changes.map(({ table, subject }, at) =>
    subject === 'window' ? `(${at}, '${table}')` : `(${at}, NULL)`,
  )
  const rows = await sql.rows(`
    SELECT d.number, t.concept, t.kind, t.has_value
    FROM drawn d JOIN (VALUES ${tables.join(', ')}) c(change, table_name) USING (change)
      JOIN told t ON t.table_name = c.table_name AND t.icustay_id = d.icustay_id AND t.row_id = d.row_id
    ORDER BY ALL`)
  const told = new Map<number, Told[]>()
  for (const { number, concept, kind, has_value } of rows) {
    const isReading = has_value === true && COUNTED.has(concept) && COUNTING_KINDS.has(kind)
    const known = told.get(Number(number)) ?? []
    told.set(Number(number), [...known, { concept: String(concept), isReading }])
  }
  return drawn.flatMap((one, number) => {
    const what = changes[one.change]
    return what === undefined ? [] : [{ ...one, what, told: told.get(number) ?? [] }]
  })
}

function movedInSample(
  whole: Frame,
  sample: Frame,
  features: readonly Feature[],
): readonly string[] {
  const rows = rowsByStay(whole)
  return [...rowsByStay(sample)].flatMap(([stay, row]) =>
    movedFeatures(features, { gold: whole, row: rows.get(stay) ?? -1 }, { gold: sample, row }).map(
      ({ name }) => name,
    ),
  )
}

function tally(verdicts: readonly Verdict[]): Pick<LeakageProof, 'future' | 'window'> {
  const future = verdicts.filter(({ what }) => what.subject !== 'window')
  const window = verdicts.filter(({ what }) => what.subject === 'window')
  return {
    future: {
      mutations: future.length,
      byKind: countKinds(future),
      moved: countMoved(future),
      leftCohort: future.reduce((sum, { left }) => sum + left, 0),
      movedAtDischarge: [...new Set(future.flatMap(({ atDischarge }) => atDischarge))].toSorted(),
    },
    window: {
      mutations: window.length,
      byKind: countKinds(window),
      exact: window.filter(({ wrong, left }) => wrong.length === 0 && left === 0).length,
      moved: countMoved(window),
    },
  }
}

function countKinds(verdicts: readonly Verdict[]): Record<string, number> {
  const kinds = verdicts.map(({ what }) => kindOf(what)).toSorted()
  const counts: Record<string, number> = {}
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function countMoved(verdicts: readonly Verdict[]): MovedFeature[] {
  const counts = new Map<string, MovedFeature>()
  for (const { what, wrong } of verdicts) {
    for (const feature of wrong) {
      const mutation = kindOf(what)
      const times = (counts.get(`${feature} ${mutation}`)?.times ?? 0) + 1
      counts.set(`${feature} ${mutation}`, { feature, mutation, times })
    }
  }
  return [...counts.values()]
}
