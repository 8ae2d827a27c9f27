import type { Trial } from '../contracts/study.ts'
import { FAMILIES, type FamilyName } from '../models/model.ts'

/** What decides between trials. */
export interface Candidate {
  readonly number: number
  readonly family: FamilyName
  readonly value: number
  readonly standardError: number
}

/**
 * The trial that a study publishes: of the complete trials within one standard error of the best, those of the
 * simplest family (the order of `FAMILIES`); of these the one with the best value, and of equals the one that was
 * tried first. (The one-standard-error rule: Breiman, Friedman, Olshen, Stone, *Classification and Regression Trees*,
 * 1984, §3.4.3.)
 *
 * @throws where no trial is complete, with the first reasons
 */
export function selectWinner(trials: readonly Trial[]): Trial {
  const complete = trials.flatMap(trial =>
    trial.state === 'complete' && trial.value !== null
      ? [{ trial, value: trial.value, standardError: trial.standardError ?? 0 }]
      : [],
  )
  const chosen = selectIndex(
    complete.map(({ trial, value, standardError }) => ({
      number: trial.number,
      family: trial.family,
      value,
      standardError,
    })),
  )
  const winner = complete[chosen]?.trial
  if (winner !== undefined) return winner
  const reasons = trials.flatMap(trial => trial.error ?? []).slice(0, 3)
  throw new Error(
    `none of ${trials.length} trials is complete, so there is no winner: ${reasons.join('; ') || 'no trial has run'}`,
  )
}

/** Families of our own trainer, whose best a study registers whoever wins. */
const OUR_TREES: ReadonlySet<FamilyName> = new Set(['random-forest', 'boosting'])

/**
 * - `one-standard-error`: the simplest family within one standard error of the best
 * - `best`: the best value, however little better it is
 */
export type SelectionRule = 'one-standard-error' | 'best'

/** The complete trials of our own trees: the candidates for the study's other version. */
export function treeTrials(trials: readonly Trial[]): readonly Trial[] {
  return trials.filter(({ family, state }) => state === 'complete' && OUR_TREES.has(family))
}

/** The trial of the best value; of equals that of the simpler family. */
export function selectBest(trials: readonly Trial[]): Trial {
  return selectWinner(trials.map(trial => ({ ...trial, standardError: 0 })))
}

/** As `selectWinner`, on bare figures; the winner's index, or −1 where there are no candidates. */
export function selectIndex(candidates: readonly Candidate[]): number {
  let best = -1
  for (let at = 0; at < candidates.length; at++) if (isBetter(candidates, at, best)) best = at
  const leader = candidates[best]
  if (leader === undefined) return -1

  const bar = leader.value - leader.standardError
  let chosen = -1
  for (let at = 0; at < candidates.length; at++) {
    const candidate = candidates[at]
    if (candidate === undefined || candidate.value < bar) continue
    const simpler = complexity(candidate) - complexity(candidates[chosen])
    if (simpler < 0 || (simpler === 0 && isBetter(candidates, at, chosen))) chosen = at
  }
  return chosen
}

function isBetter(candidates: readonly Candidate[], at: number, than: number): boolean {
  const candidate = candidates[at]
  const other = candidates[than]
  if (candidate === undefined) return false
  if (other === undefined || candidate.value > other.value) return true
  return candidate.value === other.value && candidate.number < other.number
}

function complexity(candidate: Candidate | undefined): number {
  return candidate === undefined ? FAMILIES.length : FAMILIES.indexOf(candidate.family)
}
