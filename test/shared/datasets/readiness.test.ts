import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REQUIRED_TABLES, type TableName } from '../../../shared/contracts/dataset.ts'
import type { Promotion } from '../../../shared/contracts/promotion.ts'
import { fingerprintOf, readinessOf } from '../../../shared/datasets/readiness.ts'

function promoted(table: TableName, change: Partial<Promotion> = {}): Promotion {
  return {
    dataset: 'demo',
    table,
    file: `bronze/demo/${table}.csv`,
    etag: '0x1',
    bytes: 100,
    state: 'promoted',
    instanceId: `promote-demo-${table}-0x1`,
    updated: '2026-01-01T00:00:00Z',
    rowsIn: 1,
    rowsOut: 1,
    quarantined: 0,
    contentHash: `hash of ${table}`,
    contractVersion: 1,
    deltaVersion: 0,
    ...change,
  }
}

const required = REQUIRED_TABLES.map(table => promoted(table))
const manifest = { files: REQUIRED_TABLES.map(table => ({ name: `${table}.csv`, bytes: 100 })) }

describe('readinessOf', () => {
  it('is ready when all that _SUCCESS names is in silver', () => {
    expect(readinessOf(required, manifest).state).toBe('ready')
  })

  it('settles when there is no _SUCCESS', () => {
    expect(readinessOf(required, undefined).state).toBe('settling')
  })

  it('waits for a file that has come and is not promoted yet', () => {
    const promotions = [...required, promoted('SERVICES', { state: 'received' })]
    expect(readinessOf(promotions, manifest)).toEqual({
      state: 'waiting',
      message: 'being promoted: SERVICES',
    })
  })

  it('waits for a file that only _SUCCESS knows of, and for a required table', () => {
    const more = { files: [...manifest.files, { name: 'services.csv.gz', bytes: 5 }] }
    expect(readinessOf(required, more).state).toBe('waiting')
    expect(readinessOf(required.slice(1), manifest)).toEqual({
      state: 'waiting',
      message: `required, and not there yet: ${REQUIRED_TABLES[0]}`,
    })
  })

  it('never waits for files that are no tables', () => {
    const withLicence = { files: [...manifest.files, { name: 'LICENSE.txt', bytes: 9 }] }
    expect(readinessOf(required, withLicence).state).toBe('ready')
  })

  it('goes on without an optional table that was refused', () => {
    const refused = promoted('SERVICES', { state: 'failed', reason: 'no CSV' })
    const { deltaVersion: _, ...neverInSilver } = refused
    const named = { files: [...manifest.files, { name: 'SERVICES.csv', bytes: 100 }] }
    expect(readinessOf([...required, neverInSilver], named).state).toBe('ready')
  })

  it('is blocked by a required table that was refused, unless an earlier version is in silver', () => {
    const { deltaVersion: _, ...neverInSilver } = promoted('PATIENTS', {
      state: 'failed',
      reason: 'column "dob" is missing',
    })
    const others = required.filter(({ table }) => table !== 'PATIENTS')
    const blocked = readinessOf([...others, neverInSilver], manifest)
    expect(blocked.state).toBe('blocked')
    expect(blocked.message).toContain('column "dob" is missing')

    const earlier = promoted('PATIENTS', { state: 'failed', reason: 'column "dob" is missing' })
    expect(readinessOf([...others, earlier], manifest).state).toBe('ready')
  })

  it('settles when a file was dropped after the _SUCCESS that names another size of it', () => {
    const corrected = required.map(p => (p.table === 'PATIENTS' ? { ...p, bytes: 101 } : p))
    expect(readinessOf(corrected, manifest).state).toBe('settling')
  })

  it('settles when a table of _SUCCESS has come again compressed, and never waits for its old name', () => {
    const compressed = required.map(p =>
      p.table === 'PATIENTS' ? { ...p, file: 'bronze/demo/patients.csv.gz', bytes: 40 } : p,
    )
    const { state, message } = readinessOf(compressed, manifest)
    expect(state).toBe('settling')
    expect(message).toContain('PATIENTS.csv')
  })

  it('is blocked by a _SUCCESS that cannot be read', () => {
    const refused = { ok: false as const, reason: 'bronze/demo/_SUCCESS: expected files' }
    expect(readinessOf(required, refused)).toEqual({ state: 'blocked', message: refused.reason })
  })
})

describe('fingerprintOf', () => {
  it('does not depend on the order of arrival, on names, times or compression', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(required, { minLength: required.length }), shuffled => {
        const dropped = shuffled.map((p, i) => ({
          ...p,
          file: `${p.file}.gz`,
          etag: `0x${i}`,
          bytes: 7 + i,
          deltaVersion: i,
          updated: `2027-01-0${i + 1}T00:00:00Z`,
        }))
        expect(fingerprintOf(dropped)).toBe(fingerprintOf(required))
      }),
    )
  })

  it('changes with the content and with the contract of any table', () => {
    for (const { table } of required) {
      for (const change of [{ contentHash: 'other' }, { contractVersion: 2 }]) {
        const changed = required.map(p => (p.table === table ? { ...p, ...change } : p))
        expect(fingerprintOf(changed)).not.toBe(fingerprintOf(required))
      }
    }
  })
})
