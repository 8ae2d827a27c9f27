import { useCallback, useMemo, useState } from 'preact/hooks'
import { ChoiceField } from '../components/choiceField.tsx'
import { Legend } from '../components/legend.tsx'
import { counted, metric } from '../format.ts'
import { PARALLEL_COLOURS, parallelCoordinates } from '../plots/parallelCoordinates.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { choicesOf, type ParameterAxis, parameterAxes } from './parameterAxes.ts'
import { familiesOf, parameterInWords, type Study, type Trial, titleOf } from './trials.ts'

/** Of the complete trials the best fifth is marked, one at least. */
const MARKED_SHARE = 0.2

type Family = Trial['family']

/** What the trials of one family chose, and what came of it: each family has parameters of its own. */
export function ParametersPart({ study }: { readonly study: Study }) {
  const { results } = study
  const families = familiesOf(results).filter(
    family => family !== 'severity' && results.some(trial => isOf(trial, family)),
  )
  const [asked, ask] = useState<string>()
  const family = families.find(name => name === asked) ?? families[0]
  if (family === undefined) {
    return <p class="muted">No trial of a family that has parameters is complete yet.</p>
  }
  return (
    <>
      <div class="fields">
        <ChoiceField
          label="Family"
          value={family}
          choices={families.map(name => [name, name] as const)}
          choose={ask}
        />
      </div>
      <Parameters key={family} study={study} family={family} />
    </>
  )
}

function Parameters({ study, family }: { readonly study: Study; readonly family: Family }) {
  const { results } = study
  const trials = useMemo(
    () =>
      results
        .filter(trial => isOf(trial, family))
        .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0)),
    [results, family],
  )
  const axes = useMemo(
    () => parameterAxes(study.space[family] ?? [], study.featureSets, trials),
    [study, family, trials],
  )
  const draw = useCallback(
    (width: number) =>
      parallelCoordinates([...axes, worthAxis(trials)], linesOf(trials, axes), width),
    [axes, trials],
  )
  const leftOut = results.filter(trial => trial.family === family).length - trials.length
  const marked = markedOf(trials)
  return (
    <PlotFigure
      title={`Parameters of ${family}`}
      description={`${counted(trials.length, 'complete trial')}, a line each, through what it chose on each axis down to its AUROC; axes are as wide as the search may choose, logarithmic where it draws so. A dash before an axis: it has no meaning with what the trial chose above.${leftOut > 0 ? ` ${counted(leftOut, 'trial')} that stopped early or failed ${leftOut === 1 ? 'is' : 'are'} left out.` : ''}`}
      isDescriptionShown
      draw={draw}
      legend={
        <Legend
          items={[
            {
              label: marked === 1 ? 'the best trial' : `the best ${marked} trials`,
              colour: PARALLEL_COLOURS.marked,
            },
            { label: 'others', colour: PARALLEL_COLOURS.other },
          ]}
        />
      }
      table={{
        caption: `Parameters of ${family}`,
        rows: trials,
        keyOf: ({ number }) => number,
        shown: 50,
        columns: [
          { title: 'Trial', cell: ({ number }) => number, sortBy: ({ number }) => number },
          ...axes.map(({ name, title }) => ({
            title,
            cell: (trial: Trial) => parameterInWords(choicesOf(trial)[name]),
            sortBy: (trial: Trial) => sortable(choicesOf(trial)[name]),
          })),
          {
            title: 'AUROC',
            isNumber: true,
            cell: ({ value }) => metric(value ?? 0),
            sortBy: ({ value }) => value ?? undefined,
          },
        ],
      }}
    />
  )
}

function isOf({ family, state }: Trial, wanted: Family): boolean {
  return family === wanted && state === 'complete'
}

function markedOf(trials: readonly Trial[]): number {
  return Math.max(1, Math.round(trials.length * MARKED_SHARE))
}

/** @param trials - complete ones, the best first */
function linesOf(trials: readonly Trial[], axes: readonly ParameterAxis[]) {
  const shareOf = worthShare(trials)
  const marked = markedOf(trials)
  return trials.map((trial, place) => {
    const choices = choicesOf(trial)
    return {
      key: trial.number,
      shares: [...axes.map(axis => axis.shareOf(choices[axis.name])), shareOf(trial.value ?? 0)],
      isMarked: place < marked,
      title: [
        titleOf(trial),
        ...axes.flatMap(({ name, title }) => {
          const words = parameterInWords(choices[name])
          return words === undefined ? [] : [`${title}: ${words}`]
        }),
      ].join('\n'),
    }
  })
}

/** From the worst to the best of these trials. */
function worthAxis(trials: readonly Trial[]) {
  const shareOf = worthShare(trials)
  const ends = new Set([trials[0]?.value ?? 0, trials.at(-1)?.value ?? 0])
  return {
    title: 'AUROC',
    ticks: [...ends].map(value => ({ share: shareOf(value), label: metric(value) })),
  }
}

function worthShare(trials: readonly Trial[]): (value: number) => number {
  const [high, low] = [trials[0]?.value ?? 0, trials.at(-1)?.value ?? 0]
  return value => (high === low ? 1 : (value - low) / (high - low))
}

function sortable(value: string | number | boolean | null | undefined) {
  return typeof value === 'number' ? value : parameterInWords(value)
}
