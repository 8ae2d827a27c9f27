import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOccurrence, parseSchedule } from '../../../emulator/host/ncrontab.ts'

const next = (expression: string, after: string): string | undefined => {
  const time = nextOccurrence(parseSchedule(expression), Date.parse(after))
  return time === undefined ? undefined : new Date(time).toISOString()
}

describe('a schedule', () => {
  // the examples of Microsoft's documentation of the timer trigger, and dates a calendar shows
  it.each([
    ['0 */5 * * * *', '2026-11-24T10:02:00Z', '2026-11-24T10:05:00.000Z'],
    ['0 0 * * * *', '2026-11-24T10:00:00Z', '2026-11-24T11:00:00.000Z'],
    ['0 0 */2 * * *', '2026-11-24T23:30:00Z', '2026-11-25T00:00:00.000Z'],
    ['0 0 9-17 * * *', '2026-11-24T17:00:00Z', '2026-11-25T09:00:00.000Z'],
    ['0 30 9 * * *', '2026-11-24T09:29:59Z', '2026-11-24T09:30:00.000Z'],
    // 24 November 2026 is a Tuesday
    ['0 30 9 * * 1-5', '2026-11-27T10:00:00Z', '2026-11-30T09:30:00.000Z'],
    ['0 30 9 * Jan Mon', '2026-11-24T00:00:00Z', '2027-01-04T09:30:00.000Z'],
    ['*/10 * * * * *', '2026-11-24T10:00:55.5Z', '2026-11-24T10:01:00.000Z'],
    ['5/20 * * * * *', '2026-11-24T10:00:06Z', '2026-11-24T10:00:25.000Z'],
    ['0 0 0 29 2 *', '2026-11-24T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 29 2 Sun', '2026-11-24T00:00:00Z', '2032-02-29T00:00:00.000Z'],
    ['0 0 0 31 4,12 *', '2026-11-24T00:00:00Z', '2026-12-31T00:00:00.000Z'],
    ['15 14 1 * *', '2026-11-24T00:00:00Z', '2026-12-01T14:15:00.000Z'],
  ])('%s after %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected)
  })

  it('never comes on 30 February', () => {
    expect(next('0 0 0 30 2 *', '2026-11-24T00:00:00Z')).toBeUndefined()
  })

  it.each([
    '* * * *',
    '60 * * * * *',
    '* * 24 * * *',
    '* * * 0 * *',
    '* * * * * 7',
    '* * * * Foo *',
    '5-1 * * * * *',
    '*/0 * * * * *',
    'a * * * * *',
    '1-2-3 * * * * *',
  ])('refuses %s', expression => {
    expect(() => parseSchedule(expression)).toThrow('Schedule')
  })

  it('has no occurrence between a time and the next one', () => {
    fc.assert(
      fc.property(
        field(0, 59),
        field(0, 59),
        field(0, 23),
        field(0, 6),
        fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) }),
        (second, minute, hour, weekDay, after) => {
          const schedule = parseSchedule(`${second} ${minute} ${hour} * * ${weekDay}`)
          const found = nextOccurrence(schedule, after)
          // second by second, by the words of the definition
          let time = Math.floor(after / 1000) * 1000 + 1000
          const holds = (at: number) => {
            const date = new Date(at)
            return (
              fits(second, date.getUTCSeconds()) &&
              fits(minute, date.getUTCMinutes()) &&
              fits(hour, date.getUTCHours()) &&
              fits(weekDay, date.getUTCDay())
            )
          }
          while (!holds(time)) time += 1000
          expect(found).toBe(time)
        },
      ),
      { numRuns: 60 },
    )
  })
})

function field(low: number, high: number): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant('*'),
    fc.integer({ min: low, max: high }).map(String),
    fc.integer({ min: 2, max: 9 }).map(step => `*/${step}`),
  )
}

function fits(text: string, value: number): boolean {
  if (text === '*') return true
  const step = /^\*\/(\d+)$/.exec(text)?.[1]
  return step === undefined ? value === Number(text) : value % Number(step) === 0
}
