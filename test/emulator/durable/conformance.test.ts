import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureNames, readHttpCapture, readInvocation, readSequence } from './captures.ts'
import { events, loose, shown } from './captureViews.ts'
import { notCompared, reasonAgainst } from './notCompared.ts'
import { SampleRuns } from './sampleRuns.ts'
import { scenes } from './scenes.ts'

let runs: SampleRuns

beforeAll(async () => {
  runs = await SampleRuns.begin()
})

afterAll(async () => await runs.stop())

const compared = captureNames('http').filter(name => reasonAgainst(name) === undefined)

describe('the management API answers as the host did', () => {
  it.each(compared)('%s', async name => {
    const capture = readHttpCapture(name)
    await scenes[name]?.(runs, capture)
    if (/^(?:20|25|160)-/.test(name)) await runs.ended(runs.instanceOf(capture))
    const answer = await runs.ask(capture)

    const loosen = loose[name] ?? ((body: unknown) => body)
    expect(answer.status).toBe(capture.response.status)
    expect(runs.ours(shown(answer.headers))).toEqual(runs.theirs(shown(capture.response.headers)))
    expect(JSON.stringify(loosen(runs.ours(answer.body)), null, 1)).toBe(
      JSON.stringify(loosen(runs.theirs(capture.response.body)), null, 1),
    )
  })

  it('leaves out only captures that exist, each for a reason', () => {
    expect(captureNames('http')).toEqual(expect.arrayContaining(Object.keys(notCompared)))
  })
})

describe('orchestrators are sent what the host sent', () => {
  // where several results come at once, they may share a turn or not
  const severalAtOnce = new Set(['allFail', 'bufferedEvents', 'main'])
  const sequences = captureNames('grpc')
    .map(name => /^sequence\.(\w+)$/.exec(name)?.[1] ?? '')
    .filter(name => name !== '' && name !== 'entityOps') // entities do not run in the emulator

  it.each(sequences)('%s', async orchestrator => {
    const strict = !severalAtOnce.has(orchestrator)
    const captured = readSequence(orchestrator)
    const turns = await runs.turnsLike(captured, orchestrator)
    const view = (contexts: readonly { readonly history: unknown }[], result: unknown) => {
      const { history, ...rest } = contexts.at(-1) ?? { history: [] }
      return {
        events: events(history, strict).map(event => [Object.keys(event).join(), event]),
        rest: JSON.stringify(rest),
        turns: strict ? contexts.length : undefined,
        // ours ends at the first entity
        result: orchestrator === 'main' ? undefined : result,
      }
    }

    const last = captured.at(-1)
    expect(
      runs.ours(
        view(
          turns.map(turn => turn.context),
          turns.at(-1)?.result,
        ),
      ),
    ).toEqual(
      runs.theirs(
        view(
          captured.map(turn => turn.context),
          last?.status.exception?.message ?? JSON.stringify(last?.result?.parsed),
        ),
      ),
    )
  })

  it('down to the white space', () => {
    const text = readInvocation('orchestrationTrigger.throws').inputData[0]?.data['string']
    expect(runs.ours(runs.turnsOf('throws').at(-1)?.text)).toBe(runs.theirs(text))
  })
})
