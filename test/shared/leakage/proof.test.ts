import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { GOLD_STEPS } from '../../../shared/compute/goldSteps.ts'
import type { LeakageProof } from '../../../shared/leakage/leakageProof.ts'
import { leaks } from '../../../shared/leakage/leakageProof.ts'
import { type ProofInput, proveNoLeak } from '../../../shared/leakage/proof.ts'
import type { GoldSteps, SilverFiles } from '../../../shared/leakage/rebuildGold.ts'
import { rebuildGold } from '../../../shared/leakage/rebuildGold.ts'
import { COMORBIDITIES } from '../../../shared/mimic/comorbidities.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, parquetFiles, type Sql } from '../../../shared/tables/sql.ts'
import { temporaryFolder } from '../features/demoSilver.ts'
import { HandMadeSilver, hour } from '../features/handMadeSilver.ts'
import { madeUpSilver } from './madeUpSilver.ts'

const { folder, remove } = temporaryFolder()
const duckdb = <T>(work: (sql: Sql) => Promise<T>) =>
  withDuckdb({ threads: 1, memoryMiB: 512, temporaryFolder: folder }, work)
// for a machine that is busy with other things
vi.setConfig({ testTimeout: 180_000 })
const REQUEST = { predictionHours: 24, gapHours: 0, availability: 'charttime' } as const

let silver: SilverFiles

beforeAll(async () => {
  const files = await duckdb(sql => madeUpSilver(12, 1).write(sql, folder))
  silver = upperCase(files)
})
afterAll(remove)

/** Some 200 mutations: 12 patients in 15 and 5 rounds. */
async function prove(
  steps: Partial<GoldSteps> = {},
  input: Partial<ProofInput> = {},
): Promise<LeakageProof> {
  return await duckdb(sql =>
    proveNoLeak(
      sql,
      { ...GOLD_STEPS, ...steps },
      {
        silver,
        request: REQUEST,
        futureMutations: 180,
        windowMutations: 60,
        mostRounds: 20,
        seed: 1,
        prefix: `${folder}/proof`,
        ...input,
      },
    ),
  )
}

describe('a proof of gold as it is built', () => {
  it.each(['charttime', 'storetime'] as const)('finds no leak, by %s', async availability => {
    const proof = await prove({}, { request: { ...REQUEST, availability } })
    expect(proof).toMatchObject({ patients: 12, stays: 18, movedByOtherPatients: [] })
    expect(proof.future).toMatchObject({ moved: [], leftCohort: 0 })
    expect(proof.window.moved).toEqual([])
    expect(proof.future.mutations).toBeGreaterThan(150)
    expect(proof.window.exact).toBe(proof.window.mutations)
    expect(proof.window.mutations).toBeGreaterThan(50)
  })

  it('changes, moves, deletes and inserts in every table, and reaches gold', async () => {
    const { future, window } = await prove()
    const tables = new Set(Object.keys(future.byKind).map(kind => kind.split(' ')[0]))
    expect(tables).toEqual(new Set(Object.keys(silver)))
    for (const deed of ['changed', 'moved', 'deleted', 'inserted']) {
      expect(Object.keys(future.byKind).some(kind => kind.endsWith(deed))).toBe(true)
    }
    expect(future.movedAtDischarge).toEqual(
      expect.arrayContaining(['los_hospital_days', 'los_icu_days', 'discharge_location']),
    )
    expect(future.movedAtDischarge.some(name => name.startsWith('diagnosis_'))).toBe(true)
    expect(Object.keys(window.byKind)).toEqual(
      expect.arrayContaining(['CHARTEVENTS changed', 'LABEVENTS deleted', 'OUTPUTEVENTS inserted']),
    )
  })

  it('is the same however silver is cut into parts, and another with another seed', async () => {
    const once = await prove()
    const cut = await duckdb(async sql => {
      const parts: Partial<Record<string, readonly string[]>> = {}
      for (const [table, files] of Object.entries(silver)) {
        const halves = [0, 1].map(half => `${folder}/half-${half}-${table}.parquet`)
        for (const [half, file] of halves.entries()) {
          await sql.run(`COPY (SELECT * FROM ${parquetFiles(files)} WHERE row_id % 2 = ${half}
            ORDER BY row_id DESC) TO ${literal(file)} (FORMAT parquet)`)
        }
        parts[table] = halves
      }
      return parts
    })
    expect(await prove({}, { silver: cut })).toEqual(once)
    expect((await prove({}, { seed: 2 })).future.byKind).not.toEqual(once.future.byKind)
  })

  it('does without optional tables, and without a cohort', async () => {
    const { PATIENTS, ADMISSIONS, ICUSTAYS, DIAGNOSES_ICD, CHARTEVENTS, LABEVENTS } = silver
    const required = Object.entries({
      PATIENTS,
      ADMISSIONS,
      ICUSTAYS,
      DIAGNOSES_ICD,
      CHARTEVENTS,
      LABEVENTS,
    }).flatMap(([table, files]) => (files === undefined ? [] : [[table, files] as const]))
    const bare = await prove({}, { silver: Object.fromEntries(required) })
    expect(bare.future).toMatchObject({ moved: [], leftCohort: 0 })
    expect(bare.window.exact).toBe(bare.window.mutations)

    const late = { ...REQUEST, predictionHours: 5000 }
    const empty = await prove({}, { request: late })
    expect(empty).toMatchObject({ stays: 0, future: { mutations: 0 }, window: { mutations: 0 } })
  })

  it('calls no leak what an admission tells that ended before its own stay began, as some do', async () => {
    const dirty = new HandMadeSilver()
    dirty.stay(1)
    const ids = { subject_id: 1, hadm_id: 2001 }
    const times = { admittime: hour(-100), dischtime: hour(-1) }
    dirty.add('admissions', { ...ids, ...times, hospital_expire_flag: 0 })
    const stay = { icustay_id: 501, intime: hour(5), outtime: hour(90), dbsource: 'carevue' }
    dirty.add('icustays', { ...ids, ...stay, first_careunit: 'CCU' })
    for (const [at, code] of ['4280', '5859', '4019', '25000'].entries()) {
      dirty.add('diagnoses_icd', { ...ids, seq_num: at + 1, icd9_code: code })
    }
    for (const at of [1, 6, 30]) {
      dirty.chart(1, 211, at, 80)
      dirty.lab(1, 50813, at, 2)
    }
    const files = await duckdb(sql => dirty.write(sql, mkdtempSync(join(folder, 'dirty-'))))
    const { future } = await prove({}, { silver: upperCase(files), mostRounds: 200 })
    expect(future).toMatchObject({ moved: [], leftCohort: 0 })
    expect(future.byKind['DIAGNOSES_ICD changed']).toBeGreaterThan(0)
  })

  it('compares the sample with the whole cohort', async () => {
    const { gold } = await duckdb(sql =>
      rebuildGold(sql, GOLD_STEPS, silver, REQUEST, `${folder}/whole`),
    )
    const few = await duckdb(async sql => {
      const parts: Partial<Record<string, readonly string[]>> = {}
      for (const [table, files] of Object.entries(silver)) {
        const file = `${folder}/few-${table}.parquet`
        await sql.run(`COPY (SELECT * FROM ${parquetFiles(files)} WHERE subject_id <= 5)
          TO ${literal(file)} (FORMAT parquet)`)
        parts[table] = [file]
      }
      return parts
    })
    const small = { silver: few, futureMutations: 5, windowMutations: 5, wholeGold: gold }
    expect(await prove({}, small)).toMatchObject({ patients: 5, movedByOtherPatients: [] })

    const deviation = after('(lactate_max - avg(lactate_max) OVER ()) AS lactate_max')
    expect((await prove(deviation, small)).movedByOtherPatients).toEqual(['lactate_max'])
  })
})

describe('a proof of gold that leaks', () => {
  it('shows a window that ends a second too late', async () => {
    const { future } = await prove({ extractEvents: extractLate })
    const tables = new Set(future.moved.map(({ mutation }) => mutation.split(' ')[0]))
    expect([...tables]).toEqual(expect.arrayContaining(['CHARTEVENTS', 'LABEVENTS']))
  })

  it('shows a code of this admission among the earlier ones', async () => {
    const flags = COMORBIDITIES.map(({ name }) => `diagnosis_${name} AS prior_${name}`)
    const proof = await prove(after(flags.join(', ')))
    expect(leaks(proof)).not.toEqual([])
    expect(leaks(proof).every(name => name.startsWith('prior_'))).toBe(true)
    expect(proof.future.moved.every(({ mutation }) => mutation.startsWith('DIAGNOSES_ICD'))).toBe(
      true,
    )
  })

  it('shows a service that begins after the mark', async () => {
    const proof = await prove({ buildIcustayDetail: callServicesKnown })
    expect(leaks(proof)).toContain('first_service')
  })

  it('shows a discharge fact that is called known, to the scores', async () => {
    const features = GOLD_STEPS.features.map(feature =>
      feature.name === 'los_icu_days' ? { ...feature, knownWhen: 'window-end' as const } : feature,
    )
    expect(leaks(await prove({ features }))).toEqual(['los_icu_days'])

    const aged = await prove(after('(pre_icu_hours + 100 * los_hospital_days) AS pre_icu_hours'))
    expect(leaks(aged)).toEqual(expect.arrayContaining(['pre_icu_hours', 'oasis']))
  })

  it('shows a feature that does not hear of its own events, or hears of others', async () => {
    const ofHeartRate = GOLD_STEPS.features.filter(({ concept }) => concept === 'heart_rate')
    const all = ofHeartRate.map(({ name }) => `0 AS ${name}`).join(', ')
    const deaf = await prove(after(all))
    expect(deaf.window.exact).toBeLessThan(deaf.window.mutations)
    expect(deaf.window.moved.map(({ feature }) => feature)).toContain('none')

    const crossed = await prove(after('(sbp_max + heart_rate_mean) AS sbp_max'))
    expect(crossed.window.moved.map(({ feature }) => feature)).toContain('sbp_max')
    expect(crossed.future.moved).toEqual([])
  })
})

/** Events of windows that end a second late. */
const extractLate: GoldSteps['extractEvents'] = async (sql, table, parts, cohort, output) => {
  const late = `${cohort}-late.parquet`
  await sql.run(`COPY (SELECT * REPLACE (window_end + to_seconds(1) AS window_end)
        FROM ${parquetFiles([cohort])}) TO ${literal(late)} (FORMAT parquet)`)
  await GOLD_STEPS.extractEvents(sql, table, parts, late, output)
}

/** Every service of the admission is known from the beginning. */
const callServicesKnown: GoldSteps['buildIcustayDetail'] = async (sql, sources, output) => {
  await GOLD_STEPS.buildIcustayDetail(sql, sources, `${output}-honest.parquet`)
  await sql.run(`COPY (SELECT * REPLACE (intime AS first_service_time)
        FROM ${parquetFiles([`${output}-honest.parquet`])}) TO ${literal(output)} (FORMAT parquet)`)
}

/** Gold with columns that are replaced after it was assembled. */
function after(replacement: string): Pick<GoldSteps, 'assembleGold'> {
  return {
    assembleGold: async (sql, sources, options, output) => {
      const honest = `${output}-honest.parquet`
      const step = await GOLD_STEPS.assembleGold(sql, sources, options, honest)
      await sql.run(`COPY (SELECT * REPLACE (${replacement}) FROM ${parquetFiles([honest])})
        TO ${literal(output)} (FORMAT parquet)`)
      return step
    },
  }
}

function upperCase(files: Readonly<Record<string, readonly string[]>>): SilverFiles {
  return Object.fromEntries(Object.entries(files).map(([name, of]) => [name.toUpperCase(), of]))
}
