import type { SizeResult } from './targets.ts'

/** Rows of CHARTEVENTS in MIMIC-III v1.4 (its documentation's count). */
export const FULL_ROWS = 330_712_483

/**
 * An instance of Flex Consumption. Microsoft's documentation gives the sizes and says that CPU grows with memory; one core
 * and two are what it has named for these sizes.
 */
export interface Instance {
  readonly memoryMB: number
  readonly cores: number
}
export const INSTANCES: readonly Instance[] = [
  { memoryMB: 2048, cores: 1 },
  { memoryMB: 4096, cores: 2 },
]

/** US dollars. Inputs: they differ by region and change, so look them up before believing a sum. */
export interface Prices {
  /** On-demand execution time, by GB-second. */
  readonly gbSecond: number
  /** By a million executions. */
  readonly millionExecutions: number
  /** By ten thousand storage operations, as if all were the dearest kind, writes. */
  readonly tenThousandOperations: number
}

/** On demand, pay as you go, East US, as quoted in May 2025, without the monthly free grant; writes to hot LRS storage. */
export const PRICES: Prices = {
  gbSecond: 0.000_026,
  millionExecutions: 0.4,
  tenThousandOperations: 0.055,
}

/** Billed is at least so long, and from there on in such steps (seconds). */
const SHORTEST_BILLED = 1
const BILLING_STEP = 0.1

/** Activities of a promotion besides one for each range: inspect, commit, readiness, references. */
const OTHER_ACTIVITIES = 4

/**
 * Storage operations of the Durable extension for an activity and the turn of the orchestration that takes its result: put
 * on and taken off two queues, history read and written. An assumption, on the high side.
 */
const DURABLE_OPERATIONS = 20

/** What the measured rate is carried over to. */
export interface Plan {
  readonly instance: Instance
  /** Ranges of the file under way at once, over all instances. */
  readonly parallelRanges: number
  /** Activities that run at once on an instance: `maxConcurrentActivityFunctions` of host.json. */
  readonly activitiesPerInstance: number
  readonly rangeBytes: number
}

/** What was measured, as far as it matters elsewhere. */
export interface MeasuredRate {
  /** Bytes by second of one core while ranges are converted. */
  readonly bytesPerCoreSecond: number
  /** What a promotion takes however small its file, in seconds. */
  readonly fixedSeconds: number
  readonly bytesPerRow: number
  readonly silverBytesPerRow: number
  readonly partsPerRange: number
}

export interface Extrapolation {
  readonly ranges: number
  readonly instances: number
  readonly seconds: number
  readonly gbSeconds: number
  readonly executions: number
  readonly storageOperations: number
  readonly dollars: number
}

/**
 * The rate of one core, from two sizes: what the larger takes beyond the smaller, so that the fixed part drops out. From one
 * size only, all of its time counts as rate.
 *
 * The machine's cores did the storage's work, too (Azurite, on Azure somebody else's): the rate is on the low side.
 */
export function measuredRate(
  sizes: readonly (Pick<SizeResult, 'bytes' | 'rows' | 'promotionSeconds'> & {
    readonly silverBytes: number
    readonly parts: number
    readonly ranges: number
  })[],
  cores: number,
): MeasuredRate {
  const small = sizes[0]
  const large = sizes.at(-1)
  if (small === undefined || large === undefined) throw new RangeError('nothing was measured')
  const isOne = large.bytes === small.bytes
  const bytes = isOne ? large.bytes : large.bytes - small.bytes
  const seconds = isOne ? large.promotionSeconds : large.promotionSeconds - small.promotionSeconds
  const bytesPerSecond = bytes / seconds
  return {
    bytesPerCoreSecond: bytesPerSecond / cores,
    fixedSeconds: Math.max(0, large.promotionSeconds - large.bytes / bytesPerSecond),
    bytesPerRow: large.bytes / large.rows,
    silverBytesPerRow: large.silverBytes / large.rows,
    partsPerRange: large.parts / large.ranges,
  }
}

/**
 * All of CHARTEVENTS on Flex Consumption, on paper. Ranges run in waves, as many at once as the plan allows, and share the
 * cores of their instances evenly; every instance is billed from the first wave to the last, by Azure's formula: memory
 * × seconds while something executes, and executions. The time until the instances are there is not in it.
 */
export function extrapolate(
  rate: MeasuredRate,
  plan: Plan,
  prices: Prices = PRICES,
): Extrapolation {
  const { instance, parallelRanges, activitiesPerInstance, rangeBytes } = plan
  const bytes = FULL_ROWS * rate.bytesPerRow
  const ranges = Math.ceil(bytes / rangeBytes)
  const width = Math.min(ranges, parallelRanges)
  const instances = Math.ceil(width / activitiesPerInstance)

  const sharing = width / instances
  const secondsOfRange =
    (rangeBytes * Math.max(1, sharing / instance.cores)) / rate.bytesPerCoreSecond
  const seconds = rate.fixedSeconds + Math.ceil(ranges / width) * secondsOfRange

  const billed = Math.max(SHORTEST_BILLED, Math.ceil(seconds / BILLING_STEP) * BILLING_STEP)
  const gbSeconds = instances * (instance.memoryMB / 1024) * billed
  const activities = ranges + OTHER_ACTIVITIES
  // each activity, and a turn of the orchestration when it has ended
  const executions = 2 * activities + 1
  const storageOperations = Math.ceil(
    ranges + ranges * rate.partsPerRange + activities * DURABLE_OPERATIONS,
  )
  const dollars =
    gbSeconds * prices.gbSecond +
    (executions / 1e6) * prices.millionExecutions +
    (storageOperations / 1e4) * prices.tenThousandOperations
  return { ranges, instances, seconds, gbSeconds, executions, storageOperations, dollars }
}
