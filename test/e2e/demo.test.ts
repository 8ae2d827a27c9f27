import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import type { Report } from '../../cli/report/report.ts'
import { TABLES } from '../../shared/contracts/dataset.ts'
import { freePorts } from '../support/freePorts.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const REAL_DATA = join(ROOT, '..', 'shared', 'data', 'mimic-iii-demo-1.4')
const MINUTES = 60_000

const folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `npm run demo -- … --exit --json FILE` in a state folder of that name; throws where it does not exit with 0. */
async function demo(
  name: string,
  ...options: string[]
): Promise<{ report: Report; printed: string }> {
  const json = join(folder, `${name}.json`)
  const state = join(folder, name)
  const [port] = await freePorts(1)
  const demoScript = join(ROOT, 'dist', 'cli', 'demo.js')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      demoScript,
      '--exit',
      '--quiet',
      '--json',
      json,
      '--state',
      state,
      '--port',
      String(port),
      ...options,
    ],
    { cwd: ROOT, maxBuffer: 2 ** 24 },
  )
  return { report: JSON.parse(readFileSync(json, 'utf8')), printed: stdout }
}

/** What two runs on the same data have in common: all but when they were, their port and the ids of predictions. */
function lasting({ report }: { report: Report }): unknown {
  const { seconds: _, trainedBefore: __, url: ___, prediction, ...same } = report
  return { ...same, prediction: { ...prediction, id: null } }
}

const hasRealData = existsSync(REAL_DATA)
if (!hasRealData) console.warn(`skipped: the demo on real data; ${REAL_DATA} is not there`)

describe.skipIf(!hasRealData)('the demo on the real MIMIC-III demo data', () => {
  it('promotes every row, publishes a model, scores a patient, and does the same again', {
    timeout: 8 * MINUTES,
  }, async () => {
    const first = await demo('real', '--data', REAL_DATA)
    const { report, printed } = first

    // every line of the files, and none refused: these files have no line breaks inside fields
    const lines = (table: string): number => {
      const name = readdirSync(REAL_DATA).find(file => file === `${table}.csv`) ?? ''
      return (
        readFileSync(join(REAL_DATA, name), 'latin1')
          .split('\n')
          .filter(line => line !== '').length - 1
      )
    }
    const expected = Object.fromEntries(
      TABLES.map(table => [
        table,
        { rowsIn: lines(table), rowsOut: lines(table), quarantined: 0, state: 'promoted' },
      ]),
    )
    expect(report.tables).toEqual(expected)
    expect(report.tables).toMatchObject({
      ADMISSIONS: { rowsOut: 129 },
      CHARTEVENTS: { rowsOut: 758_355 },
      LABEVENTS: { rowsOut: 76_074 },
      NOTEEVENTS: { rowsOut: 0 },
    })
    expect(report.warnings).toEqual([])

    // the cohort, as pandas counts it
    expect(report.cohort).toEqual({ stays: 105, positives: 29, patients: 79 })

    // the study: OASIS recalibrated, and the other families, trials of no promise stopped early
    expect(report.study).toMatchObject({ trials: 100, failed: 0 })
    expect(report.study?.pruned).toBeGreaterThan(0)

    // figures that say how little 29 deaths tell
    expect(report.champion?.metrics.basis).toBe('bbc-cv')
    for (const contender of [report.champion, report.baseline]) {
      const auroc = contender?.metrics['auroc']
      expect(auroc).toBeGreaterThan(0.4)
      expect(auroc).toBeLessThan(0.85)
    }
    expect(report.baseline?.metrics['auroc']).toBeCloseTo(0.72, 2)
    expect(report.gate?.decision).toBe('promote')

    // a patient, explained: the contributions add up to what they explain
    expect(report.prediction?.probability).toBeGreaterThan(0)
    expect(report.prediction?.probability).toBeLessThan(1)
    expect(report.prediction?.contributions.length).toBeGreaterThan(0)
    // OASIS recalibrated knows how well it knows its risk
    expect(report.prediction?.uncertainty?.low).toBeLessThan(report.prediction?.probability ?? 0)
    expect(printed).toContain(String(report.champion?.version))

    // the same data and seed: the same champion, byte for byte (its version is the hash of its bytes)
    const second = await demo('again', '--data', REAL_DATA)
    expect(lasting(second)).toEqual(lasting(first))
  })
})

describe('the demo on the built-in dataset', () => {
  it('publishes a model that finds the signal, and on the same state only reports it', {
    timeout: 8 * MINUTES,
  }, async () => {
    const first = await demo('synthetic', '--trials', '13')
    const { report } = first
    expect(Object.keys(report.tables)).toHaveLength(TABLES.length)
    for (const { rowsIn, rowsOut, quarantined, state } of Object.values(report.tables)) {
      expect({ state, lost: rowsIn - rowsOut - quarantined }).toEqual({
        state: 'promoted',
        lost: 0,
      })
    }
    expect(report.study?.trials).toBe(13)
    expect(report.champion?.metrics['auroc']).toBeGreaterThan(0.6)
    expect(report.prediction).not.toBeNull()

    const again = await demo('synthetic', '--trials', '13')
    expect(lasting(again)).toEqual(lasting(first))

    // and says that the parts of the run are none of its own time
    expect(report.trainedBefore).toBeNull()
    const { gold, study, publish } = report.seconds
    expect(again.report).toMatchObject({
      trainedBefore: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      seconds: { gold, study, publish },
    })
    expect(again.printed).toContain('these data were trained on before')
  })
})
