import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStayTime } from '../../../shared/serving/stayTime.ts'

describe('the times of a stay', () => {
  it.each([
    ['2130-02-04 13:05:00', '2130-02-04T13:05:00.000Z', false],
    ['2130-02-04 13:05', '2130-02-04T13:05:00.000Z', false],
    ['1830-02-04', '1830-02-04T00:00:00.000Z', undefined],
    ['2024-02-29T23:59:59.5Z', '2024-02-29T23:59:59.500Z', true],
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00.000Z', true],
    ['2024-02-29T23:30:00-05:30', '2024-03-01T05:00:00.000Z', true],
  ])('%s is %s', (text, moment, zoned) => {
    expect(parseStayTime(text)).toEqual({ micros: Date.parse(moment) * 1000, zoned })
  })

  it.each([
    '',
    'yesterday',
    '2130-02-30',
    '2130-13-01',
    '2130-00-10',
    '2023-02-29 00:00:00',
    '2130-02-04 24:00:00',
    '2130-02-04 12:60',
    '2130-02-04 12',
    '2130-02-04T12:00:00+15:00',
    '2130-02-04 12:00:00.1234567',
    '0200-01-01',
    '9999-01-01',
    '2130-02-04 12:00:00 ',
  ])('"%s" is none', text => {
    expect(parseStayTime(text)).toBeUndefined()
  })

  it('reads every moment to the microsecond, whatever the offset', () => {
    const earliest = new Date('1700-01-02T00:00:00Z')
    const latest = new Date('2250-12-30T00:00:00Z')
    const moments = fc.date({ min: earliest, max: latest, noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.nat(999), fc.integer({ min: -14, max: 14 }), (date, more, hours) => {
        const local = new Date(date.getTime() + hours * 3_600_000).toISOString().slice(0, -1)
        const sign = hours < 0 ? '-' : '+'
        const offset = `${sign}${String(Math.abs(hours)).padStart(2, '0')}:00`
        const text = `${local}${String(more).padStart(3, '0')}${offset}`
        expect(parseStayTime(text)).toEqual({ micros: date.getTime() * 1000 + more, zoned: true })
      }),
    )
  })
})
