import type { FamilyName, ParameterValue } from '../../shared/models/model.ts'
import type { GetAnswer } from '../api/operations.ts'
import { figure, metric } from '../format.ts'

export type Study = GetAnswer<'studies/{id}'>
export type Trial = Study['results'][number]
export type TrialState = Trial['state']

export const FAMILY_COLOURS: Readonly<Record<FamilyName, string>> = {
  severity: 'var(--series-6)',
  logistic: 'var(--series-1)',
  boosting: 'var(--series-2)',
  'random-forest': 'var(--series-3)',
  'ml-logistic-regression': 'var(--series-4)',
  'ml-random-forest': 'var(--series-5)',
}

export const STATES: readonly TrialState[] = ['complete', 'pruned', 'failed']
export const STATE_TITLES = {
  complete: 'complete',
  pruned: 'stopped early',
  failed: 'failed',
} as const

/** The families that were tried, in the order in which the study began them. */
export function familiesOf(trials: readonly Trial[]): readonly FamilyName[] {
  return [...new Set(trials.map(({ family }) => family))]
}

/**
 * The best value up to each trial, from the first complete one on. What was stopped early or failed never is the best: it
 * was not scored on every fold.
 *
 * @param trials - in the order of their numbers
 */
export function bestSoFar(
  trials: readonly Pick<Trial, 'number' | 'state' | 'value'>[],
): readonly { readonly number: number; readonly value: number }[] {
  let best: number | undefined
  return trials.flatMap(({ number, state, value }) => {
    if (state === 'complete' && value !== null && (best === undefined || value > best)) best = value
    return best === undefined ? [] : [{ number, value: best }]
  })
}

/** The complete trial of the highest value; of equals the first. */
export function bestOf(trials: readonly Trial[]): Trial | undefined {
  const top = bestSoFar(trials).at(-1)?.value
  return trials.find(({ state, value }) => state === 'complete' && value === top)
}

/** A trial in a line or two, for the tip of a plot. */
export function titleOf({ number, family, state, value }: Trial): string {
  const worth = value === null ? '' : `, AUROC ${metric(value)}`
  return `trial ${number}: ${family}\n${STATE_TITLES[state]}${worth}`
}

export function parameterInWords(value: ParameterValue | undefined): string | undefined {
  if (value === undefined) return undefined
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return figure(value)
}

/** `preprocessing.selectK` as `selectK (preprocessing)`. */
export function parameterTitle(name: string): string {
  const cut = name.lastIndexOf('.')
  return cut === -1 ? name : `${name.slice(cut + 1)} (${name.slice(0, cut)})`
}
