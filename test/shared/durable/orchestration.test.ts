import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { activity } from '../../../shared/durable/activity.ts'
import {
  call,
  callAll,
  callBoth,
  eventBefore,
  sleep,
} from '../../../shared/durable/orchestration.ts'
import { runToEnd } from '../../support/runToEnd.ts'

const double = activity('double', { input: z.number(), output: z.number() })

describe('callBoth', () => {
  it('runs two activities at once, and answers each its own', () => {
    const greet = activity('greet', { input: z.string(), output: z.string() })
    const { output, mostInFlight } = runToEnd(
      context => callBoth(context, [double, 21], [greet, 'you']),
      { double: (x: number) => 2 * x, greet: (name: string) => `hello ${name}` },
    )
    expect(output).toEqual([42, 'hello you'])
    expect(mostInFlight).toBe(2)
  })
})

describe('callAll', () => {
  it('answers in the order of the inputs, with `width` in flight as long as there are so many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (inputs, width) => {
          const { output, mostInFlight } = runToEnd(
            context => callAll(context, double, inputs, width),
            { double: (x: number) => 2 * x },
          )
          expect(output).toEqual(inputs.map(x => 2 * x))
          expect(mostInFlight).toBe(Math.min(width, inputs.length))
        },
      ),
    )
  })

  it('starts call k when the calls 0 … k − width have ended, and no sooner', () => {
    const [width, count] = [2, 6]
    const ended = new Set<number>()
    const endedInOrder = (): number => {
      let first = 0
      while (ended.has(first)) first += 1
      return first
    }
    const inputs = Array.from({ length: count }, (_, k) => k)
    const { calls } = runToEnd(context => callAll(context, double, inputs, width), {
      double: (x: number, started: readonly unknown[]) => {
        expect(started).toHaveLength(Math.min(count, endedInOrder() + width))
        ended.add(x)
        return x
      },
    })
    expect(calls.map(({ input }) => input)).toEqual(inputs)
    expect(ended.size).toBe(count)
  })

  it('tells how many have ended', () => {
    const told: number[] = []
    runToEnd(context => callAll(context, double, [1, 2, 3], 2, done => told.push(done.length)), {
      double: (x: number) => x,
    })
    expect(told).toEqual([1, 2, 3])
  })

  it('starts none any more once `goesOn` says no, and answers what had started', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 25 }),
        (count, width, enough) => {
          const inputs = Array.from({ length: count }, (_, k) => k)
          const { output, calls } = runToEnd(
            context =>
              callAll(context, double, inputs, width, undefined, started => started < enough),
            { double: (x: number) => 2 * x },
          )
          expect(output).toEqual(inputs.slice(0, calls.length).map(x => 2 * x))
          // asked before the calls of one step, of which the first has `width`
          expect(calls.length).toBeLessThan(enough + width)
          expect(calls.length).toBeGreaterThanOrEqual(Math.min(count, enough))
        },
      ),
    )
  })

  it('refuses a width of 0 rather than doing nothing', () => {
    expect(() => runToEnd(context => callAll(context, double, [1], 0), {})).toThrow(
      /width must be at least 1/,
    )
  })
})

describe('call', () => {
  it('parses what the activity answered', () => {
    expect(() => runToEnd(context => call(context, double, 1), { double: () => 'two' })).toThrow(
      /expected number/,
    )
  })
})

describe('sleep', () => {
  it('says how late it is, so that whoever was down in between can tell', () => {
    // the clock of `runToEnd` goes on by one second each time it is read
    expect(runToEnd(context => sleep(context, 0.25), {}).output).toBe(0.75)
    expect(runToEnd(context => sleep(context, 1), {}).output).toBe(0)
  })
})

describe('eventBefore', () => {
  const until = '2026-01-08T00:00:00.000Z'
  const waitFor = (answers: Parameters<typeof runToEnd>[1]) =>
    runToEnd(context => eventBefore(context, 'approval', until), answers)

  it('answers what the event says, and cancels the timer, which would keep the instance running', () => {
    const { output, timers } = waitFor({ approval: () => ({ by: 'Dr. Who' }) })
    expect(output).toEqual({ value: { by: 'Dr. Who' } })
    expect(timers).toEqual([{ due: new Date(until), cancelled: true }])
  })

  it('tells an event that says nothing from none at all', () => {
    expect(waitFor({ approval: () => null }).output).toEqual({ value: null })
    expect(waitFor({}).output).toBeUndefined()
  })

  it('answers undefined when the time is up, and waits for no other event', () => {
    const { output, timers } = waitFor({ other: () => 'something else' })
    expect(output).toBeUndefined()
    expect(timers).toEqual([{ due: new Date(until), cancelled: false }])
  })
})
