import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { trainingRequest } from '../../shared/contracts/training.ts'
import type { RunView } from '../../shared/datasets/pipelineView.ts'
import type { DecisionSummary } from '../../shared/registry/decisions.ts'
import { promotionHistory } from './promotionHistory.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'
import { sickHospital } from './sickHospital.ts'

const DATASET = 'sick'
const OASIS = { trials: 1, families: ['severity'] } as const
const LEARNED = { trials: 2, families: ['logistic'] } as const

let system: RunningSystem
beforeAll(async () => {
  system = await runSystem()
})
afterAll(async () => await system?.stop())

/** Both in the order in which they came. */
async function told() {
  const { promotions, decisions } = await promotionHistory(system)
  return { promotions: promotions.toReversed(), decisions: decisions.toReversed() }
}

async function serving(): Promise<string | undefined> {
  return (await told()).promotions.at(-1)?.version
}

async function train(request: object): Promise<string> {
  const path = `/api/pipelines/${DATASET}`
  return (await system.api.post(path, request, z.object({ id: z.string() }))).id
}

/** What the gate came to for a run, once that has ended. */
async function decided(runId: string): Promise<DecisionSummary> {
  const { status, output } = await ended(runId)
  expect({ status, ok: output?.ok }).toEqual({ status: 'Completed', ok: true })
  const decision = (await told()).decisions.find(record => record.runId === runId)
  if (decision === undefined) throw new Error(`${runId}: nothing is on record`)
  return decision
}

async function ended(runId: string): Promise<RunView> {
  for (;;) {
    const { runs } = await system.pipelineWhen(DATASET, 'there', () => true)
    const run = runs.find(other => other.runId === runId)
    if (run !== undefined && run.status !== 'Running' && run.status !== 'Pending') return run
    await wait(250)
  }
}

describe('the gate, on more than 100 held-out deaths', () => {
  let oasis = ''
  let learned = ''

  it('promotes a first model, OASIS, for want of any other', async () => {
    const files = sickHospital(1_300)
    await system.drop(DATASET, files)
    await system.complete(DATASET, files, trainingRequest.parse(OASIS))
    const { run } = await system.pipelineWhen(DATASET, 'had a run', now => now.run !== null)
    const first = await decided(run?.runId ?? '')
    expect(first).toMatchObject({ champion: null, decision: 'promote', comparison: null })
    expect(first.reason).toContain('It is the OASIS score')
    oasis = first.challenger
    expect(await serving()).toBe(oasis)
  })

  it('promotes what ranks the same held-out patients better', async () => {
    const second = await decided(await train(LEARNED))
    expect(second).toMatchObject({
      champion: oasis,
      decision: 'promote',
      comparison: { number: 1 },
      outcome: { promoted: true, by: 'gate' },
    })
    const { deaths = 0, auroc } = second.comparison ?? {}
    expect(deaths).toBeGreaterThanOrEqual(100)
    expect(auroc?.difference.low).toBeGreaterThan(0)
    learned = second.challenger
    expect(await serving()).toBe(learned)
  })

  it('keeps the champion before what ranks them worse, and counts that it has looked again', async () => {
    const third = await decided(await train({ ...OASIS, seed: 2 }))
    expect(third).toMatchObject({
      champion: learned,
      decision: 'keep',
      comparison: { number: 2 },
      outcome: { promoted: false },
    })
    expect(third.reason).toContain('comparison 2 on these patients')
    expect(third.reason).toContain('It ranks patients worse')
    expect(await serving()).toBe(learned)
  })

  it('lets a person bring back an earlier version in one call', async () => {
    await system.api.post(
      `/api/models/${oasis}/promote`,
      { by: 'Dr. Who', reason: 'simpler' },
      z.unknown(),
    )
    expect(await serving()).toBe(oasis)
    expect((await told()).promotions).toMatchObject([
      { version: oasis, previous: null, by: 'gate' },
      { version: learned, previous: oasis, by: 'gate' },
      { version: oasis, previous: learned, by: 'Dr. Who', reason: 'simpler' },
    ])
  })

  it('leaves one champion and no gap in the history where two trainings end at once', async () => {
    const runs = await Promise.all([train({ ...LEARNED, seed: 3 }), train({ ...LEARNED, seed: 4 })])
    const both = await Promise.all(runs.map(decided))
    const { promotions } = await told()

    expect(promotions.map(({ sequence }) => sequence)).toEqual(promotions.map((_, at) => at + 1))
    expect(promotions.map(({ previous }) => previous)).toEqual([
      null,
      ...promotions.slice(0, -1).map(({ version }) => version),
    ])
    // each was promoted instead of the very version that it was compared with, at its own level
    const promoted = both.filter(({ outcome }) => outcome?.promoted)
    expect(promoted.length).toBeGreaterThan(0)
    for (const { runId, challenger, champion } of promoted) {
      const entry = promotions.find(other => other.runId === runId)
      expect(entry).toMatchObject({ version: challenger, previous: champion })
    }
    expect(promotions).toHaveLength(3 + promoted.length)
    const numbers = both.map(({ comparison }) => comparison?.number ?? 0)
    expect(new Set(numbers).size).toBe(2)
    expect(Math.min(...numbers)).toBeGreaterThan(2)
    expect(promoted.map(({ challenger }) => challenger)).toContain(await serving())
  })
})
