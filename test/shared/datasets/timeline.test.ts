import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { spansOf } from '../../../shared/datasets/timeline.ts'

const RECORDED = join(import.meta.dirname, '../../golden/functions-host/http')
const recording = z.object({
  response: z.object({ body: z.object({ historyEvents: z.array(z.unknown()) }) }),
})

/** A history as the real host has given it. */
const historyIn = (file: string): readonly unknown[] =>
  recording.parse(JSON.parse(readFileSync(join(RECORDED, file), 'utf8'))).response.body
    .historyEvents

describe('spansOf, on histories of the real host', () => {
  const spans = spansOf('run', historyIn('12-status-waiting-history.json'), 0)

  const named = (name: string) => spans.filter(span => span.name === name)

  it('has a span for each activity and orchestration, from its asking to its end', () => {
    expect(named('square')).toHaveLength(10)
    expect(named('square')[0]).toEqual({
      instanceId: 'run',
      depth: 0,
      name: 'square',
      kind: 'activity',
      outcome: 'completed',
      start: '2026-11-24T22:16:31.142Z',
      end: '2026-11-24T22:16:31.423Z',
    })
    expect(named('child')).toMatchObject([
      { kind: 'orchestration', child: 'ec9c5eb5-a541-4d8e-8d62-9da8ec583f0b:11' },
    ])
    // each attempt on its own
    expect(named('flaky').map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'completed'])
  })

  it('has no span for timers and events, and is in order of the starts', () => {
    expect(new Set(spans.map(({ name }) => name))).toEqual(
      new Set(['square', 'child', 'childFails', 'flaky', 'failing']),
    )
    const starts = spans.map(({ start }) => start)
    expect(starts).toEqual(starts.toSorted())
  })

  it('shows for how long it was suspended', () => {
    expect(spansOf('run', historyIn('36-status-terminated-history.json'), 1)).toEqual([
      {
        instanceId: 'run',
        depth: 1,
        name: 'suspended',
        kind: 'pause',
        outcome: 'completed',
        start: '2026-11-24T22:16:39.645Z',
        end: '2026-11-24T22:16:40.041Z',
      },
    ])
  })

  it('has no end for what has not ended', () => {
    const asked = { EventType: 'TaskScheduled', Timestamp: '2026-11-24T22:16:39Z', Name: 'slow' }
    expect(spansOf('run', [asked], 0)).toMatchObject([
      { name: 'slow', outcome: 'running', start: '2026-11-24T22:16:39.000Z', end: null },
    ])
  })
})
