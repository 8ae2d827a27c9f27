import type { Verdict } from '../benchmark.ts'
import { circumstances } from '../circumstances.ts'
import { markdownTable, verdictTable } from '../markdownTable.ts'
import {
  type Extrapolation,
  extrapolate,
  FULL_ROWS,
  INSTANCES,
  type MeasuredRate,
  type Plan,
} from './extrapolation.ts'
import type { SizeResult } from './targets.ts'

/** How an app is set up, as far as an extrapolation asks. */
export interface AppLimits {
  readonly rangeBytes: number
  readonly activitiesPerInstance: number
  readonly widths: readonly number[]
}

/**
 * The measured figures and verdicts as Markdown, a line each.
 *
 * @param origin - where the rows come from
 */
export function measuredLines(
  sizes: readonly SizeResult[],
  verdicts: readonly Verdict[],
  { origin, runs }: { readonly origin: string; readonly runs: number },
): readonly string[] {
  return [
    `${circumstances()}; rows from ${origin}; ${
      runs === 1 ? 'one run' : `medians of ${runs} runs`
    }.`,
    '',
    ...markdownTable(
      ['', ...sizes.map(({ copies }) => `${copies}×`)],
      [
        ['rows', ...sizes.map(({ rows }) => rows.toLocaleString('en'))],
        ['MB', ...sizes.map(({ bytes }) => (bytes / 1e6).toFixed(0))],
        [
          'promotion, event to `promoted`',
          ...sizes.map(size => speed(size, size.promotionSeconds)),
        ],
        [
          'DuckDB: download, COPY, statistics',
          ...sizes.map(size => speed(size, size.sameWorkSeconds)),
        ],
        [
          'DuckDB: bare COPY of the local file',
          ...sizes.map(size => speed(size, size.copySeconds)),
        ],
        ['pandas: download, read, quality, pickle', ...sizes.map(pandasCell)],
        ['rows/s of the promotion', ...sizes.map(rowsCell)],
        ['peak memory of the host', ...sizes.map(({ hostPeakBytes }) => mebibytes(hostPeakBytes))],
      ],
    ),
    '',
    ...verdictTable(verdicts),
  ]
}

/** All of CHARTEVENTS on Flex Consumption, for each size of instance and width of the fan-out, as Markdown. */
export function extrapolationLines(rate: MeasuredRate, limits: AppLimits): readonly string[] {
  const { rangeBytes, activitiesPerInstance, widths } = limits
  const silver = ((FULL_ROWS * rate.silverBytesPerRow) / 1e9).toFixed(1)
  const plans = INSTANCES.flatMap(instance =>
    widths.map(
      (parallelRanges): Plan => ({ instance, parallelRanges, activitiesPerInstance, rangeBytes }),
    ),
  )
  return [
    `Rate of one core: ${(rate.bytesPerCoreSecond / 1e6).toFixed(1)} MB/s; fixed part: ${rate.fixedSeconds.toFixed(1)} s; silver: ${silver} GB.`,
    '',
    ...markdownTable(
      [
        'instance',
        'ranges at once',
        'instances',
        'minutes',
        'GB-s',
        'executions',
        'storage operations',
        'US$',
      ],
      plans.map(plan => extrapolationRow(plan, extrapolate(rate, plan))),
    ),
  ]
}

function extrapolationRow(
  { instance, parallelRanges }: Plan,
  on: Extrapolation,
): readonly string[] {
  return [
    `${instance.memoryMB.toLocaleString('en')} MB, ${instance.cores === 1 ? '1 core' : `${instance.cores} cores`}`,
    String(Math.min(parallelRanges, on.ranges)),
    String(on.instances),
    (on.seconds / 60).toFixed(1),
    Math.round(on.gbSeconds).toLocaleString('en'),
    String(on.executions),
    on.storageOperations.toLocaleString('en'),
    on.dollars.toFixed(2),
  ]
}

function speed({ bytes }: SizeResult, seconds: number): string {
  return `${seconds.toFixed(1)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`
}

function pandasCell(size: SizeResult): string {
  if (size.pandasSeconds === undefined) return 'not measured'
  const from = size.pandasIsExtrapolated ? ', from the smaller size' : ''
  return `${speed(size, size.pandasSeconds)}${from}`
}

function rowsCell({ rows, promotionSeconds }: SizeResult): string {
  return Math.round(rows / promotionSeconds).toLocaleString('en')
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : `${(bytes / 1024 / 1024).toFixed(0)} MiB`
}
