import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Api, apiOf } from '../../cli/api.ts'
import { datasetFiles, tablesAmong } from '../../cli/datasetFiles.ts'
import { dropDataset } from '../../cli/dropDataset.ts'
import { followPipeline } from '../../cli/followPipeline.ts'
import { progressOn } from '../../cli/progress.ts'
import { startSystem } from '../../emulator/system.ts'
import { trial } from '../../shared/contracts/study.ts'
import { trainingRequest } from '../../shared/contracts/training.ts'
import { type ModelArtifact, modelArtifact } from '../../shared/registry/artifact.ts'
import { readSettings } from '../../shared/settings.ts'
import { connect } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { goldTable, versionFolder } from '../../shared/storage/paths.ts'
import { readDelta } from '../../shared/tables/delta.ts'
import type { Frame } from '../../shared/tables/frame.ts'
import { readFrame } from '../../shared/tables/parquetFrame.ts'
import type { BenchmarkContext } from '../benchmark.ts'
import { PROJECT } from '../project.ts'

/** What came of a training run, seen from outside. */
export interface TrainedRun {
  /** As the run itself says: from silver to gold, the trials, and what comes after them. */
  readonly seconds: { readonly gold: number; readonly study: number; readonly publish: number }
  /** From the first file to the end of the run. */
  readonly totalSeconds: number
  readonly family: string
  readonly trials: { readonly all: number; readonly pruned: number; readonly failed: number }
  /** Trials and the best value of each family. */
  readonly leaderboard: Readonly<
    Record<string, { readonly trials: number; readonly best: number | null }>
  >
  readonly leftOut: readonly string[]
  /** The version that it published, and the gold that it learned from. */
  readonly artifact: ModelArtifact
  readonly gold: Frame
}

interface RunOptions {
  /** Of the CSVs. */
  readonly csvs: string
  readonly dataset: string
  readonly trials: number
  readonly port: number
}

/**
 * Starts a system of its own, drops a folder of CSVs into it, and follows what comes of it to the published version.
 *
 * @throws where no version comes of it, with the refusals' words; the signal's reason where it was aborted. The system has
 *   been ended by then, and nothing follows it any more.
 */
export async function trainOn(
  { csvs, dataset, trials, port }: RunOptions,
  { folder, signal, say }: BenchmarkContext,
): Promise<TrainedRun> {
  const log = createWriteStream(join(folder, `${dataset}.log`))
  const system = await startSystem({
    projectFolder: PROJECT,
    stateFolder: join(folder, `state-${dataset}`),
    port,
    auth: false,
    log: line => {
      log.write(`${line}\n`)
      if (line.includes('ended unexpectedly')) say(`  ${line}`)
    },
  })
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // who drops and who follows do not hear of each other's end
  const over = new AbortController()
  const api = apiOf(system.baseUrl, AbortSignal.any([signal, over.signal]))
  try {
    signal.throwIfAborted()
    return await Promise.race([
      follow(api, system.storageConnectionString, { csvs, dataset, trials }),
      ended,
    ])
  } finally {
    over.abort()
    await system.stop()
    log.end()
  }
}

async function follow(
  api: Api,
  connectionString: string,
  { csvs, dataset, trials }: Omit<RunOptions, 'port'>,
): Promise<TrainedRun> {
  const { lake } = await connect(readSettings({ AzureWebJobsStorage: connectionString }))
  const files = await datasetFiles(csvs)
  const training = trainingRequest.parse({ trials })

  const started = Date.now()
  let hasEnded = false
  const drop = { tables: tablesAmong(files), since: started, hasEnded: () => hasEnded }
  const dropAll = async (): Promise<void> => {
    await dropDataset(lake, dataset, files, { training })
    hasEnded = true
  }
  const quiet = progressOn(process.stderr, true)
  const [{ run, readiness, tables }] = await Promise.all([
    followPipeline(api, dataset, drop, quiet),
    dropAll(),
  ])
  const totalSeconds = (Date.now() - started) / 1000
  if (run?.output?.ok !== true) {
    const why = run?.output?.ok === false ? run.output.reason : (run?.message ?? readiness.message)
    // of a table that is blocked as it is required, the reason has been said
    const refusals = Object.values(tables).flatMap(({ state, reason }) =>
      state === 'failed' && reason !== undefined && !why.includes(reason) ? [`\n  ${reason}`] : [],
    )
    throw new Error(`${dataset}: no version came of it: ${why}${refusals.join('')}`)
  }

  const study = await api.get(`/api/studies/${run.runId}`, z.object({ results: z.array(trial) }))
  const results = study?.results ?? []
  const { version, family, seconds, leftOut } = run.output
  const delta = await readDelta(lake, goldTable(dataset))
  const [file] = delta.files
  if (file === undefined) throw new Error(`${dataset}: gold is empty`)
  return {
    seconds,
    totalSeconds,
    family,
    trials: {
      all: results.length,
      pruned: results.filter(({ state }) => state === 'pruned').length,
      failed: results.filter(({ state }) => state === 'failed').length,
    },
    leaderboard: Object.fromEntries(
      [...new Set(results.map(result => result.family))].map(name => {
        const of = results.filter(result => result.family === name)
        const values = of.flatMap(({ state, value }) =>
          state === 'complete' && value !== null ? [value] : [],
        )
        const best = values.length === 0 ? null : Math.max(...values)
        return [name, { trials: of.length, best }]
      }),
    ),
    leftOut: leftOut.map(({ family: name, reason }) => `${name}: ${reason}`),
    artifact: await readJson(lake, `${versionFolder(version)}model.json`, modelArtifact),
    gold: await readFrame(await lake.read(`${goldTable(dataset)}${file.path}`)),
  }
}
