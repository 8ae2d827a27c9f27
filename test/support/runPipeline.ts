import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { DatasetFile } from '../../cli/datasetFiles.ts'
import type { System } from '../../emulator/system.ts'
import { runProgress, trainModel } from '../../shared/contracts/orchestrations.ts'
import { trainingRequest } from '../../shared/contracts/training.ts'
import { readSettings } from '../../shared/settings.ts'
import { connect } from '../../shared/storage/connect.ts'
import { PreconditionFailed } from '../../shared/storage/lake.ts'
import { successManifestPath } from '../../shared/storage/paths.ts'

/** In the order of a run. */
export const STAGES = ['dropping', 'promotion', 'gold', 'study', 'publish', 'ended'] as const
export type Stage = (typeof STAGES)[number]

const STAGE_OF: Readonly<Record<string, Stage>> = {
  stays: 'gold',
  cohort: 'gold',
  events: 'gold',
  gold: 'gold',
  study: 'study',
  publish: 'publish',
}
const POLL_MILLISECONDS = 100
const RETRY_MILLISECONDS = 300
/** Between two files, so that a drop takes long enough to be disturbed. */
const DROP_PAUSE_MILLISECONDS = 250

/** A dataset's way through a running system, which may be disturbed meanwhile. */
export interface PipelineRun {
  /** As far as is known; the host may have no answer at times. */
  readonly stage: Stage
  /** Resolves when the training run has ended, however it did. */
  readonly ended: Promise<void>
}

/** Drops the files one by one, each once however often it has to be tried, `_SUCCESS` last, and watches what comes of it. */
export function runPipeline(
  system: System,
  dataset: string,
  files: readonly DatasetFile[],
  trials: number,
): PipelineRun {
  let stage: Stage = 'dropping'
  return {
    get stage() {
      return stage
    },
    ended: dropAndWatch(),
  }

  async function dropAndWatch(): Promise<void> {
    await Promise.all([drop(), watch()])
    stage = 'ended'
  }

  async function drop(): Promise<void> {
    const settings = readSettings({ AzureWebJobsStorage: system.storageConnectionString })
    const { lake } = await connect(settings)
    const manifest = {
      files: files.map(({ name, bytes }) => ({ name, bytes })),
      training: trainingRequest.parse({ trials }),
    }
    for (const { localPath, name } of files) {
      await once(() => lake.upload(localPath, `bronze/${dataset}/${name}`, { ifAbsent: true }))
      await wait(DROP_PAUSE_MILLISECONDS)
    }
    const path = successManifestPath(dataset)
    await once(() => lake.write(path, JSON.stringify(manifest), { ifAbsent: true }))
    stage = 'promotion'
  }

  async function watch(): Promise<void> {
    for (;;) {
      await wait(POLL_MILLISECONDS)
      const run = await trainingStatus(system.baseUrl, dataset).catch(() => undefined)
      if (run === undefined) continue
      stage = STAGE_OF[run.customStatus?.stage ?? ''] ?? stage
      if (['Completed', 'Failed', 'Terminated'].includes(run.runtimeStatus)) return
    }
  }
}

const instances = z.array(
  z.object({
    name: z.string(),
    runtimeStatus: z.string(),
    customStatus: runProgress.nullable().catch(null),
  }),
)

/** Durable itself is asked: unlike the pipeline's own API it needs no storage to answer. */
async function trainingStatus(baseUrl: string, dataset: string) {
  const query = `instanceIdPrefix=train-${dataset}-`
  const answer = await fetch(`${baseUrl}/runtime/webhooks/durabletask/instances?${query}`)
  return instances.parse(await answer.json()).find(({ name }) => name === trainModel.name)
}

/** Storage may be away for as long as it likes; a write whose answer was lost has been done. */
async function once(write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await write()
      return
    } catch (error) {
      if (error instanceof PreconditionFailed) return
      await wait(RETRY_MILLISECONDS)
    }
  }
}
