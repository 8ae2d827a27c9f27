import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { trainingRequest } from '../../../shared/contracts/training.ts'
import { ROOT, type RunningSystem, runHasEnded, runSystem } from '../runningSystem.ts'
import { csvFiles, smallDataset } from '../smallDataset.ts'
import { BROWSER, SCREENSHOTS } from './browser.ts'

/** The open MIMIC-III demo, where it lies beside the checkout. */
const DEMO = join(ROOT, '..', 'shared', 'data', 'mimic-iii-demo-1.4')
export const DATASET = 'hospital'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the page of the running system is; empty where there is no browser to look at it with. */
    pageUrl: string
    /** Storage of the running system. */
    storageConnectionString: string
    /** Whether `hospital` is the open MIMIC-III demo, and not the made-up hospital. */
    isDemo: boolean
  }
}

/**
 * Vitest's global setup: one system with one dataset that has been trained on, for all tests of the page. Each test file
 * leaves the dataset and a champion as they were.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const isDemo = existsSync(DEMO)
  project.provide('isDemo', isDemo)
  if (!existsSync(BROWSER)) {
    console.warn(`skipped: the page in a browser; ${BROWSER} is not there`)
    project.provide('pageUrl', '')
    project.provide('storageConnectionString', '')
    return async () => {}
  }
  if (!isDemo) console.warn(`made-up data instead of the MIMIC-III demo: ${DEMO} is not there`)

  mkdirSync(SCREENSHOTS, { recursive: true })
  const system = await runSystem({ settings: { EXAMPLE_DATASETS: DATASET } })
  try {
    await train(system, isDemo ? demoFiles() : csvFiles(smallDataset(120)))
  } catch (error) {
    await system.stop()
    throw error
  }
  project.provide('pageUrl', `${system.baseUrl}/api/ui`)
  project.provide('storageConnectionString', system.storageConnectionString)
  return async () => await system.stop()
}

async function train(
  system: RunningSystem,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  await system.drop(DATASET, files)
  const families = ['severity', 'logistic', 'boosting'] as const
  await system.complete(DATASET, files, trainingRequest.parse({ trials: 12, families }))
  await system.pipelineWhen(DATASET, 'trained', runHasEnded)
}

function demoFiles(): Record<string, Uint8Array> {
  const names = readdirSync(DEMO).filter(name => /^[A-Z_]+\.csv$/i.test(name))
  return Object.fromEntries(names.map(name => [name, readFileSync(join(DEMO, name))]))
}
