import { describe, expect, it } from 'vitest'
import { passGate } from '../../../functions/orchestrators/gateSteps.ts'
import { type Answers, type Asked, runToEnd } from '../../support/runToEnd.ts'

const challenger = {
  dataset: 'second',
  runId: 'run-1',
  version: 'bbbbbbbbbbbb',
  mode: 'enabled',
} as const
const spent = { gold: 6, study: 17 }
/** Publishing began two seconds before. */
const offer = { ...challenger, spent, since: Date.parse('2025-12-31T23:59:58Z') / 1000 }
const until = '2026-01-08T00:00:00.000Z'
const waiting = { decision: 'manual', reason: 'Another dataset.', waitsUntil: until }
const promoted = { decision: 'promote', reason: 'Dr. Who: checked', waitsUntil: null }
const approval = { by: 'Dr. Who', decision: 'promote', reason: 'checked' }

function pass(answers: Answers) {
  return runToEnd(context => passGate(context, offer), {
    publishEvent: () => ({ published: true }),
    ...answers,
  })
}

const names = (calls: readonly Asked[]) => calls.map(({ name }) => name)

describe('passGate', () => {
  it('asks the rule once, in the name of its own instance, and waits for nobody where that decides', () => {
    const kept = { decision: 'keep', reason: 'It ranks patients worse.', waitsUntil: null }
    const { output, calls, statuses, timers } = pass({ decideChampion: () => kept })
    expect(calls).toEqual([
      { name: 'decideChampion', input: { ...challenger, instanceId: 'the-instance' } },
    ])
    expect(output).toMatchObject({ decision: 'keep', reason: kept.reason })
    expect([statuses, timers]).toEqual([[], []])
  })

  it('says what waits for a person, and ends with what the person decides', () => {
    const { output, calls, statuses, timers } = pass({
      decideChampion: () => waiting,
      approval: () => approval,
      endApproval: () => promoted,
    })
    expect(names(calls)).toEqual(['decideChampion', 'publishEvent', 'endApproval'])
    expect(calls[1]?.input).toMatchObject({
      // of the instance: published twice it is one event
      id: 'the-instance-ApprovalNeeded',
      type: 'ApprovalNeeded',
      data: { dataset: 'second', version: offer.version, until },
    })
    expect(calls[2]?.input).toEqual({ instanceId: 'the-instance', event: { value: approval } })
    expect(statuses).toMatchObject([
      {
        stage: 'approval',
        approval: { version: offer.version, reason: waiting.reason, until },
        seconds: { ...spent, publish: expect.any(Number) },
      },
    ])
    expect(timers).toMatchObject([{ cancelled: true }])
    expect(output).toMatchObject({ decision: 'promote', reason: promoted.reason })
    // the time that a person takes is none of publishing
    expect(statuses[0]).toMatchObject({ seconds: output.seconds })
    expect(output.seconds.publish).toBeGreaterThanOrEqual(2)
  })

  it('goes on waiting after an event that says nothing, and tells of it once only', () => {
    const said = [{ nobody: true }, approval]
    const ends = [waiting, promoted]
    const { output, calls, timers } = pass({
      decideChampion: () => waiting,
      approval: () => said.shift(),
      endApproval: () => ends.shift(),
    })
    expect(names(calls)).toEqual(['decideChampion', 'publishEvent', 'endApproval', 'endApproval'])
    // the time does not begin anew
    expect(timers.map(({ due }) => due.toISOString())).toEqual([until, until])
    expect(output.decision).toBe('promote')
  })

  it('ends the waiting when the time is up', () => {
    const timedOut = { decision: 'keep', reason: 'Nobody has decided.', waitsUntil: null }
    const { output, calls } = pass({
      decideChampion: () => waiting,
      endApproval: () => timedOut,
    })
    expect(calls.at(-1)).toEqual({
      name: 'endApproval',
      input: { instanceId: 'the-instance', event: null },
    })
    expect(output.decision).toBe('keep')
  })
})
