import { describe, expect, it } from 'vitest'
import { replayActions } from '../../../emulator/durable/actionReplay.ts'
import {
  eventRaised,
  executionStarted,
  formatUtc,
  orchestratorBoundary,
  suspensionEvent,
  taskScheduled,
  timerCreated,
  timerFired,
  workCompleted,
  workFailed,
} from '../../../emulator/durable/createHistoryEvents.ts'
import type { HistoryEvent } from '../../../emulator/durable/historyEvents.ts'
import type { Action } from '../../../emulator/durable/orchestratorState.ts'
import { retryDelay } from '../../../emulator/durable/retryDelay.ts'

const DAY = 24 * 3_600_000
const START = Date.UTC(2026, 0, 1)
const at = (ms: number): string => formatUtc(START + ms)
const all = { isActivity: () => true, isOrchestrator: () => true }

const begin: readonly HistoryEvent[] = [
  orchestratorBoundary(12, at(0)),
  executionStarted(
    {
      OrchestrationInstance: { InstanceId: 'i', ExecutionId: 'e' },
      ParentInstance: null,
      Name: 'o',
      Input: null,
      byClient: true,
    },
    at(0),
  ),
]
const activity = (functionName: string): Action => ({ actionType: 0, functionName, input: 1 })
const timer = (ms: number, isCanceled = false): Action => ({
  actionType: 5,
  fireAt: new Date(START + ms).toISOString(),
  isCanceled,
})
const event = (externalEventName: string): Action => ({ actionType: 6, externalEventName })
const any = (...compoundActions: Action[]): Action => ({ actionType: 11, compoundActions })
const every = (...compoundActions: Action[]): Action => ({ actionType: 12, compoundActions })

describe('what is new', () => {
  it('is all of a fan-out at first, what follows it only when the fan-out is complete', () => {
    const actions = [every(activity('a'), activity('b')), activity('c')]
    const first = replayActions(actions, begin, all)
    expect(first.newActions.map(action => action.id)).toEqual([0, 1])

    const half = [
      ...begin,
      taskScheduled(0, 'a', at(1)),
      taskScheduled(1, 'b', at(1)),
      workCompleted(5, 1, '1', at(2)),
    ]
    expect(replayActions(actions, half, all).newActions).toEqual([])
    const whole = [...half, workCompleted(5, 0, '1', at(3))]
    expect(replayActions(actions, whole, all).newActions).toEqual([
      { kind: 'activity', id: 2, name: 'c', input: 1 },
    ])
  })

  it('is nothing while the instance is suspended', () => {
    const history = [
      ...begin,
      taskScheduled(0, 'a', at(1)),
      suspensionEvent(19, 'wait', at(2)),
      workCompleted(5, 0, '1', at(3)),
    ]
    const actions = [activity('a'), activity('b')]
    expect(replayActions(actions, history, all)).toMatchObject({ suspended: true, newActions: [] })
    const resumed = [...history, suspensionEvent(20, 'go', at(4))]
    expect(replayActions(actions, resumed, all).newActions.map(a => a.id)).toEqual([1])
  })
})

describe('the end', () => {
  it('waits for a timer that lost and was not cancelled', () => {
    const history = [...begin, timerCreated(0, at(100), at(1)), eventRaised('go', '1', at(2))]
    expect(replayActions([any(event('go'), timer(100))], history, all).finished).toBe(false)
    expect(replayActions([any(event('go'), timer(100, true))], history, all).finished).toBe(true)
  })

  it('does not come before all of a failed fan-out have ended', () => {
    const actions = [every(activity('a'), activity('b'))]
    const history = [
      ...begin,
      taskScheduled(0, 'a', at(1)),
      taskScheduled(1, 'b', at(1)),
      workFailed(6, 0, 'r', 'd', at(2)),
    ]
    expect(replayActions(actions, history, all).finished).toBe(false)
    const both = [...history, workCompleted(5, 1, '1', at(3))]
    expect(replayActions(actions, both, all).finished).toBe(true)
  })

  it('finds events that came before they were waited for, one for each wait', () => {
    const early = [...begin, eventRaised('go', '1', at(1))]
    expect(replayActions([event('go')], early, all).finished).toBe(true)
    expect(replayActions([event('go'), event('go')], early, all).finished).toBe(false)
    expect(replayActions([event('GO')], early, all).finished).toBe(false)
  })
})

it('waits longer than six days in steps of three', () => {
  const actions = [timer(10 * DAY)]
  const first = replayActions(actions, begin, all)
  expect(first.newActions).toEqual([{ kind: 'timer', id: 0, fireAt: START + 3 * DAY }])

  const later = [
    ...begin,
    timerCreated(0, at(3 * DAY), at(0)),
    orchestratorBoundary(12, at(3 * DAY)),
    timerFired(0, at(3 * DAY), at(0)),
  ]
  expect(replayActions(actions, later, all).newActions).toEqual([
    { kind: 'timer', id: 1, fireAt: START + 6 * DAY },
  ])
  const last = [
    ...later,
    timerCreated(1, at(6 * DAY), at(0)),
    orchestratorBoundary(12, at(6 * DAY)),
    timerFired(1, at(6 * DAY), at(0)),
  ]
  expect(replayActions(actions, last, all).newActions).toEqual([
    { kind: 'timer', id: 2, fireAt: START + 10 * DAY },
  ])
})

describe('code that does not match its history', () => {
  it.each([
    ['another name', [activity('b')]],
    ['another kind', [timer(5)]],
    ['nothing', []],
  ])('fails: %s', (_, actions) => {
    const { failure } = replayActions(actions, [...begin, taskScheduled(0, 'a', at(1))], all)
    expect(failure).toMatch(/^Non-Deterministic workflow detected: .*'a'/)
  })
})

describe('the delay after a failed attempt', () => {
  const options = {
    firstRetryIntervalInMilliseconds: 1000,
    maxNumberOfAttempts: 4,
    backoffCoefficient: 2,
    maxRetryIntervalInMilliseconds: 3000,
  }

  it('doubles up to the longest, and is nothing after the last: the captured 1, 2, 3 and 0 s', () => {
    expect([1, 2, 3, 4].map(attempt => retryDelay(options, attempt))).toEqual([1000, 2000, 3000, 0])
  })

  it('is the same each time where no coefficient is given', () => {
    const plain = { firstRetryIntervalInMilliseconds: 5, maxNumberOfAttempts: 9 }
    expect([1, 5, 8].map(attempt => retryDelay(plain, attempt))).toEqual([5, 5, 5])
  })
})
