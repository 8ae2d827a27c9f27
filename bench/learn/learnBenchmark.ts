import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { Benchmark } from '../benchmark.ts'
import { DEMO } from '../project.ts'
import { judgeBoosting, measureBoosting } from './boosting.ts'
import { judgeDemoStudy, measureDemoStudy } from './demoStudy.ts'
import { judgeStudies, measureStudies } from './studies.ts'
import { judgeSyntheticStudy, measureSyntheticStudy } from './syntheticStudy.ts'

const PARTS = ['boosting', 'studies', 'demo', 'synthetic'] as const

const optionsSchema = z.object({
  parts: z
    .string()
    .default(PARTS.join(','))
    .transform(text => text.split(','))
    .pipe(z.array(z.enum(PARTS)).min(1)),
  rows: z
    .string()
    .default('5000,50000')
    .transform(text => [...new Set(text.split(',').map(Number))].sort((a, b) => a - b))
    .pipe(z.array(z.int().min(100).max(1_000_000)).min(1)),
  runs: z.coerce.number().int().min(1).max(99).default(5),
  trials: z.coerce.number().int().min(1).max(2000).default(100),
  patients: z.coerce.number().int().min(3000).max(100_000).default(18_700),
  seed: z.coerce.number().int().min(0).default(1),
  data: z.string().default(DEMO),
  port: z.coerce.number().int().min(1).max(65_535).default(7171),
})

export const learnBenchmark: Benchmark = {
  name: 'learn',
  summary: 'boosting beside XGBoost and LightGBM, whole studies beside the clock and the truth',
  options: {
    parts: { type: 'string', help: `P,P  of ${PARTS.join(', ')} (default: all)` },
    rows: { type: 'string', help: 'N,N  that boosting learns from (default: 5000,50000)' },
    runs: { type: 'string', help: 'N  how often all is measured; medians count' },
    trials: { type: 'string', help: 'N  of a study (default: 100)' },
    patients: { type: 'string', help: 'N  of the made-up hospital (default: 18700, 20,000 stays)' },
    seed: { type: 'string', help: 'S  of all that is drawn (default: 1)' },
    data: {
      type: 'string',
      help: 'DIR  with the CSVs of the open demo (default: ../shared/data/mimic-iii-demo-1.4)',
    },
    port: { type: 'string', help: "P  the Functions host's (default: 7171)" },
  },
  async run(values, context) {
    const parsed = optionsSchema.safeParse(values)
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
    const { parts, rows, runs, trials, patients, seed, data, port } = parsed.data
    const cores = availableParallelism()
    context.say(`  ${cores} cores, Node ${process.version}`)
    // what the app does here, it does with all cores, as its peers do
    process.env['WORKER_THREADS'] ??= String(cores)
    process.env['TEMPORARY_FOLDER'] = join(context.folder, 'temporary')

    const boosting = parts.includes('boosting')
      ? await measureBoosting({ sizes: rows, runs, seed }, context)
      : undefined
    const studies = parts.includes('studies')
      ? await measureStudies({ seed, trials }, context)
      : undefined
    const demo = parts.includes('demo')
      ? await measureDemoStudy({ data: resolve(data), trials, port }, context)
      : undefined
    const synthetic = parts.includes('synthetic')
      ? await measureSyntheticStudy({ patients, seed, trials, port }, context)
      : undefined
    return {
      figures: { boosting, studies, demo, synthetic },
      verdicts: [
        ...(boosting === undefined ? [] : judgeBoosting(boosting)),
        ...(studies === undefined ? [] : judgeStudies(studies)),
        ...(parts.includes('demo') ? judgeDemoStudy(demo) : []),
        ...(synthetic === undefined ? [] : judgeSyntheticStudy(synthetic)),
      ],
    }
  },
}
