import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startSystem } from '../emulator/system.ts'
import { trainingRequest } from '../shared/contracts/training.ts'
import { readSettings } from '../shared/settings.ts'
import { connect } from '../shared/storage/connect.ts'
import { type Api, apiOf } from './api.ts'
import { datasetFiles, tablesAmong } from './datasetFiles.ts'
import { type DemoOptions, parseDemoOptions, USAGE } from './demoOptions.ts'
import { dropDataset } from './dropDataset.ts'
import { examplePatient } from './examplePatient.ts'
import { type Drop, followPipeline, type PipelineDetail } from './followPipeline.ts'
import { isOpenDemo } from './openData.ts'
import { type Progress, progressOn } from './progress.ts'
import { buildReport } from './report/buildReport.ts'
import { isWhole, type Report } from './report/report.ts'
import { reportLines } from './report/reportLines.ts'
import { writeSynthetic } from './writeSynthetic.ts'

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** `npm run demo`: the whole pipeline on this machine. */
async function main(): Promise<void> {
  const options = parseDemoOptions(process.argv.slice(2))
  if (options.help) {
    console.log(USAGE)
    return
  }
  const progress = progressOn(process.stderr, options.quiet)
  await mkdir(options.state, { recursive: true })
  const log = createWriteStream(join(options.state, 'demo.log'), { flags: 'a' })
  const isOpen = options.data === undefined || (await isOpenDemo(options.data))
  const system = await startSystem({
    projectFolder: PROJECT,
    stateFolder: options.state,
    port: options.port,
    auth: false,
    settings: isOpen ? { EXAMPLE_DATASETS: options.dataset } : {},
    log: line => log.write(`${line}\n`),
    notice: line => console.log(line),
  })
  const ended = new Promise<void>(resolve => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })

  try {
    const work = runDemo(options, system, progress)
    const report = await Promise.race([work, ended])
    if (report === undefined) return
    process.exitCode = isWhole(report) ? 0 : 1
    if (!options.exit) {
      console.log(`\npage: ${report.url}   (Ctrl-C ends)`)
      await ended
    }
  } finally {
    await system.stop()
    log.end()
  }
}

async function runDemo(
  options: DemoOptions,
  { baseUrl, storageConnectionString }: { baseUrl: string; storageConnectionString: string },
  progress: Progress,
): Promise<Report> {
  const { dataset } = options
  const { lake } = await connect(readSettings({ AzureWebJobsStorage: storageConnectionString }))
  const api = apiOf(baseUrl)
  const folder = options.data ?? (await writeSynthetic(join(options.state, 'synthetic')))
  const files = await datasetFiles(folder)

  // drop the files, and watch what comes of it
  const started = Date.now()
  const request = trainingRequest.parse({ trials: options.trials })
  progress.say(`host ${baseUrl}, its log ${join(options.state, 'demo.log')}`)
  progress.say(`dropping ${files.length} files into bronze/${dataset}`)
  let hasEnded = false
  const drop: Drop = { tables: tablesAmong(files), since: started, hasEnded: () => hasEnded }
  const dropAll = async (): Promise<void> => {
    await dropDataset(lake, dataset, files, { training: request })
    hasEnded = true
  }
  const [pipeline] = await Promise.all([followPipeline(api, dataset, drop, progress), dropAll()])
  const trained = await trainedAsAsked(options, api, pipeline, drop, progress)
  progress.keep()

  // what it all came to
  const detail = await buildReport(
    api,
    trained,
    started,
    async model => await examplePatient(lake, dataset, model),
    baseUrl,
  )
  console.log(reportLines(detail, process.stdout.columns || 100).join('\n'))
  const { report } = detail
  if (options.json !== undefined) {
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`)
  }
  return report
}

/**
 * Data that were dropped before train nothing by themselves. If the run of then failed, or had another budget than is
 * asked for now, a new one is started.
 */
async function trainedAsAsked(
  { dataset, trials }: DemoOptions,
  api: Api,
  pipeline: PipelineDetail,
  drop: Drop,
  progress: Progress,
): Promise<PipelineDetail> {
  const { run } = pipeline
  if (run === null) return pipeline
  const otherBudget = trials !== undefined && run.request.trials !== trials
  const isOld = Date.parse(run.created) < Date.now() - process.uptime() * 1000
  const failedBefore = isOld && run.output?.ok !== true && run.approval === undefined
  if (!otherBudget && !failedBefore) return pipeline

  progress.say(`${dataset}: these data were trained on before; training again`)
  const body = { ...run.request, ...(trials !== undefined && { trials }) }
  const { id } = await api.post(`/api/pipelines/${dataset}`, body, z.object({ id: z.string() }))
  return await followPipeline(api, dataset, drop, progress, id)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
// whoever ends the demo half-way leaves it following a pipeline that nobody runs any more
process.exit()
