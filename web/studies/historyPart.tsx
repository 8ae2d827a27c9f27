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
  type Trial,
  titleOf,
} from './trials.ts'

/** How the search went: each trial's value in its turn, the best so far, and OASIS to see them against. */
export function HistoryPart({ trials }: { readonly trials: readonly Trial[] }) {
  const draw = useCallback(
    (width: number) =>
      optimisationHistory(trials.map(pointOf), bestSoFar(trials), referenceOf(trials), width),
    [trials],
  )
  const best = new Map(bestSoFar(trials).map(({ number, value }) => [number, value]))
  return (
    <PlotFigure
      title="Optimisation history"
      description={descriptionOf(trials)}
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
function referenceOf(trials: readonly Trial[]) {
  const value = trials.find(
    ({ family, state }) => family === 'severity' && state === 'complete',
  )?.value
  return typeof value === 'number' ? { value, label: `OASIS ${metric(value)}` } : undefined
}

function descriptionOf(trials: readonly Trial[]): string {
  const best = bestOf(trials)
  const first = bestSoFar(trials)[0]
  const rise =
    best === undefined || first === undefined
      ? 'No trial is complete yet.'
      : `The best so far goes from ${metric(first.value)} to ${metric(best.value ?? 0)} at trial ${best.number}.`
  return `Cross-validated AUROC of each trial, in the order of the trials. ${rise} Hollow: stopped early, its value is of the rows predicted by then and never counts as the best. Cross at the foot: failed. The best of many is too good by chance: the version's own card corrects for the search.`
}
