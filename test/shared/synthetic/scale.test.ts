import { describe, expect, it } from 'vitest'
import { syntheticMimic } from '../../../shared/synthetic/mimic.ts'
import { admissionsOf, createWorld } from '../../../shared/synthetic/world.ts'

const MANY = 100_000

/** Of 100,000 ids from `low` on, how many are used. */
function countFrom(ids: ReadonlySet<number>, low: number): number {
  return [...ids].filter(id => id >= low && id < low + 100_000).length
}

function staysOf(patients: number): string {
  const file = syntheticMimic({ patients }).find(({ table }) => table === 'ICUSTAYS')
  return [...(file?.chunks() ?? [])].join('')
}

describe('100,000 patients', () => {
  it('all have ids of their own, in MIMIC’s width as long as that has any', {
    timeout: 120_000,
  }, () => {
    const hospital = new Set<number>()
    const icu = new Set<number>()
    let admissions = 0
    let stays = 0
    for (const admission of admissionsOf(createWorld({ patients: MANY, seed: 1, dirt: 1 }))) {
      hospital.add(admission.hadmId)
      admissions++
      for (const stay of admission.stays) icu.add(stay.icustayId)
      stays += admission.stays.length
    }
    expect(admissions).toBeGreaterThan(MANY)
    expect(hospital.size).toBe(admissions)
    expect(icu.size).toBe(stays)

    expect(countFrom(hospital, 100_000)).toBe(100_000)
    expect(countFrom(icu, 200_000)).toBe(100_000)
  })

  it('come one after another: a chunk is there when its own patients have been drawn', () => {
    const chart = syntheticMimic({ patients: MANY }).find(file => file.table === 'CHARTEVENTS')
    let drawn = 0
    let chunks = 0
    for (const chunk of chart?.chunks(patients => (drawn = patients)) ?? []) {
      expect(chunk.length).toBeLessThan(600_000)
      if (++chunks === 10) break
    }
    expect(chunks).toBe(10)
    expect(drawn).toBeGreaterThan(10)
    expect(drawn).toBeLessThan(500)
  })

  it('begin with those that a smaller hospital has', () => {
    expect(staysOf(300).startsWith(staysOf(100))).toBe(true)
  })
})
