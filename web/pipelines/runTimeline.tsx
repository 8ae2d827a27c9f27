import { useCallback, useMemo } from 'preact/hooks'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useLive } from '../api/useLive.ts'
import { Legend } from '../components/legend.tsx'
import { Loaded } from '../components/problem.tsx'
import { duration, time } from '../format.ts'
import { gantt } from '../plots/gantt.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import type { Run } from './pipelinesView.tsx'

type Timeline = GetAnswer<'pipelines/{dataset}/runs/{runId}/timeline'>
type Span = Timeline['spans'][number]

/** A history may be long: it is read more seldom than the status. */
const EVERY_MS = 5_000
const SELDOM_MS = 60_000

const COLOURS = {
  orchestration: 'var(--series-6)',
  activity: 'var(--series-1)',
  running: 'var(--series-2)',
  failed: 'var(--bad)',
  pause: 'var(--series-5)',
} as const

const LEGEND = [
  { label: 'activity', colour: COLOURS.activity },
  { label: 'orchestration that it called', colour: COLOURS.orchestration },
  { label: 'not ended yet', colour: COLOURS.running },
  { label: 'failed', colour: COLOURS.failed },
  { label: 'suspended', colour: COLOURS.pause },
]

/** When each piece of work of a run was asked for and had ended, by the histories of its orchestrations. */
export function RunTimeline(props: { readonly dataset: string; readonly run: Run }) {
  const { dataset, run } = props
  const { runId } = run
  const isEnded = ['Completed', 'Failed', 'Terminated', 'Unknown'].includes(run.status)
  const timeline = useLive(
    signal => get('pipelines/{dataset}/runs/{runId}/timeline', { dataset, runId }, { signal }),
    [dataset, runId],
    isEnded ? SELDOM_MS : EVERY_MS,
  )
  return <Loaded answer={timeline}>{found => <Gantt timeline={found} />}</Loaded>
}

function Gantt({ timeline }: { readonly timeline: Timeline }) {
  const { spans } = timeline
  // what has not ended is drawn to the moment of the answer
  const now = useMemo(() => Date.now(), [timeline])
  const origin = Math.min(...spans.map(({ start }) => Date.parse(start)))
  const draw = useCallback(
    (width: number) =>
      gantt(
        spans.map(span => barOf(span, now)),
        origin,
        width,
      ),
    [spans, now, origin],
  )
  if (spans.length === 0) return <p class="muted">The run has begun nothing yet.</p>
  return (
    <>
      <PlotFigure
        title="What ran when"
        description={`${spans.length} pieces of work in ${duration(Math.max(...spans.map(span => endOf(span, now))) - origin)}, each from when it was asked for, waiting for a free instance included.`}
        isDescriptionShown
        draw={draw}
        legend={<Legend items={LEGEND} />}
        table={{
          caption: 'Work of the run',
          rows: spans,
          keyOf: ({ instanceId, name, start, end }) => `${instanceId} ${name} ${start} ${end}`,
          shown: 50,
          columns: [
            { title: 'Work', cell: ({ name }) => name, sortBy: ({ name }) => name },
            { title: 'Kind', cell: ({ kind }) => kind },
            { title: 'Asked for', cell: ({ start }) => time(start), sortBy: ({ start }) => start },
            {
              title: 'Took',
              isNumber: true,
              cell: span => duration(endOf(span, now) - Date.parse(span.start)),
              sortBy: span => endOf(span, now) - Date.parse(span.start),
            },
            { title: 'Outcome', cell: ({ outcome }) => outcome, sortBy: ({ outcome }) => outcome },
          ],
        }}
      />
    </>
  )
}

function barOf(span: Span, now: number) {
  const { name, start, outcome } = span
  const took = duration(endOf(span, now) - Date.parse(start))
  return {
    group: name,
    start: Date.parse(start),
    end: endOf(span, now),
    title: `${name}\n${outcome}, ${took}\nasked for ${time(start)}`,
    colour: colourOf(span),
  }
}

function colourOf({ kind, outcome }: Span): string {
  if (outcome === 'failed') return COLOURS.failed
  if (kind === 'pause') return COLOURS.pause
  return outcome === 'running' ? COLOURS.running : COLOURS[kind]
}

function endOf({ end }: Span, now: number): number {
  return end === null ? now : Date.parse(end)
}
