import { useCallback, useMemo } from 'preact/hooks'
import type { GetAnswer } from '../api/operations.ts'
import { Legend } from '../components/legend.tsx'
import { duration, time } from '../format.ts'
import { gantt } from '../plots/gantt.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'

export type Span = GetAnswer<'pipelines/{dataset}/runs/{runId}/timeline'>['spans'][number]

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

/** Work of orchestrations over time, grouped. */
export function WorkGantt<One extends Span>(props: {
  readonly title: string
  /** Of the same as a table. */
  readonly caption: string
  readonly spans: readonly One[]
  readonly groupOf: (span: One) => string
}) {
  const { title, caption, spans, groupOf } = props
  // what has not ended is drawn to the moment of the answer
  const now = useMemo(() => Date.now(), [spans])
  const origin = Math.min(...spans.map(({ start }) => Date.parse(start)))
  const draw = useCallback(
    (width: number) =>
      gantt(
        spans.map(span => barOf(span, groupOf(span), now)),
        origin,
        width,
      ),
    [spans, groupOf, now, origin],
  )
  return (
    <>
      <PlotFigure
        title={title}
        description={`${spans.length} pieces of work in ${duration(Math.max(...spans.map(span => endOf(span, now))) - origin)}, each from when it was asked for, waiting for a free instance included.`}
        isDescriptionShown
        draw={draw}
        legend={<Legend items={LEGEND} />}
        table={{
          caption,
          rows: spans,
          keyOf: ({ instanceId, name, start, end }) => `${instanceId} ${name} ${start} ${end}`,
          shown: 50,
          columns: [
            {
              title: 'Work',
              cell: span => workOf(span, groupOf(span)),
              sortBy: span => workOf(span, groupOf(span)),
            },
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

function barOf(span: Span, group: string, now: number) {
  const { start, outcome } = span
  const took = duration(endOf(span, now) - Date.parse(start))
  return {
    group,
    start: Date.parse(start),
    end: endOf(span, now),
    title: `${workOf(span, group)}\n${outcome}, ${took}\nasked for ${time(start)}`,
    colour: colourOf(span),
  }
}

/** With its group, where that is not its name. */
function workOf({ name }: Span, group: string): string {
  return group === name ? name : `${group}: ${name}`
}

function colourOf({ kind, outcome }: Span): string {
  if (outcome === 'failed') return COLOURS.failed
  if (kind === 'pause') return COLOURS.pause
  return outcome === 'running' ? COLOURS.running : COLOURS[kind]
}

function endOf({ end }: Span, now: number): number {
  return end === null ? now : Date.parse(end)
}
