import { useMemo } from 'preact/hooks'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useLive } from '../api/useLive.ts'
import { Loaded } from '../components/problem.tsx'
import { type Meaning, type Span, WorkGantt } from './workGantt.tsx'

/** An orchestration a table is asked for: more seldom than the status of all. */
const EVERY_MS = 5_000
const SELDOM_MS = 60_000

type Timelines = GetAnswer<'pipelines/{dataset}/timeline'>

interface TableSpan extends Span {
  readonly table: string
}

const CHECK = { label: 'check keys and readiness', colour: 'var(--series-6)' }
const OTHER = { label: 'refuse or discard', colour: 'var(--strong-line)' }

/** The stage of a promotion that an activity is. */
const STAGES: Readonly<Record<string, Meaning>> = {
  inspectFile: { label: 'read the header', colour: 'var(--series-3)' },
  convertRange: { label: 'convert rows', colour: 'var(--series-1)' },
  findRepeatedRows: { label: 'find repeated rows', colour: 'var(--series-4)' },
  commitPromotion: { label: 'commit', colour: 'var(--series-5)' },
  checkReadiness: CHECK,
  checkReferences: CHECK,
}

/** What the promotions of a dataset did when, a row for each table. */
export function PromotionsTimeline(props: {
  readonly dataset: string
  /** Whether a promotion is under way. */
  readonly isMoving: boolean
}) {
  const { dataset, isMoving } = props
  const timelines = useLive(
    signal => get('pipelines/{dataset}/timeline', { dataset }, { signal }),
    [dataset, isMoving],
    isMoving ? EVERY_MS : afterMoving,
  )
  return <Loaded answer={timelines}>{found => <Promotions timelines={found} />}</Loaded>
}

/** What is checked once a table is in silver takes its time. */
function afterMoving(last: Timelines | undefined): number {
  const isUnderWay = last?.tables.some(({ spans }) => spans.some(({ end }) => end === null))
  return isUnderWay === false ? SELDOM_MS : EVERY_MS
}

function Promotions({ timelines }: { readonly timelines: Timelines }) {
  const spans = useMemo(
    () =>
      timelines.tables.flatMap(({ table, spans: own }) =>
        own.map((span): TableSpan => ({ ...span, table })),
      ),
    [timelines],
  )
  if (spans.length === 0) return <p class="muted">Durable has kept no history of them.</p>
  return (
    <WorkGantt
      title="Promotions: what ran when"
      caption="Work of the promotions"
      spans={spans}
      groupOf={tableOf}
      meaningOf={stageOf}
    />
  )
}

function tableOf({ table }: TableSpan): string {
  return table
}

function stageOf({ name }: TableSpan): Meaning {
  return STAGES[name] ?? OTHER
}
