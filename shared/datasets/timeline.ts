import { z } from 'zod'
import { tableName } from '../contracts/dataset.ts'

/** One piece of work of an orchestration, from when it was asked for to when it had ended. */
export const timelineSpan = z.object({
  /** The activity's or orchestrator's name; `suspended` for the time in which nothing was started. */
  name: z.string(),
  kind: z.enum(['activity', 'orchestration', 'pause']),
  /** The orchestration that it is part of. */
  instanceId: z.string(),
  /** 0: of the run itself; 1: of an orchestration that it called, and so on. */
  depth: z.int().nonnegative(),
  /** ISO 8601, UTC: asked for; with the retries of an activity each attempt is a span. */
  start: z.string(),
  /** null: it has not ended. */
  end: z.string().nullable(),
  outcome: z.enum(['completed', 'failed', 'running']),
})
export type TimelineSpan = z.infer<typeof timelineSpan>

export const timeline = z.object({
  instanceId: z.string(),
  status: z.string(),
  spans: z.array(timelineSpan),
})
export type Timeline = z.infer<typeof timeline>

/** What the newest promotion of each table has done. */
export const promotionTimelines = z.object({
  dataset: z.string(),
  tables: z.array(timeline.extend({ table: tableName })),
})
export type PromotionTimelines = z.infer<typeof promotionTimelines>

/**
 * An event of an orchestration's history, as Durable's status shows it: work that has ended stands once, at its end, with
 * the time it was asked for. Only what a timeline needs is read.
 */
const historyEvent = z.object({
  EventType: z.string(),
  Timestamp: z.string(),
  ScheduledTime: z.string().optional(),
  FunctionName: z.string().nullish(),
  /** Of work that has not ended. */
  Name: z.string().nullish(),
  InstanceId: z.string().nullish(),
})
type HistoryEvent = z.infer<typeof historyEvent>

/** What becomes of an event: which kind of work it tells of, and how that stands. */
const WORK: Readonly<Record<string, Pick<TimelineSpan, 'kind' | 'outcome'>>> = {
  TaskScheduled: { kind: 'activity', outcome: 'running' },
  TaskCompleted: { kind: 'activity', outcome: 'completed' },
  TaskFailed: { kind: 'activity', outcome: 'failed' },
  SubOrchestrationInstanceCreated: { kind: 'orchestration', outcome: 'running' },
  SubOrchestrationInstanceCompleted: { kind: 'orchestration', outcome: 'completed' },
  SubOrchestrationInstanceFailed: { kind: 'orchestration', outcome: 'failed' },
}

/** A span, and the instance behind it where it is an orchestration. */
export interface HistorySpan extends TimelineSpan {
  readonly child?: string
}

/**
 * The spans of one orchestration's history, in the order in which they began.
 *
 * @param history - Durable's `historyEvents`; what is no event of a kind that is known here is left out
 */
export function spansOf(
  instanceId: string,
  history: readonly unknown[],
  depth: number,
): readonly HistorySpan[] {
  const events = history.flatMap(event => {
    const parsed = historyEvent.safeParse(event).data
    return parsed === undefined ? [] : [parsed]
  })
  const of = { instanceId, depth }
  const work = events.flatMap((event): HistorySpan[] => {
    const known = WORK[event.EventType]
    return known === undefined ? [] : [{ ...of, ...known, ...timesOf(event, known.outcome) }]
  })
  return [...work, ...pausesOf(events).map(pause => ({ ...of, ...pause }))].sort((a, b) =>
    a.start < b.start ? -1 : 1,
  )
}

function timesOf(
  event: HistoryEvent,
  outcome: TimelineSpan['outcome'],
): Pick<HistorySpan, 'name' | 'start' | 'end' | 'child'> {
  const { Timestamp, ScheduledTime = Timestamp, FunctionName, Name, InstanceId } = event
  return {
    name: FunctionName ?? Name ?? 'unknown',
    start: isoTime(ScheduledTime),
    end: outcome === 'running' ? null : isoTime(Timestamp),
    ...(typeof InstanceId === 'string' && { child: InstanceId }),
  }
}

/** From each suspension to the resumption after it. */
function pausesOf(
  events: readonly HistoryEvent[],
): readonly Pick<TimelineSpan, 'name' | 'kind' | 'start' | 'end' | 'outcome'>[] {
  const ends = events.filter(({ EventType }) =>
    ['ExecutionResumed', 'ExecutionTerminated', 'ExecutionCompleted'].includes(EventType),
  )
  return events
    .filter(({ EventType }) => EventType === 'ExecutionSuspended')
    .map(({ Timestamp }) => {
      const end = ends.find(event => isoTime(event.Timestamp) >= isoTime(Timestamp))
      return {
        name: 'suspended',
        kind: 'pause',
        start: isoTime(Timestamp),
        end: end === undefined ? null : isoTime(end.Timestamp),
        outcome: end === undefined ? 'running' : 'completed',
      }
    })
}

/** Durable gives tenths of microseconds, with `Z` or `+00:00`. */
function isoTime(time: string): string {
  return new Date(time).toISOString()
}
