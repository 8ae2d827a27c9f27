import { createHash } from 'node:crypto'
import { z } from 'zod'
import { apiOf } from '../../cli/api.ts'
import { pipelineDetail } from '../../cli/followPipeline.ts'
import type { System } from '../../emulator/system.ts'
import { TABLES } from '../../shared/contracts/dataset.ts'
import { settleDataset } from '../../shared/contracts/orchestrations.ts'
import type { Trial } from '../../shared/contracts/study.ts'
import { goldSummary } from '../../shared/datasets/runs.ts'
import { trialsOf } from '../../shared/datasets/studies.ts'
import { promotionHistory } from '../../shared/registry/champion.ts'
import { readSettings } from '../../shared/settings.ts'
import { connect } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import type { Lake, LakePath } from '../../shared/storage/lake.ts'
import { goldTable, runFolder, silverTable, versionFolder } from '../../shared/storage/paths.ts'
import { readDelta } from '../../shared/tables/delta.ts'

/** What a run has left behind, as far as two runs on the same data must agree on it. */
export interface PipelineOutcome {
  readonly tables: Readonly<
    Record<string, { rowsIn: number; rowsOut: number; quarantined: number }>
  >
  readonly deltas: Readonly<Record<string, DeltaOutcome>>
  /** Training runs on record, and why each. */
  readonly runs: readonly {
    readonly runId: string
    readonly cause: string
    readonly status: string
  }[]
  /** As if each had taken no time: how long it did is chance. */
  readonly trials: readonly Trial[]
  /** SHA-256. */
  readonly gold: string
  readonly champions: readonly string[]
  readonly model: string
  readonly card: string
  /**
   * How many instances are in each runtime status, by the orchestrator's name; without those that let a dataset settle,
   * unless they failed: how many there are, and how far they are, depends on how fast the files came.
   */
  readonly instances: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export interface DeltaOutcome {
  readonly version: number
  readonly rows: readonly (number | undefined)[]
  /** Parts that are listed twice, or lie there and are not listed. */
  readonly surplus: readonly string[]
}

const instanceList = z.array(z.object({ name: z.string(), runtimeStatus: z.string() }))

export async function pipelineOutcome(system: System, dataset: string): Promise<PipelineOutcome> {
  const settings = readSettings({ AzureWebJobsStorage: system.storageConnectionString })
  const { lake, rows } = await connect(settings)
  const api = apiOf(system.baseUrl)
  const pipeline = await api.get(`/api/pipelines/${dataset}`, pipelineDetail)
  if (pipeline === undefined) throw new Error(`there is no dataset ${dataset}`)

  const folders = Object.keys(pipeline.tables).map(table =>
    silverTable(dataset, TABLES.find(name => name === table) ?? 'icustay_detail'),
  )
  const all = [...folders, silverTable(dataset, 'icustay_detail'), goldTable(dataset)]
  const deltas = await Promise.all(
    all.map(async folder => [folder, await deltaOutcome(lake, folder)] as const),
  )

  const runId = pipeline.run?.runId ?? ''
  const gold = await readJson(lake, `${runFolder(dataset, runId)}gold.json`, goldSummary)
  const champions = (await promotionHistory(lake, rows)).map(({ version }) => version)
  const version = versionFolder(champions[0] ?? '')
  const text = async (path: LakePath): Promise<string> =>
    new TextDecoder().decode(await lake.read(path))
  return {
    tables: Object.fromEntries(
      Object.entries(pipeline.tables).map(([table, view]) => {
        const { rowsIn = -1, rowsOut = -1, quarantined = -1 } = view ?? {}
        return [table, { rowsIn, rowsOut, quarantined }]
      }),
    ),
    deltas: Object.fromEntries(deltas),
    runs: pipeline.runs.map(({ runId: id, cause, status }) => ({ runId: id, cause, status })),
    trials: (await trialsOf(rows, runId)).map(trial => ({
      ...trial,
      seconds: 0,
      ended: '',
    })),
    gold: createHash('sha256')
      .update(await lake.read(gold.path))
      .digest('hex'),
    champions,
    model: await text(`${version}model.json`),
    card: await text(`${version}card.json`),
    instances: await instanceCounts(system.baseUrl),
  }
}

async function deltaOutcome(lake: Lake, folder: LakePath): Promise<DeltaOutcome> {
  const { version, files } = await readDelta(lake, folder)
  const listed = files.map(({ path }) => path)
  const surplus = listed.filter((path, at) => listed.indexOf(path) !== at)
  for await (const { path } of lake.list(folder)) {
    const name = path.slice(folder.length)
    if (name.endsWith('.parquet') && !listed.includes(name)) surplus.push(name)
  }
  return { version, rows: files.map(({ rows }) => rows), surplus }
}

async function instanceCounts(baseUrl: string): Promise<PipelineOutcome['instances']> {
  const url = `${baseUrl}/runtime/webhooks/durabletask/instances?top=1000`
  const counts: Record<string, Record<string, number>> = {}
  for (const { name, runtimeStatus } of instanceList.parse(await (await fetch(url)).json())) {
    if (name === settleDataset.name && runtimeStatus !== 'Failed') continue
    const ofName = (counts[name] ??= {})
    ofName[runtimeStatus] = (ofName[runtimeStatus] ?? 0) + 1
  }
  return counts
}
