import { useCallback, useState } from 'preact/hooks'
import { ChoiceField } from '../components/choiceField.tsx'
import { Legend } from '../components/legend.tsx'
import { counted, duration, time } from '../format.ts'
import type { Run } from '../pipelines/answers.ts'
import { gantt } from '../plots/gantt.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { STATE_TITLES, STATES, type Trial, type TrialState, titleOf } from './trials.ts'

const COLOURS: Readonly<Record<TrialState, string>> = {
  complete: 'var(--series-1)',
  pruned: 'var(--series-6)',
  failed: 'var(--bad)',
}

interface Timed {
  readonly trial: Trial
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly end: number
}

/** Which trial was trained when. Hours or days may lie between the runs of a study, so each is drawn by itself. */
export function TrialTimeline(props: {
  readonly trials: readonly Trial[]
  /** Of the study, newest first. */
  readonly runs: readonly Run[]
}) {
  const { trials, runs } = props
  const timed = trials.flatMap(timedOf)
  const drawn = runs.flatMap(run => {
    const own = timed.filter(({ start }) => runAt(start, runs) === run)
    return own.length === 0 ? [] : [{ run, own }]
  })
  const [asked, ask] = useState<string>()
  const shown = drawn.find(({ run }) => run.runId === asked) ?? drawn[0]
  if (shown === undefined) {
    return <p class="muted">Of these trials it was not noted when they ended.</p>
  }
  return (
    <>
      {drawn.length > 1 && (
        <div class="fields">
          <ChoiceField
            label="Run"
            value={shown.run.runId}
            choices={drawn.map(({ run, own }) => [
              run.runId,
              `${time(run.created)}: ${counted(own.length, 'trial')}`,
            ])}
            choose={ask}
          />
        </div>
      )}
      <Gantt key={shown.run.runId} trials={shown.own} unknown={trials.length - timed.length} />
    </>
  )
}

function Gantt(props: { readonly trials: readonly Timed[]; readonly unknown: number }) {
  const { trials, unknown } = props
  // a new list each time, of what is the same while nothing has ended
  const known = trials.map(({ trial, end }) => `${trial.number} ${end}`).join()
  const origin = Math.min(...trials.map(({ start }) => start))
  const draw = useCallback((width: number) => gantt(trials.map(barOf), origin, width), [known])
  const span = Math.max(...trials.map(({ end }) => end)) - origin
  return (
    <PlotFigure
      title="Which trial ran when"
      description={`${counted(trials.length, 'trial')} in ${duration(span)}: a row for each that ran beside others of its family, from when it began to train to when it was scored.${unknown > 0 ? ` Of ${counted(unknown, 'other')} it was not noted when it ended.` : ''}`}
      isDescriptionShown
      draw={draw}
      legend={
        <Legend
          items={STATES.map(state => ({ label: STATE_TITLES[state], colour: COLOURS[state] }))}
        />
      }
      table={{
        caption: 'Which trial ran when',
        rows: trials,
        keyOf: ({ trial }) => trial.number,
        shown: 50,
        columns: [
          { title: 'Trial', cell: ({ trial }) => trial.number },
          { title: 'Family', cell: ({ trial }) => trial.family },
          {
            title: 'Began',
            cell: ({ start }) => time(new Date(start).toISOString()),
            sortBy: ({ start }) => start,
          },
          {
            title: 'Took',
            isNumber: true,
            cell: ({ start, end }) => duration(end - start),
            sortBy: ({ start, end }) => end - start,
          },
          { title: 'State', cell: ({ trial }) => STATE_TITLES[trial.state] },
        ],
      }}
    />
  )
}

function timedOf(trial: Trial): readonly Timed[] {
  if (trial.ended === undefined) return []
  const end = Date.parse(trial.ended)
  return [{ trial, start: end - trial.seconds * 1000, end }]
}

/** The last run that was there by then; a study has one run at a time. */
function runAt(start: number, runs: readonly Run[]): Run | undefined {
  return runs.find(({ created }) => Date.parse(created) <= start) ?? runs.at(-1)
}

function barOf({ trial, start, end }: Timed) {
  return {
    group: trial.family,
    start,
    end,
    title: `${titleOf(trial)}\n${duration(end - start)}`,
    colour: COLOURS[trial.state],
  }
}
