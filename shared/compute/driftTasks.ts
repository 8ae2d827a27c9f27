/** Tasks of worker threads: the prediction log. */

import { readFile } from 'node:fs/promises'
import type { DriftBaseline } from '../drift/baseline.ts'
import { addCounts, type DriftReport, emptyCounts, reportDrift } from '../drift/driftReport.ts'
import { parsePart } from '../serving/loggedPredictions.ts'
import { rowsAt } from '../tables/frameRows.ts'

export interface DriftMeasured {
  readonly report: DriftReport
  /** Predictions that were left out because one with the same inputs counts already. */
  readonly repeated: number
}

/** Compares logged predictions with the baseline of the version that made them. */
export async function measureDrift(input: {
  baseline: DriftBaseline
  /** Local files of parts of the log. */
  parts: readonly string[]
  /** Earlier predictions of these parts are left out; ISO 8601, UTC. */
  since: string
}): Promise<DriftMeasured> {
  const { baseline, since } = input
  const counts = emptyCounts(baseline)
  const seen = new Set<string>()
  let repeated = 0
  for (const file of input.parts) {
    const { predictions, inputs } = await parsePart(await readFile(file))
    const taken: number[] = []
    predictions.forEach(({ at, featureHash }, row) => {
      if (at < since) return
      if (seen.has(featureHash)) repeated++
      else taken.push(row)
      seen.add(featureHash)
    })
    const rows = Int32Array.from(taken)
    const probabilities = Float64Array.from(
      rows,
      row => predictions[row]?.probability ?? Number.NaN,
    )
    addCounts(counts, baseline, rowsAt(inputs, rows), probabilities)
  }
  return { report: reportDrift(baseline, counts), repeated }
}
