import type { ModelCard } from '../shared/registry/card.ts'
import type { Lake } from '../shared/storage/lake.ts'
import { goldTable } from '../shared/storage/paths.ts'
import { readDelta } from '../shared/tables/delta.ts'
import type { Frame } from '../shared/tables/frame.ts'
import { readFrame } from '../shared/tables/parquetFrame.ts'

export interface ExamplePatient {
  readonly icustay: number
  /** What is known of the stay, by feature. */
  readonly features: Readonly<Record<string, number | string>>
  readonly died: boolean
}

/** A real stay of gold to score: the one of which most is known, and of these the first. */
export async function examplePatient(
  lake: Lake,
  dataset: string,
  card: ModelCard,
): Promise<ExamplePatient> {
  const folder = goldTable(dataset)
  const { files } = await readDelta(lake, folder)
  const [file] = files
  if (file === undefined) throw new Error(`${folder}: gold is empty, there is no patient to score`)
  const frame = await readFrame(await lake.read(`${folder}${file.path}`))

  const names = card.features.map(({ name }) => name)
  let best = featuresOf(frame, names, 0)
  let row = 0
  for (let candidate = 1; candidate < frame.rows; candidate += 1) {
    const features = featuresOf(frame, names, candidate)
    if (Object.keys(features).length > Object.keys(best).length) {
      best = features
      row = candidate
    }
  }
  return {
    icustay: numberAt(frame, 'icustay_id', row) ?? Number.NaN,
    features: best,
    died: numberAt(frame, 'hospital_expire_flag', row) === 1,
  }
}

function featuresOf(
  frame: Frame,
  names: readonly string[],
  row: number,
): Record<string, number | string> {
  const features: Record<string, number | string> = {}
  for (const name of names) {
    const column = frame.columns[name]
    const value = column?.kind === 'text' ? column.values[row] : numberAt(frame, name, row)
    if (value !== undefined && value !== null) features[name] = value
  }
  return features
}

function numberAt(frame: Frame, name: string, row: number): number | undefined {
  const column = frame.columns[name]
  const value = column?.kind === 'number' ? column.values[row] : undefined
  return value === undefined || Number.isNaN(value) ? undefined : value
}
