import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { observedPerformance } from '../../shared/evaluation/observedPerformance.ts'
import { seededRandom } from '../../shared/random.ts'
import { type Batch, batch, batches } from '../../shared/scoring/batches.ts'
import { findPrediction, listParts } from '../../shared/serving/loggedPredictions.ts'
import { outcomesAnswer } from '../../shared/serving/outcomes.ts'
import { replayedPrediction } from '../../shared/serving/replay.ts'
import { predictResponse } from '../../shared/serving/score.ts'
import { predictionsFolder } from '../../shared/storage/paths.ts'
import { readFrame, writeFrame } from '../../shared/tables/parquetFrame.ts'
import { publishChampion } from '../shared/registry/publishChampion.ts'
import { logisticArtifact, scoreBody, served } from '../shared/serving/sampleModels.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'

let system: RunningSystem
let version: string

beforeAll(async () => {
  system = await runSystem()
  version = await publishChampion(system, { artifact: logisticArtifact() })
})

afterAll(async () => await system?.stop())

/** Drops a file and waits until its scoring has ended. */
async function scored(name: string, content: string | Uint8Array): Promise<Batch> {
  const path = `scoring/${name}`
  const etag = await system.lake.write(path, content)
  return await ended(path, etag)
}

/** The entry of a file once its scoring has ended. @param etag - of the version that is meant, where there are several */
async function ended(path: string, etag?: string): Promise<Batch> {
  const deadline = Date.now() + 120_000
  for (;;) {
    const found = await entryOf(path, etag)
    if (found !== undefined && found.state !== 'running') return found
    if (Date.now() > deadline) throw new Error(`${path}: still ${JSON.stringify(found)}`)
    await wait(250)
  }
}

async function entryOf(path: string, etag?: string): Promise<Batch | undefined> {
  const entries = await batches(system.rows).list()
  return entries.find(
    ({ file, etag: own }) => file === path && (etag === undefined || own === etag),
  )
}

/** Kills the host when so many ranges of a file are scored, as the predictions that are there tell, and sees it ended. */
async function killHostAfter(path: string, ranges: number): Promise<void> {
  const deadline = Date.now() + 120_000
  for (;;) {
    let parts = 0
    for await (const _ of system.lake.list(`${predictionsFolder(path)}part-`)) parts += 1
    if (parts >= ranges) break
    if (Date.now() > deadline) throw new Error(`${path}: never ${ranges} parts, but ${parts}`)
    await wait(20)
  }
  const { host } = system.processes
  expect((await entryOf(path))?.state ?? 'running').toBe('running')
  host.kill('SIGKILL')
  await expect.poll(() => host.signalCode, { timeout: 30_000 }).toBe('SIGKILL')
}

/** Predictions of the champion in the log, each as often as it is there. */
async function loggedRows(): Promise<number> {
  const parts = await listParts(system.rows, version, { source: 'batch' })
  return parts.reduce((sum, { predictions }) => sum + predictions, 0)
}

const textOf = async (path: string) => new TextDecoder().decode(await system.lake.read(path))

async function predictionsOf({ folder }: Batch) {
  const found: { id: string | null; prediction: string | null; probability: number | undefined }[] =
    []
  for await (const { path } of system.lake.list(`${folder}part-`)) {
    const { rows, columns } = await readFrame(await system.lake.read(path))
    for (let row = 0; row < rows; row++) {
      found.push({
        id: z
          .string()
          .nullable()
          .parse(columns['id']?.values[row] ?? null),
        prediction: z
          .string()
          .nullable()
          .parse(columns['prediction_id']?.values[row] ?? null),
        probability: z.number().optional().parse(columns['probability']?.values[row]),
      })
    }
  }
  return found
}

const model = served(logisticArtifact())
const probabilityOf = (features: object) => scoreBody(model, { features }, false)[0]?.probability

describe('a file in scoring/', () => {
  it('is scored but for its bad rows, judged by the outcomes it has, and logged', async () => {
    const csv = [
      'id,age,lactate_max,mech_vent_any,gender,hospital_expire_flag',
      'a,40,1,0,F,0',
      'b,50,9,1,M,1',
      'c,old,1,0,F,0',
      '',
      'd,60,1,0,"M",0',
      'e,70,2,1',
      'f,80,,1,F,1',
    ].join('\n')
    const result = await scored('ward.csv', csv)
    expect(result).toMatchObject({ state: 'done', version, scored: 4, rejected: 2, parts: 1 })
    expect(result.performance).toMatchObject({ outcomes: 4, deaths: 2, auroc: { value: 1 } })
    expect(JSON.parse(await textOf(`${result.folder}summary.json`))).toEqual(result)
    const listed = await system.api.get('/api/predictions', z.object({ batches: z.array(batch) }))
    expect(listed).toEqual({ batches: [result] })
    expect(await textOf(`${result.folder}rejected.csv`)).toBe(
      'line,reason\n4,"age must be a number or null, not text"\n7,"has 4 fields, the header 6"\n',
    )

    const predictions = await predictionsOf(result)
    expect(predictions.map(({ id, probability }) => [id, probability])).toEqual([
      ['a', probabilityOf({ age: 40, lactate_max: 1, mech_vent_any: 0, gender: 'F' })],
      ['b', probabilityOf({ age: 50, lactate_max: 9, mech_vent_any: 1, gender: 'M' })],
      ['d', probabilityOf({ age: 60, lactate_max: 1, mech_vent_any: 0, gender: 'M' })],
      ['f', probabilityOf({ age: 80, mech_vent_any: 1, gender: 'F' })],
    ])

    const id = predictions[0]?.prediction ?? ''
    const replayed = await system.api.get(`/api/predictions/${id}`, replayedPrediction)
    expect(replayed?.replayed.identical).toBe(true)
    const told = await fetch(`${system.baseUrl}/api/outcomes`, {
      method: 'POST',
      body: JSON.stringify({ outcomes: [{ id, died: true }] }),
    })
    expect(outcomesAnswer.parse(await told.json())).toEqual({ recorded: 1, unknown: [] })
    const known = await system.api.get('/api/models/champion/performance', observedPerformance)
    expect(known).toMatchObject({ outcomes: 1, deaths: 1, auroc: null })
    const error = 1 - (predictions[0]?.probability ?? Number.NaN)
    expect(known?.brier?.value).toBeCloseTo(error * error, 12)
  })

  it('may have any name, a byte order mark, line ends of Windows and quoted numbers', async () => {
    const csv = '\uFEFF"id","Age","Gender"\r\n"a, b","71","F"\r\n'
    const result = await scored('ward 7/März #1 100% ?q=1+2.csv', csv)
    expect(result).toMatchObject({ state: 'done', scored: 1, rejected: 0 })
    expect(await predictionsOf(result)).toMatchObject([
      { id: 'a, b', probability: probabilityOf({ age: 71, gender: 'F' }) },
    ])
  })

  it('is replaced by its next version, which leaves nothing of the first', async () => {
    const first = await scored('twice.csv', 'age\n40\nx\n')
    expect(first).toMatchObject({ scored: 1, rejected: 1, performance: null })
    const second = await scored('twice.csv', 'age\n41\n42\n')
    expect(second).toMatchObject({ scored: 2, rejected: 0 })
    const paths: string[] = []
    for await (const { path } of system.lake.list(second.folder)) paths.push(path)
    expect(paths).toHaveLength(2)
    expect(await predictionsOf(second)).toMatchObject([
      { probability: probabilityOf({ age: 41 }) },
      { probability: probabilityOf({ age: 42 }) },
    ])
  })

  it('may be Parquet, whose row groups are scored one by one', async () => {
    const ages = Float64Array.from([40, 50, Number.NaN, 70, 80])
    const flags = Float64Array.from([0, 1, 0, Number.NaN, 1])
    const frame = {
      rows: 5,
      columns: {
        icustay_id: { kind: 'number' as const, values: Float64Array.from([1, 2, 3, 4, 5]) },
        age: { kind: 'number' as const, values: ages },
        hospital_expire_flag: { kind: 'number' as const, values: flags },
      },
    }
    const result = await scored('ward.parquet', await writeFrame(frame, { rowGroupRows: 2 }))
    expect(result).toMatchObject({ state: 'done', scored: 5, rejected: 0, parts: 3 })
    expect(result.performance).toMatchObject({ outcomes: 4, deaths: 2 })
    expect((await predictionsOf(result)).map(({ probability }) => probability)).toEqual(
      Array.from(ages, age => probabilityOf(Number.isNaN(age) ? {} : { age })),
    )
  })

  it('is scored as ever where the host is killed again and again meanwhile, and no row twice', async () => {
    const rows = 30_000
    const random = seededRandom(1, 'killed scoring')
    const ages = Float64Array.from(
      { length: rows },
      () => Math.round(200 + random.uniform() * 700) / 10,
    )
    const numbers = { kind: 'number' as const, values: Float64Array.from(ages.keys()) }
    const deaths = {
      kind: 'number' as const,
      values: ages.map((_, row) => (row % 7 === 0 ? 1 : 0)),
    }
    const file = await writeFrame(
      {
        rows,
        columns: {
          icustay_id: numbers,
          age: { kind: 'number', values: ages },
          hospital_expire_flag: deaths,
        },
      },
      { rowGroupRows: 1_000 },
    )
    const undisturbed = await scored('undisturbed.parquet', file)
    const before = await loggedRows()

    const path = 'scoring/killed.parquet'
    await system.lake.write(path, file)
    for (const ranges of [2, 9, 17]) await killHostAfter(path, ranges)
    const result = await ended(path)

    const { performance, ...counts } = undisturbed
    expect(counts).toMatchObject({ state: 'done', scored: rows, rejected: 0, parts: 30 })
    expect(result).toMatchObject({ state: 'done', scored: rows, rejected: 0, parts: 30 })
    expect(result.performance).toEqual(performance)
    const predictions = await predictionsOf(result)
    expect(predictions.map(({ probability }) => probability)).toEqual(
      (await predictionsOf(undisturbed)).map(({ probability }) => probability),
    )
    expect(new Set(predictions.map(({ prediction }) => prediction)).size).toBe(rows)
    expect((await loggedRows()) - before).toBe(rows)
  })

  it.each([
    ['leak.csv', 'age,los\n40,3\n', 'column "los" is known only when the admission ends'],
    ['typo.csv', 'age,gendr\n40,F\n', 'did you mean gender?'],
    ['empty.csv', '', 'the file is empty'],
    ['notes.txt', 'age\n40\n', 'must end in .csv or .parquet'],
    ['broken.parquet', 'PAR1 not so', 'cannot be read as Parquet'],
  ])('that cannot be right is refused, and it is said why: %s', async (name, content, reason) => {
    const result = await scored(name, content)
    expect(result).toMatchObject({ state: 'refused', scored: 0 })
    expect(result.reason).toContain(reason)
    expect(JSON.parse(await textOf(`${result.folder}summary.json`))).toEqual(result)
  })
})

describe('a prediction by the API', () => {
  it('is in the log also where the host is told to end right behind the answer', async () => {
    const { host } = system.processes
    const body = { features: { age: 70 } }
    const { predictions } = await system.api.post('/api/predict', body, predictResponse)
    host.kill('SIGTERM')
    await expect.poll(() => host.exitCode, { timeout: 30_000 }).toBe(0)
    const [{ id, probability } = { id: null, probability: undefined }] = predictions
    const logged = await findPrediction(system.lake, id ?? '')
    expect(logged?.prediction).toMatchObject({ id, probability })
  })
})
