import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { measureDrift } from '../../../shared/compute/driftTasks.ts'
import { buildBaseline } from '../../../shared/drift/baseline.ts'
import { type DriftSources, daysBefore, driftOfChampion } from '../../../shared/serving/drift.ts'
import { type DriftEvent, driftHistory, recordDrift } from '../../../shared/serving/driftHistory.ts'
import {
  encodePart,
  newPart,
  newPredictionId,
  type PredictionSource,
  storePart,
} from '../../../shared/serving/loggedPredictions.ts'
import { localCopies } from '../../../shared/storage/localCopies.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { drawStays, FEATURES, type Sample } from '../drift/hospital.ts'
import { publishChampion } from '../registry/publishChampion.ts'

interface Hospital extends DriftSources {
  readonly version: string
  /** Logs predictions of the champion as of a time. */
  log(sample: Sample, at: string, source?: PredictionSource): Promise<void>
}

/** A champion with the baseline of 1,000 stays, or without one. */
async function hospital(withBaseline = true): Promise<Hospital> {
  const folder = await mkdtemp(join(tmpdir(), 'drift-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  const [lake, rows] = [memoryLake(), memoryRows()]
  const { inputs, probabilities } = drawStays(1_000, 1_000_000)
  const positions = Int32Array.from({ length: inputs.rows }, (_, row) => row)
  const baseline = buildBaseline({
    features: FEATURES,
    frame: inputs,
    rows: positions,
    patients: Float64Array.from(positions),
    probabilities,
  })
  const version = await publishChampion({ lake, rows }, withBaseline ? { baseline } : {})
  return {
    lake,
    rows,
    version,
    async measure(paths, task) {
      return await measureDrift({ ...task, parts: await localCopies(lake, paths, folder) })
    },
    async log(sample, at, source = 'predict') {
      const part = newPart()
      const predictions = Array.from(sample.probabilities, (probability, row) => ({
        id: newPredictionId(part),
        version,
        at,
        // as equal rows have equal hashes
        featureHash: sample.probabilities[row]?.toString(16) ?? '',
        probability,
      }))
      const logged = { source, predictions, inputs: sample.inputs }
      await storePart(lake, rows, await encodePart(part, logged))
    },
  }
}

const day = (of: number): string => `2026-03-${String(of).padStart(2, '0')}T00:00:00.000Z`
const week = (until: string) => ({ since: daysBefore(until), until })

describe('driftOfChampion', () => {
  it('compares what was logged since then, equal inputs once', async () => {
    const sources = await hospital()
    await sources.log(drawStays(200, 1, { unit: 'NICU' }), day(2))
    await sources.log(drawStays(150, 2), day(12))
    await sources.log(drawStays(50, 3), day(13))
    await sources.log(drawStays(50, 3), day(13))

    const drift = await driftOfChampion(sources, week(day(14)))
    expect(drift).toMatchObject({
      model: { version: sources.version },
      since: day(7),
      state: 'stable',
      repeated: 50,
      earlier: 0,
      report: { rows: 200, baselineRows: 1_000 },
    })
    const all = await driftOfChampion(sources, { since: day(1), until: day(14) })
    expect(all).toMatchObject({ state: 'drifted', report: { rows: 400 } })
    expect(all.report?.drifted).toEqual(['unit'])
  })

  it('compares the predictions of one source where it is told to', async () => {
    const sources = await hospital()
    await sources.log(drawStays(200, 1), day(10), 'predict')
    await sources.log(drawStays(150, 2, { unit: 'NICU' }), day(11), 'batch')
    const of = async (source?: PredictionSource) =>
      await driftOfChampion(sources, week(day(14)), source)

    expect(await of()).toMatchObject({ source: null, report: { rows: 350 } })
    expect(await of('predict')).toMatchObject({ state: 'stable', report: { rows: 200 } })
    const batch = await of('batch')
    expect(batch).toMatchObject({ source: 'batch', state: 'drifted', report: { rows: 150 } })
    expect(batch.report?.drifted).toEqual(['unit'])
    expect(await of('cds')).toMatchObject({ state: 'insufficient', report: { rows: 0 } })
  })

  it('leaves out earlier predictions of a part that reaches beyond `since`', async () => {
    const sources = await hospital()
    const part = newPart()
    const { inputs, probabilities } = drawStays(200, 5)
    const predictions = Array.from(probabilities, (probability, row) => ({
      id: newPredictionId(part),
      version: sources.version,
      at: row < 80 ? day(6) : day(8),
      featureHash: String(row),
      probability,
    }))
    const logged = { source: 'predict' as const, predictions, inputs }
    await storePart(sources.lake, sources.rows, await encodePart(part, logged))
    const drift = await driftOfChampion(sources, week(day(14)))
    expect(drift.report?.rows).toBe(120)
  })

  it('says that a version has no baseline, that predictions are too few, or that none serves', async () => {
    const old = await hospital(false)
    await old.log(drawStays(200, 1), day(12))
    expect(await driftOfChampion(old, week(day(14)))).toMatchObject({
      state: 'no-baseline',
      report: null,
    })
    const idle = await hospital()
    expect(await driftOfChampion(idle, week(day(14)))).toMatchObject({
      state: 'insufficient',
      report: { rows: 0 },
    })
    const empty = { ...idle, lake: memoryLake() }
    await expect(driftOfChampion(empty, week(day(14)))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    })
  })
})

describe('recordDrift', () => {
  it('keeps every comparison, and tells of a crossing once until it was stable again', async () => {
    const sources = await hospital()
    const told: DriftEvent[] = []
    const publish = async (event: DriftEvent): Promise<void> => {
      told.push(event)
    }
    const record = async (until: string): Promise<void> => {
      await recordDrift(sources.rows, await driftOfChampion(sources, week(until)), publish)
    }
    await sources.log(drawStays(150, 1), day(2))
    await record(day(3))
    await sources.log(drawStays(150, 2, { unit: 'NICU' }), day(10))
    await record(day(11))
    await record(day(12))
    // what drifted is more than a week ago, and nothing came since
    await record(day(18))
    await sources.log(drawStays(150, 3), day(20))
    await record(day(21))
    await sources.log(drawStays(150, 4, { mean: 3 }), day(28))
    await record(day(29))
    await record(day(30))

    const history = (await driftHistory(sources.rows)).toReversed()
    expect(history.map(({ state }) => state)).toEqual([
      'stable',
      'drifted',
      'drifted',
      'insufficient',
      'stable',
      'drifted',
      'drifted',
    ])
    expect(history[1]).toMatchObject({ until: day(11), rows: 150, drifted: ['unit'] })
    expect(told.map(({ data }) => [data['until'], data['drifted']])).toEqual([
      [day(11), ['unit']],
      [day(29), ['number_3']],
    ])
    expect(told[0]).toMatchObject({
      type: 'DriftDetected',
      id: `${sources.version}-drift-${day(3)}`,
    })
  })

  it('tells again, under the same id, what may not have been told', async () => {
    const sources = await hospital()
    await sources.log(drawStays(150, 2, { unit: 'NICU' }), day(10))
    const ids: string[] = []
    const dying = async (event: DriftEvent): Promise<void> => {
      ids.push(event.id)
      if (ids.length === 1) throw new Error('killed')
    }
    const drift = await driftOfChampion(sources, week(day(11)))
    await expect(recordDrift(sources.rows, drift, dying)).rejects.toThrow('killed')
    const later = await driftOfChampion(sources, week(day(12)))
    await recordDrift(sources.rows, later, dying)
    expect(ids).toEqual([`${sources.version}-drift-first`, `${sources.version}-drift-first`])
  })
})
