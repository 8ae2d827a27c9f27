import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE, GOLD_COLUMNS } from '../../../shared/features/catalogue.ts'
import { oasisProbability } from '../../../shared/features/oasis.ts'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { literal, parquetFiles, type Sql } from '../../../shared/tables/sql.ts'
import { LEAVE_AS_IS } from '../preprocessing/features.ts'
import { buildGold, goldRow, readGold, type Silver } from './buildGold.ts'
import {
  DEMO,
  demoMissing,
  SILVER_TABLES,
  type SilverTable,
  temporaryFolder,
  writeDemoSilver,
} from './demoSilver.ts'

const PYTHON = '/usr/bin/python3'
const pandasMissing = spawnSync(PYTHON, ['-c', 'import pandas, numpy']).status !== 0
if (pandasMissing) console.warn(`skipped: ${PYTHON} has no pandas to compare with`)

/** For a machine that is busy with other things. */
const SLOW_MS = 600_000

/** Hours after ICU admission at which a prediction may be made, and the gaps after them, that are compared. */
const HORIZONS = [6, 12, 24, 48]
const GAPS = [0, 6]

const { folder, remove } = temporaryFolder()
const at = (name: string) => join(folder, name)
const duckdb = <T>(work: (sql: Sql) => Promise<T>, threads = 1) =>
  withDuckdb({ threads, memoryMiB: 768, temporaryFolder: folder }, work)

const demo: Silver = Object.fromEntries(
  SILVER_TABLES.map(table => [table, [at(`${table}.parquet`)]]),
)
let gold: Frame
let goldBytes: Buffer

afterAll(remove)

describe.skipIf(demoMissing)('gold of the MIMIC-III demo', () => {
  beforeAll(async () => {
    await duckdb(async sql => {
      await writeDemoSilver(sql, folder)
      const file = await buildGold(sql, demo, folder)
      goldBytes = readFileSync(file)
      gold = await readGold(file)
    })
  }, SLOW_MS)

  it('has the columns of the catalogue, in its order', () => {
    expect(Object.keys(gold.columns)).toEqual(GOLD_COLUMNS)
    expect(gold.rows).toBe(105)
  })

  describe.skipIf(pandasMissing)('equals what pandas computes from the definitions', () => {
    let horizons: readonly PandasGold[]
    beforeAll(() => {
      const script = join(import.meta.dirname, 'independent_gold.py')
      const hours = HORIZONS.map(String)
      const output = execFileSync(PYTHON, [script, DEMO, ...hours], { maxBuffer: 1 << 28 })
      horizons = JSON.parse(output.toString())
    }, SLOW_MS)

    it.each(HORIZONS.flatMap(hours => GAPS.map(gap => [hours, gap] as const)))(
      '%i h after ICU admission, with a gap of %i h',
      async (predictionHours, gapHours) => {
        const theirs = horizons.find(({ hours }) => hours === predictionHours)
        const ours = await duckdb(async sql =>
          readGold(await buildGold(sql, demo, folder, { predictionHours, gapHours })),
        )
        expect(new Set(theirs?.columns)).toEqual(new Set(GOLD_COLUMNS))
        expect(numbers(ours, 'icustay_id')).toEqual(theirs?.cohorts[gapHours])
        expect(theirs === undefined ? ['no such horizon'] : differences(ours, theirs)).toEqual([])
      },
      SLOW_MS,
    )
  })

  it('gives OASIS the discrimination that was measured with pandas', () => {
    // mimic-code's OASIS on this cohort: AUROC 0.72 (0.60 to 0.83)
    const scores = numbers(gold, 'oasis').map(oasisProbability)
    expect(auroc(numbers(gold, 'hospital_expire_flag'), scores)).toBeCloseTo(0.72, 2)
  })

  it('keeps every patient on one side of the split', () => {
    const sides = new Map<number, Set<string>>()
    const split = texts(gold, 'split')
    numbers(gold, 'subject_id').forEach((subject, row) => {
      sides.set(subject, (sides.get(subject) ?? new Set<string>()).add(String(split[row])))
    })
    expect([...sides.values()].every(side => side.size === 1)).toBe(true)
    expect(new Set(split)).toEqual(new Set(['train', 'test']))
  })

  it('knows comorbidities of the 26 stays that have an earlier admission, and of no other', () => {
    const known = numbers(gold, 'prior_congestive_heart_failure').filter(
      flag => !Number.isNaN(flag),
    )
    expect(known.length).toBe(26)
  })

  it('gives the primary diagnosis by its frequency among the training rows', () => {
    const rows = Int32Array.from({ length: 60 }, (_, row) => row)
    const labels = Uint8Array.from(rows, row => numbers(gold, 'hospital_expire_flag')[row] ?? 0)
    const feature = CATALOGUE.filter(({ name }) => name === 'primary_diagnosis')
    const fitted = fitPreprocessor(gold, rows, labels, feature, LEAVE_AS_IS)
    expect(fitted.names).toEqual(['primary_diagnosis_frequency'])

    const codes = texts(gold, 'primary_diagnosis')
    const known = codes.slice(0, 60)
    const shares = applyPreprocessor(fitted, gold).values
    expect([...shares]).toEqual(
      codes.map(code => known.filter(one => one === code).length / known.length),
    )
  })

  it('is the same to the byte when silver is shuffled, cut otherwise, and read by two threads', async () => {
    const shuffled: Partial<Record<SilverTable, string[]>> = {}
    const file = await duckdb(async sql => {
      for (const table of SILVER_TABLES) shuffled[table] = await shuffle(sql, table, 1, 3)
      return await buildGold(sql, shuffled, folder)
    }, 2)
    expect(readFileSync(file).equals(goldBytes)).toBe(true)
  })

  it('is built without the optional tables, whose features are then unknown', async () => {
    const {
      services,
      outputevents,
      inputevents_cv,
      inputevents_mv,
      procedureevents_mv,
      ...required
    } = demo
    expect([
      services,
      outputevents,
      inputevents_cv,
      inputevents_mv,
      procedureevents_mv,
    ]).not.toContain(undefined)
    const bare = await duckdb(async sql => readGold(await buildGold(sql, required, folder)))

    expect(bare.columns['heart_rate_mean']).toEqual(gold.columns['heart_rate_mean'])
    expect(bare.columns['mech_vent_any']).toEqual(gold.columns['mech_vent_any'])
    const unknown = [
      'urine_output_sum',
      'urine_output_count',
      'vasopressor_any',
      'norepinephrine_any',
      'ventilation_procedure_any',
      'elective_surgery',
    ].flatMap(name => numbers(bare, name))
    expect(unknown.every(Number.isNaN)).toBe(true)
    expect(texts(bare, 'first_service').every(service => service === null)).toBe(true)
  })
})

/** What `independent_gold.py` prints of one horizon. */
interface PandasGold {
  readonly hours: number
  /** The stays of each gap after the window. */
  readonly cohorts: Readonly<Record<number, readonly number[]>>
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** In words, of the stays that gold has. */
function differences(ours: Frame, { columns, rows }: PandasGold): readonly string[] {
  const ids = new Set(numbers(ours, 'icustay_id'))
  return rows
    .map(row => Object.fromEntries(columns.map((name, column) => [name, row[column] ?? null])))
    .filter(theirs => ids.has(Number(theirs['icustay_id'])))
    .flatMap(theirs => {
      const here = goldRow(ours, Number(theirs['icustay_id']))
      return GOLD_COLUMNS.filter(name => !same(here[name], theirs[name])).map(
        name => `${theirs['icustay_id']} ${name}: ${here[name]} here, ${theirs[name]} in pandas`,
      )
    })
}

function same(ours: unknown, theirs: unknown): boolean {
  if (typeof ours !== 'number' || typeof theirs !== 'number') return ours === theirs
  return Math.abs(ours - theirs) <= 1e-6 + 1e-9 * Math.abs(theirs)
}

function numbers(frame: Frame, name: string): readonly number[] {
  const column = frame.columns[name]
  return column?.kind === 'number' ? [...column.values] : []
}

function texts(frame: Frame, name: string): readonly (string | null)[] {
  const column = frame.columns[name]
  return column?.kind === 'text' ? column.values : []
}

/** By counting pairs. */
function auroc(labels: readonly number[], scores: readonly number[]): number {
  const dead = scores.filter((_, row) => labels[row] === 1)
  const alive = scores.filter((_, row) => labels[row] === 0)
  const wins = dead.flatMap(d => alive.map(a => (d > a ? 1 : d === a ? 0.5 : 0)))
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
}

/** The table's rows in an order of the seed's, dealt to so many parts. */
async function shuffle(
  sql: Sql,
  table: SilverTable,
  seed: number,
  parts: number,
): Promise<string[]> {
  const files = Array.from({ length: parts }, (_, part) => at(`${table}_${seed}_${part}.parquet`))
  for (const [part, file] of files.entries()) {
    await sql.run(`COPY (
      SELECT * FROM ${parquetFiles(demo[table] ?? [])}
      WHERE hash(row_id, ${seed}) % ${parts} = ${part} ORDER BY hash(row_id, ${seed + 100})
    ) TO ${literal(file)} (FORMAT parquet)`)
  }
  return files
}
