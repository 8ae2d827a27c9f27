import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startSystem } from '../../emulator/system.ts'
import type { Benchmark, BenchmarkContext } from '../benchmark.ts'
import { median } from '../median.ts'
import { readChartSource } from './chartSource.ts'
import { type ChartRows, writeCopies } from './growChartevents.ts'
import { type PeerReport, secondsOf } from './peerReport.ts'
import { duckdbCopy, duckdbSameWork, pandas, pandasMissing } from './peers.ts'
import { type PromotionRun, promote, storeFile } from './promotion.ts'
import { judge, type SizeResult } from './targets.ts'

/** From dist/bench/data. */
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url))

/** Largest size at which pandas reads the file in one go: it takes some 300 bytes a row. */
const PANDAS_COPIES = 10

const optionsSchema = z.object({
  data: z.string().default(join(PROJECT, '..', 'shared', 'data', 'mimic-iii-demo-1.4')),
  sizes: z
    .string()
    .default('10,100')
    .transform(text => text.split(',').map(Number))
    .pipe(z.array(z.int().min(1).max(2000)).min(1)),
  runs: z.coerce.number().int().min(1).max(99).default(1),
  port: z.coerce.number().int().min(1).max(65_535).default(7171),
})

export const dataBenchmark: Benchmark = {
  name: 'data',
  summary: 'the promotion of CHARTEVENTS beside raw DuckDB and pandas',
  options: {
    data: {
      type: 'string',
      help: 'DIR  with the CSVs of the open demo (default: ../shared/data/mimic-iii-demo-1.4)',
    },
    sizes: { type: 'string', help: 'N,N  how many times the size of the demo (default: 10,100)' },
    runs: { type: 'string', help: 'N  how often all is measured; medians count (default: 1)' },
    port: { type: 'string', help: "P  the Functions host's (default: 7171)" },
  },
  async run(values, context) {
    const parsed = optionsSchema.safeParse(values)
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
    const options = parsed.data
    const { say } = context
    const { chart, origin } = await readChartSource(resolve(options.data))
    const withoutPandas = await pandasMissing()
    say(
      `  source: ${origin}, ${chart.rows} rows; ${availableParallelism()} cores, Node ${process.version}`,
    )
    if (withoutPandas !== undefined) say(`  pandas: skipped, ${withoutPandas}`)

    const measured: SizeMeasurements[] = []
    for (const copies of options.sizes.toSorted((a, b) => a - b)) {
      const usesPandas = withoutPandas === undefined && copies <= PANDAS_COPIES
      measured.push(await measureSize(chart, copies, { ...options, usesPandas }, context))
    }
    const results = resultsOf(measured)
    return { figures: { origin, results, measured }, verdicts: judge(results) }
  },
}

interface SizeMeasurements {
  readonly copies: number
  readonly rows: number
  readonly bytes: number
  readonly uploadSeconds: number
  readonly promotions: readonly PromotionRun[]
  readonly sameWork: readonly PeerReport[]
  readonly copy: readonly PeerReport[]
  /** Once: its distance is of another order. */
  readonly pandas: PeerReport | undefined
}

interface MeasureOptions {
  readonly runs: number
  readonly port: number
  readonly usesPandas: boolean
}

/** Makes the file, starts a system of its own for it, and measures promotion and peers in turns. */
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
  // what a killed host leaves goes when the folder goes; and it may use what DuckDB uses
  process.env['TEMPORARY_FOLDER'] = temporary
  process.env['WORKER_THREADS'] ??= String(availableParallelism())

  const { rows, bytes } = await writeCopies(chart, copies, file, signal)
  say(`\n  ${copies}×: ${rows} rows, ${mebibytes(bytes)} MiB`)
  const log = createWriteStream(join(folder, 'system.log'))
  const system = await startSystem({
    projectFolder: PROJECT,
    stateFolder: join(folder, 'state'),
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
    const uploadSeconds = (performance.now() - began) / 1000
    say(`  upload, not counted: ${uploadSeconds.toFixed(1)} s`)

    const promotions: PromotionRun[] = []
    const sameWork: PeerReport[] = []
    const copy: PeerReport[] = []
    const peerOptions = { folder: temporary, signal }
    for (let run = 1; run <= runs; run++) {
      promotions.push(await promote(system, blob, `chartevents-x${copies}-run${run}`, rows, signal))
      say(promotionLine(promotions.at(-1), bytes))
      sameWork.push(await duckdbSameWork(blob, peerOptions))
      say(peerLine('DuckDB, same work', sameWork.at(-1), bytes))
      copy.push(await duckdbCopy(file, peerOptions))
      say(peerLine('DuckDB, bare COPY', copy.at(-1), bytes))
    }
    const pandasReport = usesPandas ? await pandas(file, peerOptions) : undefined
    if (pandasReport !== undefined) say(peerLine('pandas', pandasReport, bytes))
    return { copies, rows, bytes, uploadSeconds, promotions, sameWork, copy, pandas: pandasReport }
  } finally {
    await system.stop()
    log.end()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Medians; pandas in proportion where it was measured at a smaller size only. */
function resultsOf(measured: readonly SizeMeasurements[]): readonly SizeResult[] {
  const largest = measured.findLast(({ pandas: report }) => report !== undefined)
  return measured.map(size => {
    const { copies, rows, bytes, promotions, sameWork, copy } = size
    const own = size.pandas ?? largest?.pandas
    const scale = size.pandas === undefined ? rows / (largest?.rows ?? rows) : 1
    const peaks = promotions.flatMap(({ processes }) => processes.host.peakBytes ?? [])
    return {
      copies,
      rows,
      bytes,
      promotionSeconds: median(promotions.map(({ seconds }) => seconds)),
      sameWorkSeconds: median(sameWork.map(secondsOf)),
      copySeconds: median(copy.map(secondsOf)),
      pandasSeconds: own === undefined ? undefined : secondsOf(own) * scale,
      pandasIsExtrapolated: own !== undefined && size.pandas === undefined,
      hostPeakBytes: peaks.length === promotions.length ? Math.max(...peaks) : undefined,
    }
  })
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
