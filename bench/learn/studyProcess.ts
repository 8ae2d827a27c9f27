/** A boosting study in a process of its own, on all cores: `node studyProcess.js GOLD DEFINITION FOLDER`. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { closeWorkers, onWorker } from '../../shared/compute/pool.ts'
import { studyDefinition, type Trial } from '../../shared/contracts/study.ts'
import { trialCount } from '../../shared/tuning/study.ts'
import type { StudyReport } from './studyReport.ts'

const [gold = '', definitionText = '', folder = ''] = process.argv.slice(2)
const definition = studyDefinition.parse(JSON.parse(definitionText))
const threads = availableParallelism()
process.env['WORKER_THREADS'] ??= String(threads)

const began = performance.now()
const trials: Promise<Trial>[] = []
for (let number = 0; number < trialCount(definition); number++) {
  // as the orchestration has it: the ask for trial k sees exactly the trials 0 … k − parallelTrials
  const seen = Math.max(0, number - definition.parallelTrials + 1)
  trials.push(runTrial(number, trials.slice(0, seen)))
}
const results = await Promise.all(trials)
const seconds = (performance.now() - began) / 1000
const report: StudyReport = {
  steps: { study: seconds },
  auroc: Math.max(...results.map(({ state, value }) => (state === 'complete' ? (value ?? 0) : 0))),
  trials: results.length,
  pruned: results.filter(({ state }) => state === 'pruned').length,
  note: `ours, Node ${process.version}, ${threads} threads`,
}
console.log(JSON.stringify(report))
await closeWorkers()

async function runTrial(number: number, earlier: readonly Promise<Trial>[]): Promise<Trial> {
  const history = await Promise.all(earlier)
  const { plan, bars } = await onWorker('planTrial', { definition, number, history })
  const output = join(folder, `predictions-${number}.parquet`)
  const result = await onWorker('runTrial', { gold, definition, plan, bars, output })
  return { ...plan, ...result, predictions: output }
}
