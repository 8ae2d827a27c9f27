import type { Frame } from '../tables/frame.ts'
import { readFrame, writeFrame } from '../tables/parquetFrame.ts'

/** How many predictions a study's trial makes. */
interface Shape {
  readonly rows: number
  readonly repeats: number
}

/**
 * A trial's out-of-fold predictions as Parquet: `repeat`, `row` (of the study), `probability`.
 *
 * @param predictions - repeat r, row i at `r * rows + i`
 */
export async function writePredictions(
  predictions: Float64Array,
  { rows, repeats }: Shape,
): Promise<Uint8Array> {
  if (predictions.length !== rows * repeats) {
    throw new RangeError(`${predictions.length} predictions of ${repeats} × ${rows} rows`)
  }
  const frame: Frame = {
    rows: predictions.length,
    columns: {
      repeat: { kind: 'number', values: predictions.map((_, at) => Math.floor(at / rows)) },
      row: { kind: 'number', values: predictions.map((_, at) => at % rows) },
      probability: { kind: 'number', values: predictions },
    },
  }
  return await writeFrame(frame, { storage: { repeat: 'long', row: 'long' } })
}

/** What `writePredictions` wrote. Throws where it is of another study's shape. */
export async function readPredictions(
  bytes: Uint8Array,
  { rows, repeats }: Shape,
): Promise<Float64Array> {
  const frame = await readFrame(bytes, ['probability'])
  const probability = frame.columns['probability']
  if (probability?.kind !== 'number' || frame.rows !== rows * repeats) {
    throw new Error(`${frame.rows} predictions are no ${repeats} × ${rows}: of another study?`)
  }
  return probability.values
}
