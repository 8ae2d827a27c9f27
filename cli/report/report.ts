import type { CardMetrics, ModelCard, OtherBaseline } from '../../shared/registry/card.ts'
import type { PredictResponse } from '../../shared/serving/score.ts'

/** Metrics as plain numbers, each with its 95 % interval beside it where there is one. */
export interface ReportMetrics {
  readonly basis: CardMetrics['basis']
  readonly [metric: string]: number | string | Readonly<Record<string, readonly [number, number]>>
}

/** What the demo ends with: printed, and written by `--json`. */
export interface Report {
  readonly dataset: string
  readonly runId: string | null
  /** `total` is from the first file dropped to this report; a run that has not come that far has 0 for a part. */
  readonly seconds: Readonly<Record<'promote' | 'gold' | 'study' | 'publish' | 'total', number>>
  /** When the run began (ISO 8601, UTC), if before the files were dropped: then gold, study and publish are no part of `total`. */
  readonly trainedBefore: string | null
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly rowsIn: number
        readonly rowsOut: number
        readonly quarantined: number
        readonly state: string
        readonly reason?: string
      }
    >
  >
  /** How much the quality reports have found: rows that are not in silver (hard), and what is odd in those that are (soft). */
  readonly quality: {
    readonly hard: number
    readonly soft: number
    /** Foreign keys that were not checked in time; left out where all are. */
    readonly pendingChecks?: number
  } | null
  /** Files in bronze that are no tables. */
  readonly ignored: readonly { readonly file: string; readonly reason: string }[]
  readonly warnings: readonly string[]
  readonly cohort: {
    readonly stays: number
    readonly positives: number
    readonly patients: number
  } | null
  readonly study: {
    readonly id: string
    readonly trials: number
    readonly pruned: number
    readonly failed: number
    readonly best: {
      readonly family: string
      readonly params: Readonly<Record<string, unknown>>
      readonly value: number
    } | null
  } | null
  /** The version that this run has published; null where it came to none. */
  readonly published: {
    readonly version: string
    readonly family: string
    readonly serves: boolean
  } | null
  /** The version that serves: the published one, or where the gate did not let that through, the one before. */
  readonly champion: {
    readonly name: string
    readonly version: string
    readonly family: string
    readonly metrics: ReportMetrics
  } | null
  readonly baseline: { readonly name: 'oasis'; readonly metrics: ReportMetrics } | null
  /** Other published scores on the same patients, as the champion's card has them. */
  readonly otherBaselines: readonly OtherBaseline[]
  readonly gate: { readonly decision: string; readonly reason: string } | null
  /** Where a person is to decide whether the published version serves. */
  readonly approval: {
    /** ISO 8601, UTC: if nobody has decided by then, the champion stays. */
    readonly until: string
    /** A shell command that lets it serve. */
    readonly command: string
  } | null
  readonly prediction:
    | (PredictResponse['predictions'][number] & { readonly icustay: number })
    | null
  readonly url: string
}

/** The report, and the cards behind it, for whoever prints it. */
export interface ReportDetail {
  readonly report: Report
  /** Of the version that this run has published; undefined where it came to none. */
  readonly published: ModelCard | undefined
  /** Of the version that serves: the same, if the gate let it through. */
  readonly champion: ModelCard | undefined
}

/** Whether a run did all that it is for: a version is published, and a patient was scored by the one that serves. */
export function isWhole({ published, prediction }: Report): boolean {
  return published !== null && prediction !== null
}
