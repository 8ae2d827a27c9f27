import { useCallback } from 'preact/hooks'
import { Legend } from '../components/legend.tsx'
import { metric } from '../format.ts'
import { optimisationHistory } from '../plots/optimisationHistory.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import {
  bestOf,
  bestSoFar,
  FAMILY_COLOURS,
  familiesOf,
  STATE_TITLES,
  type Study,
  type Trial,
  titleOf,
} from './trials.ts'

/**
 * How the search went: each trial's value in its turn, the best so far, and to see them against OASIS and what the winner is
 * worth on permuted outcomes.
 */
export function HistoryPart({ study }: { readonly study: Study }) {
  const { results: trials, permuted } = study
  const draw = useCallback(
    (width: number) =>
      optimisationHistory(
        trials.map(pointOf),
        bestSoFar(trials),
        [...oasisOf(trials), ...chanceOf(permuted)],
        width,
      ),
    [trials, permuted],
  )
  const best = new Map(bestSoFar(trials).map(({ number, value }) => [number, value]))
  return (
    <PlotFigure
      title="Optimisation history"
      description={`${descriptionOf(trials)}${permutedInWords(permuted)}`}
      isDescriptionShown
      draw={draw}
      legend={
        <Legend
          items={[
            ...familiesOf(trials).map(family => ({
              label: family,
              colour: FAMILY_COLOURS[family],
            })),
            { label: 'best so far', colour: 'var(--text)' },
            ...(chanceOf(permuted).length > 0
              ? [{ label: 'the winner on permuted outcomes', colour: PERMUTED_COLOUR }]
              : []),
          ]}
        />
      }
      table={{
        caption: 'Optimisation history',
        rows: trials,
        keyOf: ({ number }) => number,
        shown: 50,
        columns: [
          { title: 'Trial', cell: ({ number }) => number },
          { title: 'Family', cell: ({ family }) => family },
          { title: 'State', cell: ({ state }) => STATE_TITLES[state] },
          { title: 'AUROC', isNumber: true, cell: ({ value }) => shown(value) },
          {
            title: 'Best so far',
            isNumber: true,
            cell: ({ number }) => shown(best.get(number)),
          },
        ],
      }}
    />
  )
}

function shown(value: number | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : metric(value)
}

function pointOf(trial: Trial) {
  const { number, value, state, family } = trial
  return {
    number,
    value,
    isComplete: state === 'complete',
    colour: FAMILY_COLOURS[family],
    title: titleOf(trial),
  }
}

/** `severity` has nothing to search: its one trial is what the others have to beat. */
function oasisOf(trials: readonly Trial[]) {
  const value = trials.find(
    ({ family, state }) => family === 'severity' && state === 'complete',
  )?.value
  return typeof value === 'number'
    ? [{ value, label: `OASIS ${metric(value)}`, colour: FAMILY_COLOURS.severity }]
    : []
}

const PERMUTED_COLOUR = 'var(--bad)'

/** What is worth no more than this has learned nothing. */
function chanceOf(permuted: Study['permuted']) {
  if (permuted === null || permuted.values.length === 0) return []
  const value = meanOf(permuted.values)
  return [{ value, label: `permuted ${metric(value)}`, colour: PERMUTED_COLOUR }]
}

function permutedInWords(permuted: Study['permuted']): string {
  if (permuted === null || permuted.values.length === 0) return ''
  const { trial, values } = permuted
  const ends = `${metric(Math.min(...values))} to ${metric(Math.max(...values))}`
  return ` Permuted outcomes: trial ${trial}, the winner, trained and scored again where patients have exchanged their outcomes, so that there is nothing to learn: ${metric(meanOf(values))}, the mean of ${values.length} permutations (${ends}).`
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function descriptionOf(trials: readonly Trial[]): string {
  const best = bestOf(trials)
  const first = bestSoFar(trials)[0]
  const rise =
    best === undefined || first === undefined
      ? 'No trial is complete yet.'
      : best.number === first.number
        ? `The best is trial ${best.number}, the first that is complete: ${metric(first.value)}.`
        : `The best so far goes from ${metric(first.value)} to ${metric(best.value ?? 0)} at trial ${best.number}.`
  return `Cross-validated AUROC of each trial, in the order of the trials. ${rise} Hollow: stopped early, its value is of the rows predicted by then and never counts as the best. Cross at the foot: failed. The best of many is too good by chance: the version's own card corrects for the search.`
}
