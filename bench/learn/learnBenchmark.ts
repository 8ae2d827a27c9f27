import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type BenchmarkContext, type BenchmarkOutcome, benchmark } from '../benchmark.ts'
import { verdictTable } from '../markdownTable.ts'
import { writeSections } from '../markedSection.ts'
import {
  dataOption,
  numbers,
  portOption,
  seedOption,
  valued,
  whole,
  writeOption,
} from '../options.ts'
import { judgeBoosting, measureBoosting } from './boosting.ts'
import { judgeDemoStudy, measureDemoStudy } from './demoStudy.ts'
import { boostingLines, demoLines, studiesLines, syntheticLines } from './markdown.ts'
import { judgeStudies, MOST_SEARCHES, measureStudies } from './studies.ts'
import { judgeSyntheticStudy, measureSyntheticStudy } from './syntheticStudy.ts'

const PARTS = ['boosting', 'studies', 'demo', 'synthetic'] as const
type Part = (typeof PARTS)[number]

const learnOptions = z.object({
  parts: valued(
    'P,P',
    `of ${PARTS.join(', ')}`,
    PARTS.join(','),
    z
      .string()
      .transform(text => text.split(','))
      .pipe(z.array(z.enum(PARTS)).min(1)),
  ),
  rows: valued('N,N', 'that boosting learns from', '5000,50000', numbers(whole(100, 1_000_000))),
  runs: valued('N', 'turns of boosting; medians count', '5', whole(1, 99)),
  trials: valued('N', 'of a study', '100', whole(1, 2000)),
  searches: valued('N', 'of each job of studies, from the seed on', '3', whole(1, MOST_SEARCHES)),
  patients: valued(
    'N',
    'of the made-up hospital; 18,700 make 20,000 stays',
    '18700',
    whole(3000, 100_000),
  ),
  seed: seedOption,
  data: dataOption,
  port: portOption,
  write: writeOption,
})
type LearnOptions = z.output<typeof learnOptions>

/** Of one part; its Markdown lines stand above its verdicts. */
interface PartOutcome extends BenchmarkOutcome {
  readonly lines: readonly string[]
}

const MEASURE: Readonly<
  Record<Part, (options: LearnOptions, context: BenchmarkContext) => Promise<PartOutcome>>
> = {
  async boosting({ rows, runs, seed }, context) {
    const figures = await measureBoosting({ sizes: rows, runs, seed }, context)
    return { figures, verdicts: judgeBoosting(figures), lines: boostingLines(figures, runs) }
  },
  async studies(options, context) {
    const figures = await measureStudies(options, context)
    return { figures, verdicts: judgeStudies(figures), lines: studiesLines(figures) }
  },
  async demo({ data, ...options }, context) {
    const figures = await measureDemoStudy({ ...options, data: resolve(data) }, context)
    return { figures, verdicts: judgeDemoStudy(figures), lines: demoLines(figures) }
  },
  async synthetic(options, context) {
    const figures = await measureSyntheticStudy(options, context)
    return { figures, verdicts: judgeSyntheticStudy(figures), lines: syntheticLines(figures) }
  },
}

export const learnBenchmark = benchmark({
  name: 'learn',
  summary: 'boosting beside XGBoost and LightGBM, whole studies beside the clock and the truth',
  options: learnOptions,
  async measure(options, context) {
    const cores = availableParallelism()
    context.say(`  ${cores} cores, Node ${process.version}`)
    // what the app does here, it does with all cores, as its peers do
    process.env['WORKER_THREADS'] ??= String(cores)
    process.env['TEMPORARY_FOLDER'] = join(context.folder, 'temporary')

    const outcomes: [Part, PartOutcome][] = []
    for (const part of PARTS.filter(name => options.parts.includes(name))) {
      const outcome = await MEASURE[part](options, context)
      outcomes.push([part, outcome])
      const { lines, verdicts } = outcome
      // at once: the next part may fail
      if (options.write) {
        await writeSections({ [`learn: ${part}`]: [...lines, '', ...verdictTable(verdicts)] })
      }
    }
    return {
      figures: Object.fromEntries(outcomes.map(([part, { figures }]) => [part, figures])),
      verdicts: outcomes.flatMap(([, { verdicts }]) => verdicts),
    }
  },
})
