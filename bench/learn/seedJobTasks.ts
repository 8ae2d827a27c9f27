/** What the worker threads of `seedJobProcess.ts` do: the seed's job, fold by fold. */
import { readFile } from 'node:fs/promises'
import type { StudyDefinition } from '../../shared/contracts/study.ts'
import { auroc } from '../../shared/evaluation/metrics.ts'
import { logistic } from '../../shared/models/logistic.ts'
import type { Matrix } from '../../shared/models/matrix.ts'
import type { Parameters } from '../../shared/models/model.ts'
import { applyPreprocessor } from '../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../shared/preprocessing/fitPreprocessor.ts'
import { mean, variance } from '../../shared/preprocessing/moments.ts'
import { readFrame } from '../../shared/tables/parquetFrame.ts'
import { foldRows } from '../../shared/tuning/folds.ts'
import { prepareStudy, type StudyData } from '../../shared/tuning/studyData.ts'
import { SEED_PREPROCESSING } from './seedJob.ts'

/** One fold's rows, ready to be fitted and predicted; threads share its memory. */
export interface PreparedFold {
  readonly train: LabelledMatrix
  readonly test: LabelledMatrix
}

type LabelledMatrix = Matrix & { readonly labels: Uint8Array }

let known: Promise<StudyData> | undefined

/** Reads the study's rows, unless this thread has them. */
export async function readStudy(input: { gold: string; definition: StudyDefinition }) {
  known ??= readFile(input.gold).then(async bytes =>
    prepareStudy(await readFrame(bytes), input.definition),
  )
  await known
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
  const inFrame = (row: number) => rows[row] ?? -1
  const labelsOf = (of: Int32Array) => Uint8Array.from(of, row => labels[row] ?? 0)
  const preprocessor = fitPreprocessor(
    frame,
    train.map(inFrame),
    labelsOf(train),
    // to the notebook a flag is a number as any other
    features.full.map(feature =>
      feature.kind === 'flag' ? { ...feature, kind: 'number' } : feature,
    ),
    SEED_PREPROCESSING,
  )
  const matrixOf = (of: Int32Array) => ({
    ...shared(applyPreprocessor(preprocessor, frame, of.map(inFrame))),
    labels: labelsOf(of),
  })
  const prepared = { train: matrixOf(train), test: matrixOf(test) }
  standardise(prepared.train, prepared.test)
  return prepared
}

/** Every column by its mean and deviation in the training rows, as the notebook's StandardScaler; in place. */
function standardise(train: Matrix, test: Matrix): void {
  const { rows, columns } = train
  for (let column = 0; column < columns; column++) {
    const values = new Float64Array(rows)
    for (let row = 0; row < rows; row++) {
      values[row] = train.values[row * columns + column] ?? Number.NaN
    }
    const center = mean(values)
    const deviation = Math.sqrt(variance(values, center))
    for (const matrix of [train, test]) {
      for (let at = column; at < matrix.values.length; at += columns) {
        matrix.values[at] = ((matrix.values[at] ?? Number.NaN) - center) / deviation
      }
    }
  }
}

/** Fits one logistic regression on a fold; the AUROC of its test rows. */
export function fitFold(input: { fold: PreparedFold; parameters: Parameters }): number {
  const { train, test } = input.fold
  const model = logistic.fit(train, train.labels, input.parameters, { seed: 1 })
  return auroc(test.labels, logistic.margins(model, test))
}

function shared(matrix: Matrix): Matrix {
  const values = new Float64Array(new SharedArrayBuffer(matrix.values.byteLength))
  values.set(matrix.values)
  return { ...matrix, values }
}
