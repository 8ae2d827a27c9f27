import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Random, seededRandom } from '../../shared/random.ts'

export const COLUMNS = 120

/** Rows that are predicted, and that the AUROC is of. */
export const TEST_ROWS = 10_000

/** Of the log-odds: about one in nine dies, as in the cohort. */
const INTERCEPT = -3.6

/**
 * Made-up rows to learn from, and others to predict: float32, row-major, `train.f32` and `test.f32`, their labels a byte
 * each in `train.u8` and `test.u8`. Columns are normal and correlate a little, by a factor for each ten of them; every
 * second one is rounded to a tenth, as measurements are, every third one is missing in a tenth of the rows. Twelve decide
 * on the label: by thresholds, by both sides of the middle, and in pairs.
 */
export async function writeBoostingRows(
  folder: string,
  { rows, seed }: { readonly rows: number; readonly seed: number },
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, count] of [
    ['train', rows],
    ['test', TEST_ROWS],
  ] as const) {
    const { values, labels } = drawRows(seededRandom(seed, 'boosting', name), count)
    await writeFile(join(folder, `${name}.f32`), new Uint8Array(values.buffer))
    await writeFile(join(folder, `${name}.u8`), labels)
  }
}

function drawRows(random: Random, rows: number): { values: Float32Array; labels: Uint8Array } {
  const values = new Float32Array(rows * COLUMNS)
  const labels = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const x = values.subarray(row * COLUMNS, (row + 1) * COLUMNS)
    let shared = 0
    for (let column = 0; column < COLUMNS; column++) {
      if (column % 10 === 0) shared = 0.5 * random.normal()
      const drawn = shared + random.normal()
      x[column] = column % 2 === 0 ? drawn : Math.round(drawn * 10) / 10
    }
    labels[row] = random.uniform() < 1 / (1 + Math.exp(-logOdds(x))) ? 1 : 0
    for (let column = 0; column < COLUMNS; column += 3) {
      if (random.uniform() < 0.1) x[column] = Number.NaN
    }
  }
  return { values, labels }
}

function logOdds(x: Float32Array): number {
  const at = (column: number): number => x[column] ?? 0
  const above = (column: number, threshold: number): number => (at(column) > threshold ? 1 : 0)
  return (
    INTERCEPT +
    0.6 * at(1) -
    0.4 * at(12) +
    0.5 * Math.abs(at(23)) +
    0.4 * at(34) * at(34) +
    1.4 * above(45, 1) +
    1.6 * above(51, 0.5) * above(67, 0) +
    0.8 * at(78) * above(80, 0.2) +
    2 * above(91, 1.2) * above(102, -0.5) -
    0.9 * above(113, 0.8)
  )
}
