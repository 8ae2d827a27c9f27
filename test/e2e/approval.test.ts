import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { examplePatient } from '../../cli/examplePatient.ts'
import { buildReport } from '../../cli/report/buildReport.ts'
import { isWhole } from '../../cli/report/report.ts'
import { reportLines } from '../../cli/report/reportLines.ts'
import { type TrainingRequest, trainingRequest } from '../../shared/contracts/training.ts'
import { promotionHistory } from './promotionHistory.ts'
import { type RunningSystem, runHasEnded, runSystem } from './runningSystem.ts'
import { csvFiles, smallDataset } from './smallDataset.ts'

/** Long enough to answer in, short enough to wait for. */
const SETTINGS = { APPROVAL_SECONDS: '45' }
const DATASET = 'small'
const FEW_TRIALS = { trials: 2, families: ['severity', 'logistic'] } as const

let system: RunningSystem
beforeAll(async () => {
  system = await runSystem({ settings: SETTINGS })
})
afterAll(async () => await system?.stop())

const told = async () => await promotionHistory(system)

async function champion(): Promise<string | undefined> {
  return (await told()).promotions[0]?.version
}

async function post(
  path: string,
  body: unknown,
): Promise<{ status: number; code?: string | undefined }> {
  const response = await fetch(`${system.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const answered = z.object({ code: z.string().optional() }).safeParse(text && JSON.parse(text))
  return { status: response.status, ...answered.data }
}

async function approve(body: unknown, dataset = DATASET) {
  return await post(`/api/pipelines/${dataset}/approve`, body)
}

async function train(request: Partial<TrainingRequest>): Promise<void> {
  expect(await post(`/api/pipelines/${DATASET}`, { ...FEW_TRIALS, ...request })).toMatchObject({
    status: 202,
  })
}

/** The version that waits for a person, and the run that waits. */
async function waits(dataset = DATASET): Promise<{ version: string; runId: string }> {
  const { run } = await system.pipelineWhen(
    dataset,
    'waited for a person',
    state => state.run?.stage === 'approval',
  )
  expect(run).toMatchObject({ status: 'Running', message: expect.stringContaining('approve') })
  return { version: run?.approval?.version ?? '', runId: run?.runId ?? '' }
}

async function ended(dataset = DATASET) {
  const { run } = await system.pipelineWhen(dataset, 'ended', runHasEnded)
  expect(run?.status).toBe('Completed')
  return run?.output?.ok === true ? run.output.gate : undefined
}

async function drop(dataset: string, training: Partial<TrainingRequest>): Promise<void> {
  const files = csvFiles(smallDataset(120))
  await system.drop(dataset, files)
  await system.complete(dataset, files, trainingRequest.parse({ ...FEW_TRIALS, ...training }))
}

const person = { by: 'Dr. Who', reason: 'looked at the card' }

describe('a version that waits for a person', () => {
  it('serves once it is approved, and an event that says nothing changes nothing', async () => {
    await drop(DATASET, { gate: 'manual' })
    const { version, runId } = await waits()
    expect(await champion()).toBeUndefined()
    expect((await told()).decisions[0]).toMatchObject({ decision: 'promote', outcome: null })

    const raise = `/runtime/webhooks/durabletask/instances/${runId}/raiseEvent/approval`
    expect((await post(raise, { by: 'nobody' })).status).toBe(202)
    expect(await approve({ ...person, decision: 'perhaps' })).toMatchObject({ status: 400 })
    expect(await approve({ ...person, decision: 'promote' }, 'other')).toMatchObject({
      status: 404,
      code: 'DATASET_NOT_FOUND',
    })
    expect((await approve({ ...person, decision: 'promote' })).status).toBe(202)

    expect(await ended()).toEqual({
      decision: 'promote',
      reason: 'Dr. Who: looked at the card',
    })
    expect(await champion()).toBe(version)
    expect((await told()).decisions[0]).toMatchObject({
      challenger: version,
      champion: null,
      outcome: { promoted: true, by: 'Dr. Who' },
    })
    expect(await approve({ ...person, decision: 'keep' })).toMatchObject({
      status: 409,
      code: 'NO_APPROVAL_AWAITED',
    })
  })

  it('does not where the person keeps the champion, nor in a dry run, nor when the time is up', async () => {
    const serving = await champion()
    await train({ seed: 2, gate: 'manual' })
    await waits()
    expect((await approve({ ...person, decision: 'keep' })).status).toBe(202)
    expect(await ended()).toMatchObject({ decision: 'keep' })

    await train({ seed: 3, gate: 'dry-run' })
    expect(await ended()).toMatchObject({
      decision: 'insufficient-evidence',
      reason: expect.stringContaining('dry run'),
    })

    await train({ seed: 4, gate: 'manual' })
    await waits()
    expect(await ended()).toMatchObject({
      decision: 'keep',
      reason: expect.stringContaining('Nobody has decided'),
    })

    expect(await champion()).toBe(serving)
    expect((await told()).decisions.map(({ mode, outcome }) => [mode, outcome?.by])).toEqual([
      ['manual', 'timeout'],
      ['dry-run', 'gate'],
      ['manual', 'Dr. Who'],
      ['manual', 'Dr. Who'],
    ])
  })

  it('waits where the champion is of another dataset, too', async () => {
    await drop('other', { seed: 5 })
    const { version } = await waits('other')
    expect((await told()).decisions[0]).toMatchObject({ mode: 'enabled', decision: 'manual' })

    // what the demo of a second dataset ends with: it neither hangs nor fails, and says what waits
    const detail = await buildReport(
      system.api,
      await system.pipelineWhen('other', 'there', () => true),
      Date.now(),
      async card => await examplePatient(system.lake, 'other', card),
      system.baseUrl,
    )
    expect(isWhole(detail.report)).toBe(true)
    expect(detail.report).toMatchObject({
      published: { version, serves: false },
      champion: { version: await champion() },
      gate: { decision: 'manual' },
      approval: { command: expect.stringContaining('/api/pipelines/other/approve') },
      cohort: { stays: expect.any(Number) },
    })
    const { seconds, trainedBefore } = detail.report
    expect(seconds.gold).toBeGreaterThan(0)
    expect(seconds.study).toBeGreaterThan(0)
    expect(seconds.publish).toBeGreaterThan(0)
    expect(reportLines(detail, 80).join('\n')).toContain('a person has to decide')

    // asked for after the run began, as by a demo of data that were trained on before
    expect(trainedBefore).toBe(
      (await system.pipelineWhen('other', 'there', () => true)).run?.created,
    )

    expect((await approve({ ...person, decision: 'promote' }, 'other')).status).toBe(202)
    expect(await ended('other')).toMatchObject({ decision: 'promote' })
    expect(await champion()).toBe(version)
  })
})

describe('promotions', () => {
  it('lead back to any earlier version, but to no retrospective one', async () => {
    const { decisions } = await told()
    const [first = ''] = decisions.map(({ challenger }) => challenger).toReversed()
    expect((await post(`/api/models/${first}/promote`, person)).status).toBe(200)
    expect(await champion()).toBe(first)

    await train({ seed: 6, featureSet: 'retrospective' })
    expect(await ended()).toMatchObject({
      decision: 'keep',
      reason: expect.stringContaining('never serves'),
    })
    const [retrospective] = (await told()).decisions
    expect(await post(`/api/models/${retrospective?.challenger}/promote`, person)).toMatchObject({
      status: 409,
      code: 'RETROSPECTIVE_MODEL',
    })
    expect(await champion()).toBe(first)
  })

  it('leave no gap in the history when many come at once', async () => {
    const { decisions } = await told()
    const versions = decisions.flatMap(({ challenger }, at) => (at === 0 ? [] : [challenger]))
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(
        versions.map(async version => await post(`/api/models/${version}/promote`, person)),
      )
      expect(answers.some(({ status }) => status === 200)).toBe(true)
      expect(
        answers.filter(({ status, code }) => status !== 200 && code !== 'PROMOTION_CONFLICT'),
      ).toEqual([])
    }
    const chain = (await told()).promotions.toReversed()
    expect(chain.map(({ sequence }) => sequence)).toEqual(chain.map((_, at) => at + 1))
    expect(chain.map(({ previous }) => previous)).toEqual([
      null,
      ...chain.slice(0, -1).map(({ version }) => version),
    ])
  })
})
