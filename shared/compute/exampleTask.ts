import { readFile } from 'node:fs/promises'
import { type ExamplePatient, severityExamples } from '../serving/examplePatients.ts'
import { readFrame } from '../tables/parquetFrame.ts'

/** A few patients of gold. @param input - a local Parquet file of gold, and the features wanted */
export async function chooseExamples(input: {
  gold: string
  features: readonly string[]
}): Promise<readonly ExamplePatient[]> {
  const { gold, features } = input
  const columns = [...new Set(['oasis', ...features])]
  return severityExamples(await readFrame(await readFile(gold), columns), features)
}
