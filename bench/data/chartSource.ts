import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syntheticMimic } from '../../shared/synthetic/mimic.ts'
import { type ChartRows, readChartRows } from './growChartevents.ts'

/** Made-up patients whose CHARTEVENTS come to about as many rows as those of the open demo. */
const PATIENTS = 1_555
const SEED = 1

/** The rows that are multiplied, and where they come from, for people. */
export interface ChartSource {
  readonly chart: ChartRows
  readonly origin: string
}

/**
 * CHARTEVENTS of the open MIMIC-III demo where its folder is at hand, else those of the made-up hospital.
 *
 * @param folder - of the demo's CSV files
 * @param patients - of the made-up hospital
 */
export async function readChartSource(folder: string, patients = PATIENTS): Promise<ChartSource> {
  const file = join(folder, 'CHARTEVENTS.csv')
  if (existsSync(file)) {
    return { chart: readChartRows(await readFile(file)), origin: 'the open MIMIC-III demo' }
  }
  for (const made of syntheticMimic({ patients, seed: SEED })) {
    if (made.table !== 'CHARTEVENTS') continue
    const csv = Buffer.from([...made.chunks()].join(''))
    return { chart: readChartRows(csv), origin: `the made-up hospital, as ${file} is missing` }
  }
  throw new Error('the made-up hospital has no CHARTEVENTS')
}
