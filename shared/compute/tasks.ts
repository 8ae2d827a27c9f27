/** What worker threads do: every exported function is a task, run by `onWorker`. Local files in, local files out. */

export { measureDrift } from './driftTasks.ts'
export { assembleGold, buildStays, extractEvents, proveNoLeak, selectCohort } from './goldTasks.ts'
export { publishModel } from './publishTask.ts'
export {
  checkScoringColumns,
  inspectParquet,
  observePerformance,
  scoreRange,
} from './scoringTasks.ts'
export { convertCsv, countOrphans, findRepeatedIds } from './silverTasks.ts'
export {
  compareAvailability,
  compareModels,
  permuteOutcomes,
  planTrial,
  runTrial,
} from './studyTasks.ts'
