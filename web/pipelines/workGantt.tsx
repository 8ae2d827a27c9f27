import { useCallback, useMemo } from 'preact/hooks'
import type { GetAnswer } from '../api/operations.ts'
import { Legend } from '../components/legend.tsx'
import { counted, duration, time } from '../format.ts'
import { gantt } from '../plots/gantt.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'

export type Span = GetAnswer<'pipelines/{dataset}/runs/{runId}/timeline'>['spans'][number]

const KINDS = {
  activity: { label: 'activity', colour: 'var(--series-1)' },
  orchestration: { label: 'orchestration that it called', colour: 'var(--series-6)' },
  pause: { label: 'suspended', colour: 'var(--text)' },
} as const
const RUNNING = { label: 'not ended yet', colour: 'var(--series-2)' }
const FAILED = { label: 'failed', colour: 'var(--bad)' }

/** A colour, and what it says in the legend. */
export interface Meaning {
  readonly label: string
  readonly colour: string
}

/** Work of orchestrations over time, grouped. */
export function WorkGantt<One extends Span>(props: {
  readonly title: string
  /** Of the same as a table. */
  readonly caption: string
  readonly spans: readonly One[]
  readonly groupOf: (span: One) => string
  /** What the colour of work that has ended says; its kind where absent. */
  readonly meaningOf?: (span: One) => Meaning
}) {
  const { title, caption, spans, groupOf, meaningOf = kindOf } = props
  // what has not ended is drawn to the moment of the answer
  const now = useMemo(() => Date.now(), [spans])
  const origin = Math.min(...spans.map(({ start }) => Date.parse(start)))
  const draw = useCallback(
    (width: number) =>
      gantt(
        spans.map(span => barOf(span, groupOf(span), drawnAs(span, meaningOf).colour, now)),
        origin,
        width,
      ),
    [spans, groupOf, meaningOf, now, origin],
  )
  // of each that is drawn
  const meanings = new Map(
    spans.map(span => drawnAs(span, meaningOf)).map(meaning => [meaning.label, meaning]),
  )
  return (
    <>
      <PlotFigure
        title={title}
        description={`${counted(spans.length, 'piece of work', 'pieces of work')} in ${duration(Math.max(...spans.map(span => endOf(span, now))) - origin)}, each from when it was asked for, waiting for a free instance included.`}
        isDescriptionShown
        draw={draw}
        legend={<Legend items={[...meanings.values()]} />}
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

function barOf(span: Span, group: string, colour: string, now: number) {
  const { start, outcome } = span
  const took = duration(endOf(span, now) - Date.parse(start))
  return {
    group,
    start: Date.parse(start),
    end: endOf(span, now),
    title: `${workOf(span, group)}\n${outcome}, ${took}\nasked for ${time(start)}`,
    colour,
  }
}

/** With its group, where that is not its name. */
function workOf({ name }: Span, group: string): string {
  return group === name ? name : `${group}: ${name}`
}

function kindOf({ kind }: Span): Meaning {
  return KINDS[kind]
}

/** A pause that lasts is one all the same. */
function drawnAs<One extends Span>(span: One, meaningOf: (span: One) => Meaning): Meaning {
  if (span.outcome === 'failed') return FAILED
  if (span.kind === 'pause') return KINDS.pause
  return span.outcome === 'running' ? RUNNING : meaningOf(span)
}

function endOf({ end }: Span, now: number): number {
  return end === null ? now : Date.parse(end)
}
