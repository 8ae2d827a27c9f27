/** What the worker threads of `seedJobProcess.ts` do: the seed's job, fold by fold. */
import { readFile } from 'node:fs/promises'
import type { StudyDefinition } from '../../shared/contracts/study.ts'
import { logistic } from '../../shared/models/logistic.ts'
import type { Matrix, Parameters } from '../../shared/models/model.ts'
import { applyPreprocessor } from '../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../shared/preprocessing/fitPreprocessor.ts'
import { mean, quantile, variance } from '../../shared/preprocessing/moments.ts'
import { readNumbers } from '../../shared/preprocessing/readColumn.ts'
import type { Frame } from '../../shared/tables/frame.ts'
import { readFrame } from '../../shared/tables/parquetFrame.ts'
import { foldRows } from '../../shared/tuning/folds.ts'
import { prepareStudy, type StudyData } from '../../shared/tuning/studyData.ts'
import { SEED_PREPROCESSING } from './seedJob.ts'

/** One fold's rows, ready to be fitted and predicted; threads share its memory. */
export interface PreparedFold {
  readonly train: Matrix
  readonly labels: Uint8Array
  readonly test: Matrix
  /** Of the test rows, within the study. */
  readonly testRows: Int32Array
}

let known: Promise<StudyData> | undefined

/** Reads the study's rows, unless this thread has them. */
export async function readStudy(input: { gold: string; definition: StudyDefinition }) {
  known ??= readFile(input.gold).then(async bytes =>
    prepareStudy(await readFrame(bytes), input.definition),
  )
  const { rows, labels } = await known
  return { rows: rows.length, labels }
}

/** Fits the preprocessing on a fold's training rows, and applies it to all of them. */
export async function prepareFold(input: {
  gold: string
  definition: StudyDefinition
  fold: number
}): Promise<PreparedFold> {
  await readStudy(input)
  if (known === undefined) throw new Error('the study has not been read')
  const { frame, rows, labels, folds, features } = await known
  const { train, test } = foldRows(folds, 0, input.fold)
  const trainLabels = train.map(row => labels[row] ?? 0)
  const positions = train.map(row => rows[row] ?? -1)
  const preprocessor = fitPreprocessor(
    frame,
    positions,
    Uint8Array.from(trainLabels),
    features.full.filter(
      ({ kind, name }) => kind === 'category' || outlivesCap(frame, name, positions),
    ),
    SEED_PREPROCESSING,
  )
  const trainMatrix = shared(applyPreprocessor(preprocessor, frame, positions))
  const testMatrix = shared(
    applyPreprocessor(
      preprocessor,
      frame,
      test.map(row => rows[row] ?? -1),
    ),
  )
  standardise(trainMatrix, testMatrix)
  return {
    train: trainMatrix,
    labels: Uint8Array.from(trainLabels),
    test: testMatrix,
    testRows: test,
  }
}

/**
 * Whether the notebook's cap leaves anything of a column: it caps at the quartiles ∓ 1.5 IQR also where these are equal,
 * after which the column is constant and goes. The app's own option leaves such columns uncapped instead.
 */
function outlivesCap(frame: Frame, feature: string, rows: Int32Array): boolean {
  const sorted = readNumbers(frame, feature, rows)
    .filter(value => !Number.isNaN(value))
    .sort()
  return sorted.length > 0 && quantile(sorted, 0.25) !== quantile(sorted, 0.75)
}

/** Every column by its mean and deviation in the training rows, as the notebook's StandardScaler; in place. */
function standardise(train: Matrix, test: Matrix): void {
  const { rows, columns } = train
  for (let column = 0; column < columns; column++) {
    const values = Float64Array.from(
      { length: rows },
      (_, row) => train.values[row * columns + column] ?? Number.NaN,
    )
    const center = mean(values)
    const deviation = Math.sqrt(variance(values, center))
    for (const matrix of [train, test]) {
      for (let at = column; at < matrix.values.length; at += columns) {
        matrix.values[at] = ((matrix.values[at] ?? Number.NaN) - center) / deviation
      }
    }
  }
}

/** Fits one logistic regression on a fold, and answers the log-odds of its test rows. */
export function fitFold(input: { fold: PreparedFold; parameters: Parameters }): Float64Array {
  const { train, labels, test } = input.fold
  const model = logistic.fit(train, labels, input.parameters, { seed: 1 })
  return logistic.margins(model, test)
}

function shared(matrix: Matrix): Matrix {
  const values = new Float64Array(new SharedArrayBuffer(matrix.values.byteLength))
  values.set(matrix.values)
  return { ...matrix, values }
}
