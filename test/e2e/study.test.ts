import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runProgress } from '../../shared/contracts/orchestrations.ts'
import type { Trial } from '../../shared/contracts/study.ts'
import { trainingRequest } from '../../shared/contracts/training.ts'
import type { RunView } from '../../shared/datasets/pipelineView.ts'
import { trialsOf } from '../../shared/datasets/studies.ts'
import { seededRandom } from '../../shared/random.ts'
import { modelVersion } from '../../shared/registry/versions.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'
import { csvFiles, smallDataset } from './smallDataset.ts'

/** `STUDY_TRIALS=500 STUDY_KILLS=50` for the long form. */
const TRIALS = Number(process.env['STUDY_TRIALS'] ?? '20')
const KILLS = Number(process.env['STUDY_KILLS'] ?? '5')
const DATASET = 'study'
const MINUTES = 60_000

/** Cheap trials: what is tested is their order. */
const REQUEST = { trials: TRIALS, families: ['severity', 'logistic'] }

let system: RunningSystem
let undisturbed: RunView
let expected: readonly Told[]

beforeAll(
  async () => {
    system = await runSystem()
    const files = csvFiles(smallDataset(100))
    await system.drop(DATASET, files)
    await system.complete(DATASET, files, trainingRequest.parse(REQUEST))
    undisturbed = await runEnded()
    expected = await toldOf(undisturbed.studyId)
  },
  TRIALS * 10_000 + 4 * MINUTES,
)
afterAll(async () => await system?.stop())

/** What two studies of the same definition must agree on, down to the bytes of the predictions. */
type Told = Omit<Trial, 'seconds' | 'predictions'> & { readonly predictions: string | null }

async function toldOf(studyId: string): Promise<readonly Told[]> {
  const trials = await trialsOf(system.rows, studyId)
  return await Promise.all(trials.map(told))
}

async function told(trial: Trial): Promise<Told> {
  const { number, family, featureSet, parameters, state, value, standardError, steps, error } =
    trial
  const bytes = trial.predictions === null ? null : await system.lake.read(trial.predictions)
  const predictions = bytes && createHash('sha256').update(bytes).digest('hex')
  const plan = { number, family, featureSet, parameters }
  return { ...plan, state, value, standardError, steps, predictions, error }
}

/** A run, the newest where none is named, once it has ended. */
async function runEnded(runId?: string): Promise<RunView> {
  for (;;) {
    const { run, runs } = await system.pipelineWhen(DATASET, 'there', () => true)
    const asked = runId === undefined ? run : runs.find(other => other.runId === runId)
    if (asked && ['Completed', 'Failed', 'Terminated'].includes(asked.status)) return asked
    await wait(250)
  }
}

function versionOf({ output }: RunView): string | undefined {
  return output?.ok === true ? output.version : undefined
}

async function train(request: object): Promise<string> {
  const { id } = await system.api.post(
    `/api/pipelines/${DATASET}`,
    { ...REQUEST, ...request },
    z.object({ id: z.string() }),
  )
  return id
}

async function addTrials(studyId: string, trials: number): Promise<string> {
  const path = `/api/studies/${studyId}/trials`
  return (await system.api.post(path, { trials }, z.object({ id: z.string() }))).id
}

/** The slice of the search that runs now, once so many trials have ended; empty where the whole run has. */
async function searching(runId: string, trials: number): Promise<string> {
  for (;;) {
    const status = await statusOf(runId)
    if (['Completed', 'Failed', 'Terminated'].includes(status.runtimeStatus)) return ''
    const { child } = runProgress.safeParse(status.customStatus).data ?? {}
    if (child !== undefined && (await trialsOf(system.rows, runId)).length >= trials) return child
    await wait(100)
  }
}

/**
 * How many trials there are once those in flight have ended: a slice that has been stopped asks for no more, and each that it
 * has asked for, as its history says, is stored in the end.
 */
async function settled(studyId: string, slice: string): Promise<number> {
  for (;;) {
    const path = `${instancePath(slice)}?showHistory=true&showInput=true`
    const stopped = await system.api.get(path, sliceStatus)
    if (stopped === undefined) throw new Error(`there is no instance ${slice}`)
    if (!['Pending', 'Running'].includes(stopped.runtimeStatus)) {
      const asked = stopped.historyEvents.filter(({ EventType }) => TRIAL_EVENTS.has(EventType))
      const trials = (await trialsOf(system.rows, studyId)).length
      if (trials >= stopped.input.from + asked.length) return trials
    }
    await wait(250)
  }
}

/** Of a trial that a slice has asked for, one each: it has not ended, or has. (One that failed is asked for again.) */
const TRIAL_EVENTS = new Set(['TaskScheduled', 'TaskCompleted'])

const sliceStatus = z.object({
  runtimeStatus: z.string(),
  input: z.object({ from: z.int() }),
  historyEvents: z.array(z.object({ EventType: z.string() })).default([]),
})

const modelList = z.object({ versions: z.array(modelVersion) })

const instanceStatus = z.object({ runtimeStatus: z.string(), customStatus: z.unknown() })

async function statusOf(instanceId: string) {
  const status = await system.api.get(instancePath(instanceId), instanceStatus)
  if (status === undefined) throw new Error(`there is no instance ${instanceId}`)
  return status
}

function instancePath(instanceId: string): string {
  return `/runtime/webhooks/durabletask/instances/${instanceId}`
}

/** The run, and the slice of trials that works for it. */
async function steer(studyId: string, what: 'suspend' | 'resume' | 'terminate') {
  await system.api.post(`/api/studies/${studyId}/${what}?reason=test`, {}, z.unknown())
}

async function post(path: string, trials: number) {
  const response = await fetch(`${system.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ trials }),
  })
  const problem: unknown = await response.json()
  return { status: response.status, problem }
}

describe('a study', () => {
  it('has as many trials as were asked for, begun by OASIS, and of each family some', () => {
    expect(undisturbed.status).toBe('Completed')
    expect(expected.map(({ number }) => number)).toEqual([...Array(TRIALS).keys()])
    expect(expected[0]).toMatchObject({ family: 'severity', state: 'complete' })
    expect(new Set(expected.map(({ featureSet }) => featureSet))).toEqual(new Set(['core', 'full']))
    expect(undisturbed.output).toMatchObject({ ok: true })
  })

  it(
    `tries the same again, though the host is killed ${KILLS} times meanwhile`,
    async () => {
      const runId = await train({})
      const random = seededRandom(1, 'kills')
      let kills = 0
      for (; kills < KILLS; kills += 1) {
        // spread over the trials, each at a moment that chance decides; the last may come too late for a quick search
        if ((await searching(runId, Math.floor((kills * TRIALS) / KILLS))) === '') break
        await wait(random.uniform() * 500)
        const { host } = system.processes
        host.kill('SIGKILL')
        while (system.processes.host === host) await wait(20)
      }
      expect(kills).toBeGreaterThan(1)
      const run = await runEnded(runId)
      expect(run.status).toBe('Completed')
      expect(await toldOf(runId)).toEqual(expected)
      expect(versionOf(run)).toBe(versionOf(undisturbed))
    },
    TRIALS * 16_000 + 4 * MINUTES,
  )

  it(
    'goes on as if all trials had been asked for at once, and is published again',
    async () => {
      const half = Math.floor(TRIALS / 2)
      const studyId = await train({ trials: half })
      await runEnded(studyId)
      expect(await toldOf(studyId)).toEqual(expected.slice(0, half))

      const extension = await addTrials(studyId, TRIALS - half)
      const run = await runEnded(extension)
      expect(run).toMatchObject({ cause: 'extension', studyId, status: 'Completed' })
      expect(run.request.trials).toBe(TRIALS)
      expect(await toldOf(studyId)).toEqual(expected)
      // the same study ends with the same model
      expect(versionOf(run)).toBe(versionOf(undisturbed))
    },
    TRIALS * 16_000 + 4 * MINUTES,
  )

  it(
    'can be suspended, resumed and terminated, and then goes on from what is stored',
    async () => {
      const runId = await train({})
      const slice = await searching(runId, 3)

      // refused while it runs
      await expect(addTrials(runId, 5)).rejects.toThrow(/409.*STUDY_RUNNING/)

      // suspended: those in flight end, and no other starts
      await steer(runId, 'suspend')
      await steer(runId, 'suspend')
      expect((await statusOf(runId)).runtimeStatus).toBe('Suspended')
      const before = await settled(runId, slice)
      expect(before).toBeLessThan(TRIALS)
      expect((await statusOf(slice)).runtimeStatus).toBe('Suspended')
      expect(await toldOf(runId)).toHaveLength(before)
      await steer(runId, 'resume')
      await searching(runId, before + 1)

      // terminated: the run and its slice
      await steer(runId, 'terminate')
      expect(await runEnded(runId)).toMatchObject({ status: 'Terminated' })
      const stored = await settled(runId, slice)
      expect((await statusOf(slice)).runtimeStatus).toMatch(/Terminated|Completed/)
      await expect(steer(runId, 'resume')).rejects.toThrow(/409.*STUDY_NOT_RUNNING/)

      const run = await runEnded(await addTrials(runId, TRIALS - stored))
      expect(run).toMatchObject({ cause: 'extension', status: 'Completed' })
      expect(await toldOf(runId)).toEqual(expected)
    },
    TRIALS * 16_000 + 4 * MINUTES,
  )

  it(
    'starts no trial after its time',
    async () => {
      const runId = await train({ trials: 2000, seconds: 4 })
      const run = await runEnded(runId)
      expect(run).toMatchObject({ status: 'Completed', output: { ok: true } })
      const trials = await toldOf(runId)
      expect(trials.length).toBeGreaterThan(0)
      expect(trials.length).toBeLessThan(2000)
      expect(trials.slice(0, TRIALS)).toEqual(expected.slice(0, trials.length))
    },
    3 * MINUTES,
  )

  it(
    'is random where its request says so, and registers the best of our own trees too, whoever wins, and offers it to no gate',
    async () => {
      const families = ['severity', 'random-forest', 'boosting']
      const runId = await train({ trials: 8, families, sampler: 'random' })
      const { output } = await runEnded(runId)
      const { version = '', bestTrees = '' } = output?.ok === true ? output : {}
      const study = await system.api.get(`/api/studies/${runId}`, z.object({ sampler: z.string() }))
      expect(study).toEqual({ sampler: 'random' })
      const { versions } = modelList.parse(
        await (await fetch(`${system.baseUrl}/api/models`)).json(),
      )
      const listed = versions.find(other => other.version === bestTrees)
      expect(['random-forest', 'boosting']).toContain(listed?.family)
      expect(listed?.role).toBe(bestTrees === version ? 'winner' : 'best-trees')
      expect(listed?.gate === null).toBe(bestTrees !== version)
    },
    3 * MINUTES,
  )

  it('refuses more trials than a study can have, and knows no other study', async () => {
    expect(await post(`/api/studies/${undisturbed.studyId}/trials`, 1999)).toMatchObject({
      status: 400,
      problem: { errors: [{ pointer: '/trials', message: expect.stringMatching(/2000 at most/) }] },
    })
    expect(await post('/api/studies/train-none-0123456789abcdef/trials', 1)).toMatchObject({
      status: 404,
      problem: { code: 'STUDY_NOT_FOUND' },
    })
  })
})
