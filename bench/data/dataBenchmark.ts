import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type System, startSystem } from '../../emulator/system.ts'
import { readSettings } from '../../shared/settings.ts'
import { type BenchmarkContext, benchmark } from '../benchmark.ts'
import { writeSections } from '../markedSection.ts'
import { dataOption, numbers, portOption, valued, whole, writeOption } from '../options.ts'
import { missingModules } from '../peerProcess.ts'
import { PROJECT } from '../project.ts'
import { readChartSource } from './chartSource.ts'
import { measuredRate } from './extrapolation.ts'
import { type ChartRows, writeCopies } from './growChartevents.ts'
import { type AppLimits, extrapolationLines, measuredLines } from './markdown.ts'
import { resultsOf, type SizeMeasurements } from './measurements.ts'
import { type PeerReport, secondsOf } from './peerReport.ts'
import { duckdbCopy, duckdbSameWork, pandas, type StoredBlob, settleDisk } from './peers.ts'
import { type PromotionRun, promote, storeFile } from './promotion.ts'
import { judge, type SizeResult } from './targets.ts'

const MIB = 1024 * 1024

/** Largest size at which pandas reads the file in one go: it takes some 300 bytes a row. */
const PANDAS_COPIES = 10

/** Widths of the fan-out that the extrapolation shows: a few instances, and what `promoteTable` allows. */
const WIDTHS = [8, 64]

export const dataBenchmark = benchmark({
  name: 'data',
  summary: 'the promotion of CHARTEVENTS beside raw DuckDB and pandas',
  options: z.object({
    data: dataOption,
    sizes: valued('N,N', 'how many times the size of the demo', '10,100', numbers(whole(1, 2000))),
    runs: valued('N', 'how often all is measured; medians count', '1', whole(1, 99)),
    port: portOption,
    write: writeOption,
  }),
  async measure(options, context) {
    const { say } = context
    const { chart, origin } = await readChartSource(resolve(options.data))
    const cores = availableParallelism()
    say(`  source: ${origin}, ${chart.rows} rows; ${cores} cores, Node ${process.version}`)
    const withoutPandas = await missingModules(['pandas'])
    if (withoutPandas !== undefined) say(`  pandas: skipped, ${withoutPandas}`)

    // what the app does here, it does with all cores, as DuckDB does
    process.env['WORKER_THREADS'] ??= String(cores)
    const measured: SizeMeasurements[] = []
    for (const copies of options.sizes) {
      const usesPandas = withoutPandas === undefined && copies <= PANDAS_COPIES
      measured.push(await measureSize(chart, copies, { ...options, usesPandas }, context))
    }

    const results = resultsOf(measured)
    const verdicts = judge(results)
    const rate = measuredRate(withSilver(results, measured), cores)
    const onFlex = extrapolationLines(rate, await appLimits())
    say(
      `\n  all of CHARTEVENTS on Flex Consumption, on paper\n${onFlex.map(text => `  ${text}`).join('\n')}`,
    )
    if (options.write) {
      await writeSections({
        data: measuredLines(results, verdicts, { origin, runs: options.runs }),
        'data on Flex Consumption': onFlex,
      })
    }
    return { figures: { origin, results, rate, measured }, verdicts }
  },
})

function withSilver(results: readonly SizeResult[], measured: readonly SizeMeasurements[]) {
  return results.map((result, at) => {
    const run = measured[at]?.promotions[0]
    return {
      ...result,
      ranges: run?.ranges ?? 1,
      parts: run?.silver.parts ?? 1,
      silverBytes: run?.silver.bytes ?? 0,
    }
  })
}

/** How the app is set up here: its settings and host.json. */
async function appLimits(): Promise<AppLimits> {
  const hostJson = z
    .object({
      extensions: z.object({
        durableTask: z.object({ maxConcurrentActivityFunctions: z.int() }),
      }),
    })
    .parse(JSON.parse(await readFile(join(PROJECT, 'host.json'), 'utf8')))
  const { maxConcurrentActivityFunctions } = hostJson.extensions.durableTask
  return {
    rangeBytes: readSettings(process.env).RANGE_MIB * MIB,
    activitiesPerInstance: maxConcurrentActivityFunctions,
    widths: WIDTHS,
  }
}

interface MeasureOptions {
  readonly runs: number
  readonly port: number
  readonly usesPandas: boolean
}

/** Makes the file, and measures promotion and peers in turns. */
async function measureSize(
  chart: ChartRows,
  copies: number,
  { runs, port, usesPandas }: MeasureOptions,
  { folder: parent, signal, say }: BenchmarkContext,
): Promise<SizeMeasurements> {
  const folder = join(parent, `x${copies}`)
  const file = join(folder, 'CHARTEVENTS.csv')
  const temporary = join(folder, 'temporary')
  await mkdir(temporary, { recursive: true })
  // what a killed host leaves goes when the folder goes
  process.env['TEMPORARY_FOLDER'] = temporary
  try {
    const { rows, bytes } = await writeCopies(chart, copies, file, signal)
    say(`\n  ${copies}×: ${rows} rows, ${mebibytes(bytes)} MiB`)
    const promotions: PromotionRun[] = []
    const sameWork: PeerReport[] = []
    const copy: PeerReport[] = []
    const pandasReports: PeerReport[] = []
    const peerOptions = { folder: temporary, signal }
    for (let run = 1; run <= runs; run++) {
      await withStoredFile({ file, folder, port }, { signal, say }, async (system, blob) => {
        promotions.push(await promote(system, blob, `chartevents-x${copies}`, rows, signal))
        say(promotionLine(promotions.at(-1), bytes))
        sameWork.push(await duckdbSameWork(blob, peerOptions))
        say(peerLine('DuckDB, same work', sameWork.at(-1), bytes))
      })
      copy.push(await duckdbCopy(file, peerOptions))
      say(peerLine('DuckDB, bare COPY', copy.at(-1), bytes))
      if (!usesPandas) continue
      pandasReports.push(await pandas(file, peerOptions))
      say(peerLine('pandas', pandasReports.at(-1), bytes))
    }
    return { copies, rows, bytes, promotions, sameWork, copy, pandas: pandasReports }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs with a new system whose storage has the file: no run meets what another has left. */
async function withStoredFile(
  { file, folder, port }: { file: string; folder: string; port: number },
  { signal, say }: Pick<BenchmarkContext, 'signal' | 'say'>,
  measure: (system: System, blob: StoredBlob) => Promise<void>,
): Promise<void> {
  const state = join(folder, 'state')
  const log = createWriteStream(join(folder, 'system.log'), { flags: 'a' })
  const system = await startSystem({
    projectFolder: PROJECT,
    stateFolder: state,
    port,
    auth: false,
    log: text => {
      log.write(`${text}\n`)
      if (text.includes('ended unexpectedly')) say(`  ${text}`)
    },
  })
  try {
    const blob = {
      connectionString: system.storageConnectionString,
      container: 'bench',
      blob: 'CHARTEVENTS.csv',
    }
    const began = performance.now()
    await storeFile(blob, file, signal)
    say(`  upload, not counted: ${((performance.now() - began) / 1000).toFixed(1)} s`)
    // what the upload left in memory to be written would be written while the promotion is measured
    await settleDisk()
    await measure(system, blob)
  } finally {
    await system.stop()
    log.end()
    await rm(state, { recursive: true, force: true })
  }
}

function promotionLine(run: PromotionRun | undefined, bytes: number): string {
  if (run === undefined) return ''
  const { seconds, secondsFromWrite, processes } = run
  const usage = Object.entries(processes).map(([name, { cpuSeconds, peakBytes }]) => {
    const cpu = cpuSeconds === undefined ? '?' : cpuSeconds.toFixed(1)
    const peak = peakBytes === undefined ? '?' : mebibytes(peakBytes)
    return `${name} ${cpu} s CPU ${peak} MiB`
  })
  return `${line('promotion', seconds, bytes)}  from write ${secondsFromWrite.toFixed(1)} s; ${usage.join(', ')}`
}

function peerLine(name: string, report: PeerReport | undefined, bytes: number): string {
  if (report === undefined) return ''
  const steps = Object.entries(report.steps).map(([step, s]) => `${step} ${s.toFixed(1)} s`)
  const peak = report.peakBytes === null ? '?' : mebibytes(report.peakBytes)
  return `${line(name, secondsOf(report), bytes)}  ${steps.join(', ')}; ${report.cpuSeconds?.toFixed(1) ?? '?'} s CPU ${peak} MiB`
}

function line(name: string, seconds: number, bytes: number): string {
  return `  ${name.padEnd(18)} ${seconds.toFixed(2).padStart(8)} s ${(bytes / 1e6 / seconds).toFixed(0).padStart(5)} MB/s`
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0)
}
