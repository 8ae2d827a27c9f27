/** The seed's job in a process of its own, on all cores: `node seedJobProcess.js GOLD DEFINITION`. */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { studyDefinition } from '../../shared/contracts/study.ts'
import { mean } from '../../shared/preprocessing/moments.ts'
import type { ObservedTrial } from '../../shared/tuning/sampler.ts'
import { tpeSampler } from '../../shared/tuning/tpeSampler.ts'
import { SEED_SPACE, SEED_TRIALS } from './seedJob.ts'
import type * as tasks from './seedJobTasks.ts'
import type { StudyReport } from './studyReport.ts'

/** As many as keep every core busy while one of them waits for its last fold. */
const IN_FLIGHT = 2

const [gold = '', definitionText = ''] = process.argv.slice(2)
const definition = studyDefinition.parse(JSON.parse(definitionText))
const threads = availableParallelism()
const pool = new Piscina({
  filename: fileURLToPath(new URL('seedJobTasks.js', import.meta.url)),
  minThreads: threads,
  maxThreads: threads,
})

async function run<Name extends keyof typeof tasks>(
  name: Name,
  input: Parameters<(typeof tasks)[Name]>[0],
): Promise<Awaited<ReturnType<(typeof tasks)[Name]>>> {
  return await pool.run(input, { name })
}

// the rows in memory, as the peer has them before its clock runs
await Promise.all(
  Array.from({ length: 2 * threads }, async () => await run('readStudy', { gold, definition })),
)

const began = performance.now()
const folds = await Promise.all(
  Array.from(
    { length: definition.folds },
    async (_, fold) => await run('prepareFold', { gold, definition, fold }),
  ),
)
const prepared = performance.now()

const trials: Promise<ObservedTrial>[] = []
for (let number = 0; number < SEED_TRIALS; number++) {
  // the ask sees exactly the trials that are told by then, however fast the others are
  trials.push(runTrial(number, trials.slice(0, Math.max(0, number - IN_FLIGHT + 1))))
}
const values = (await Promise.all(trials)).map(({ value }) => value ?? 0)
const ended = performance.now()
const report: StudyReport = {
  steps: { select: (prepared - began) / 1000, trials: (ended - prepared) / 1000 },
  auroc: Math.max(...values),
  trials: values.length,
  pruned: 0,
  note: `ours, Node ${process.version}, ${threads} threads`,
}
console.log(JSON.stringify(report))
await pool.destroy()

async function runTrial(
  number: number,
  earlier: readonly Promise<ObservedTrial>[],
): Promise<ObservedTrial> {
  const history = await Promise.all(earlier)
  const parameters = tpeSampler(SEED_SPACE, history, number, definition.seed)
  const ofFolds = await Promise.all(
    folds.map(async fold => await run('fitFold', { fold, parameters })),
  )
  const value = mean(Float64Array.from(ofFolds))
  return { number, parameters, state: 'complete', value, steps: [] }
}
