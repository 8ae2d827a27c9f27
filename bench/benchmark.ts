/** One of what `npm run bench` can run. */
export interface Benchmark {
  /** As it is called on the command line. */
  readonly name: string
  /** What it measures against which peer, in a line. */
  readonly summary: string
  /** Its options, as `parseArgs` takes them. Benchmarks may share one that means the same. */
  readonly options: Readonly<Record<string, BenchmarkOption>>
  /** Measures. Throws where it cannot; a target that is missed is no error. */
  run(values: OptionValues, context: BenchmarkContext): Promise<BenchmarkOutcome>
}

export interface BenchmarkOption {
  readonly type: 'string' | 'boolean'
  /** For `--help`: the placeholder of its value, if it takes one, and what it is for. */
  readonly help: string
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
