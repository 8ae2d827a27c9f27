/** What worker threads do: every function that these modules export is a task, run by `onWorker`. Local files in, local files out. */

import type * as driftTasks from './driftTasks.ts'
import type * as goldTasks from './goldTasks.ts'
import type * as publishTask from './publishTask.ts'
import type * as scoringTasks from './scoringTasks.ts'
import type * as silverTasks from './silverTasks.ts'
import type * as studyTasks from './studyTasks.ts'

interface TaskModules {
  readonly driftTasks: typeof driftTasks
  readonly goldTasks: typeof goldTasks
  readonly publishTask: typeof publishTask
  readonly scoringTasks: typeof scoringTasks
  readonly silverTasks: typeof silverTasks
  readonly studyTasks: typeof studyTasks
}

type ModuleWith<Name> = {
  [Module in keyof TaskModules]: Name extends keyof TaskModules[Module] ? Module : never
}[keyof TaskModules]

export type Tasks = typeof driftTasks &
  typeof goldTasks &
  typeof publishTask &
  typeof scoringTasks &
  typeof silverTasks &
  typeof studyTasks

/**
 * Where each task is. A thread loads a module when it is first given a task of it: what converts a CSV has no use for
 * the libraries of models, which take three times as long to load.
 */
export const MODULE_OF_TASK = {
  measureDrift: 'driftTasks',
  assembleGold: 'goldTasks',
  buildStays: 'goldTasks',
  extractEvents: 'goldTasks',
  proveNoLeak: 'goldTasks',
  selectCohort: 'goldTasks',
  publishModel: 'publishTask',
  checkScoringColumns: 'scoringTasks',
  inspectParquet: 'scoringTasks',
  observePerformance: 'scoringTasks',
  scoreRange: 'scoringTasks',
  convertCsv: 'silverTasks',
  countOrphans: 'silverTasks',
  findRepeatedIds: 'silverTasks',
  compareAvailability: 'studyTasks',
  compareModels: 'studyTasks',
  permuteOutcomes: 'studyTasks',
  planTrial: 'studyTasks',
  runTrial: 'studyTasks',
} as const satisfies { readonly [Name in keyof Tasks]: ModuleWith<Name> }
