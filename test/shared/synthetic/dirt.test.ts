import { describe, expect, it } from 'vitest'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import { dirtAt } from '../../../shared/synthetic/dirt.ts'
import { type SyntheticOptions, syntheticMimic } from '../../../shared/synthetic/mimic.ts'
import { converted } from '../tables/convertBytes.ts'

const PATIENTS = 40

function textOf(table: TableName, options: SyntheticOptions): string {
  const file = syntheticMimic({ patients: PATIENTS, ...options }).find(made => made.table === table)
  return [...(file?.chunks() ?? [])].join('')
}

const lines = (text: string): number => text.trimEnd().split('\n').length

describe('the rate of dirt', () => {
  it.each([
    [0, 0],
    [0.5, 5],
    [1, 10],
    [2, 20],
    [5, 50],
  ])('%f makes %i of 100 stays have an impossible heart rate', (rate, expected) => {
    const has = dirtAt(rate)
    const found = Array.from({ length: 1000 }, (_, index) => index).filter(index =>
      has('impossibleHeartRate', index),
    )
    expect(found.length / 10).toBeCloseTo(expected, 0)
  })

  it('0 leaves nothing out of bounds, and changes no patient', () => {
    const clean = textOf('CHARTEVENTS', { dirt: 0 })
    const dirty = textOf('CHARTEVENTS', { dirt: 1 })
    expect(clean).not.toMatch(/,999,999,|2222221\.7|,0,1,,/)
    expect(dirty).toMatch(/,999,999,/)
    expect(dirty).toMatch(/2222221\.7/)
    expect(textOf('PATIENTS', { dirt: 0 })).toBe(textOf('PATIENTS', { dirt: 1 }))
    expect(textOf('SERVICES', { dirt: 0 })).toBe(textOf('SERVICES', { dirt: 1 }))
  })

  it.each([-1, 5.1, Number.NaN])('%f is refused', dirt => {
    expect(() => syntheticMimic({ dirt })).toThrow('dirt must be a number from 0 to 5')
  })
})

describe('broken rows', () => {
  const BROKEN = 0.05

  it.each(['CHARTEVENTS', 'ADMISSIONS', 'NOTEEVENTS'] as const)(
    'of %s are quarantined, and what remains is the table without them',
    async table => {
      const whole = await converted(table, textOf(table, {}))
      const broken = await converted(table, textOf(table, { broken: 0.3 }))
      expect(whole.quarantined).toBe(0)
      expect(broken.quarantined).toBeGreaterThan(0)
      expect(broken.rowsIn).toBe(whole.rowsIn + broken.quarantined)
      expect(broken.rows).toEqual(whole.rows)
    },
  )

  it('are as many as asked for, broken in every way', async () => {
    const good = lines(textOf('LABEVENTS', {})) - 1
    const file = await converted('LABEVENTS', textOf('LABEVENTS', { broken: BROKEN }))
    expect(file.quarantined / good).toBeGreaterThan(BROKEN * 0.8)
    expect(file.quarantined / good).toBeLessThan(BROKEN * 1.2)
    expect(Object.keys(file.reasons).length).toBeGreaterThanOrEqual(4)
  })

  it('are a share', () => {
    expect(() => syntheticMimic({ broken: 1.5 })).toThrow('broken must be a share from 0 to 1')
  })
})
