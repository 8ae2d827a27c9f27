import { z } from 'zod'

/** One of what `npm run bench` can run. */
export interface Benchmark {
  /** As it is called on the command line. */
  readonly name: string
  /** What it measures against which peer, in a line. */
  readonly summary: string
  /** Its options, each declared as `options.ts` has it. Benchmarks may share one that means the same. */
  readonly options: z.ZodObject
  /** Measures. Throws where it cannot, or an option is wrong; a target that is missed is no error. */
  run(given: OptionValues, context: BenchmarkContext): Promise<BenchmarkOutcome>
}

/** As given on the command line; what was not given is not there. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

export interface BenchmarkContext {
  /** An empty folder of this benchmark's own; deleted at the end, also after Ctrl-C. */
  readonly folder: string
  /** Aborts on Ctrl-C: whatever runs or waits should then end and throw. */
  readonly signal: AbortSignal
  /** A line for people. */
  readonly say: (line: string) => void
}

export interface BenchmarkOutcome {
  /** What was measured, for `--json`. */
  readonly figures: unknown
  readonly verdicts: readonly Verdict[]
}

/** What was asked for and what came out. */
export interface Verdict {
  /** `at least 0.7 of raw DuckDB at 10×` */
  readonly target: string
  /** `0.82` */
  readonly measured: string
  /** `not judged` where the peer is missing or too little was measured: neither good nor bad. */
  readonly result: 'met' | 'not met' | 'not judged'
}

/** A benchmark that measures with its options as they were parsed. */
export function benchmark<Options extends z.ZodObject>({
  name,
  summary,
  options,
  measure,
}: Pick<Benchmark, 'name' | 'summary'> & {
  readonly options: Options
  readonly measure: (
    options: z.output<Options>,
    context: BenchmarkContext,
  ) => Promise<BenchmarkOutcome>
}): Benchmark {
  return {
    name,
    summary,
    options,
    async run(given, context) {
      const parsed = options.safeParse(given)
      if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
      return await measure(parsed.data, context)
    },
  }
}
