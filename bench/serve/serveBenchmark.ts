import { z } from 'zod'
import { benchmark } from '../benchmark.ts'
import { verdictTable } from '../markdownTable.ts'
import { writeSections } from '../markedSection.ts'
import { portOption, seedOption, valued, whole, writeOption } from '../options.ts'
import { judgeServing } from './judge.ts'
import { servingLines } from './markdown.ts'
import { measureServing } from './measure.ts'

export const serveBenchmark = benchmark({
  name: 'serve',
  summary:
    'predictions by HTTP beside an empty function, and beside FastAPI and Flask around XGBoost',
  options: z.object({
    seconds: valued('N', 'of each load', '5', whole(1, 600)),
    turns: valued('N', 'of all loads; medians count', '5', whole(1, 99)),
    seed: seedOption,
    port: portOption,
    write: writeOption,
  }),
  async measure({ write, ...options }, context) {
    const figures = await measureServing(options, context)
    const verdicts = judgeServing(figures)
    if (write) {
      await writeSections({
        serve: [...servingLines(figures, options), '', ...verdictTable(verdicts)],
      })
    }
    return { figures, verdicts }
  },
})
