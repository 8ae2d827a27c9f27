import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type TrainingRequest, trainingRequest } from '../../shared/contracts/training.ts'
import { type ModelCard, modelCard } from '../../shared/registry/card.ts'
import { type RunningSystem, runHasEnded, runSystem } from './runningSystem.ts'
import { csvFiles, smallDataset } from './smallDataset.ts'

const DATASET = 'leakage'
/**
 * One trial: what differs between two runs is then only by which time events count. No champion is moved: the gate would
 * wait for a person where the one that serves counts them otherwise.
 */
const ONE_TRIAL = trainingRequest.parse({ families: ['severity'], trials: 1, gate: 'dry-run' })

const files = csvFiles(smallDataset(200))
let system: RunningSystem
beforeAll(async () => {
  system = await runSystem()
})
afterAll(async () => await system?.stop())

const modelList = z.object({ versions: z.array(z.object({ version: z.string() })) })
const seen = new Set<string>()

/** Waits for one more run to end, and answers the card of the version that it published. */
async function cardOfRun(runs: number): Promise<ModelCard> {
  await system.pipelineWhen(
    DATASET,
    `trained ${runs} times`,
    state => state.runs.length === runs && runHasEnded(state),
  )
  const { versions = [] } = (await system.api.get('/api/models', modelList)) ?? {}
  const version = versions.find(one => !seen.has(one.version))?.version ?? ''
  seen.add(version)
  const card = await system.api.get(`/api/models/${version}`, modelCard)
  if (card === undefined) throw new Error(`run ${runs} has published no version`)
  return card
}

async function trainNow(request: Partial<TrainingRequest>): Promise<void> {
  const { status } = await fetch(`${system.baseUrl}/api/pipelines/${DATASET}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  expect(status).toBe(202)
}

describe('what a training run tells of the time at which things are known', () => {
  it('is a proof that nothing leaks, and what the time of storage changes, whichever it counts by', async () => {
    await system.drop(DATASET, files)
    await system.complete(DATASET, files, ONE_TRIAL)
    const byCharttime = await cardOfRun(1)
    await trainNow({ ...ONE_TRIAL, availability: 'storetime' })
    const byStoretime = await cardOfRun(2)

    for (const { leakage } of [byCharttime, byStoretime]) {
      expect(leakage.patients).toBe(100)
      expect(leakage.future.mutations).toBeGreaterThan(400)
      expect(leakage.future).toMatchObject({ moved: [], leftCohort: 0 })
      expect(leakage.window.mutations).toBeGreaterThan(150)
      expect(leakage.window.exact).toBe(leakage.window.mutations)
      expect(leakage.movedByOtherPatients).toEqual([])
    }

    // the same plan on the same two golds, which do differ
    const { auroc } = byCharttime.availability
    expect(auroc.charttime).not.toBe(auroc.storetime)
    expect(byCharttime.availability.used).toBe('charttime')
    expect(byStoretime.availability.used).toBe('storetime')
    expect(byStoretime.availability.auroc).toEqual(byCharttime.availability.auroc)
    expect(byStoretime.availability.difference).toEqual(byCharttime.availability.difference)
    expect(byCharttime.leaderboard[0]?.value).toBe(byCharttime.availability.auroc.charttime)
    expect(byStoretime.leaderboard[0]?.value).toBe(byStoretime.availability.auroc.storetime)
  })
})
