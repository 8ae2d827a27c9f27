import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { RESAMPLES } from '../../shared/evaluation/bootstrap.ts'
import { countPositives } from '../../shared/evaluation/metrics.ts'
import { comparePaired } from '../../shared/evaluation/pairedComparison.ts'
import { decideSeen } from '../../shared/registry/gate.ts'
import type { GateComparison } from '../../shared/registry/gateQuestion.ts'
import { type BenchmarkContext, benchmark, type Verdict } from '../benchmark.ts'
import { circumstances } from '../circumstances.ts'
import { verdictTable } from '../markdownTable.ts'
import { writeSections } from '../markedSection.ts'
import { numbers, seedOption, valued, whole, writeOption } from '../options.ts'
import { verdict } from '../verdicts.ts'
import { type ModelPair, madeUpPair } from './madeUpModels.ts'

/** 20,000 stays, of whose patients the split holds out a fifth. */
const HELD_OUT = { stays: 4_000, prevalence: 0.11 }
const CHAMPION = 0.85

/** How much better a challenger is, and how many of a hundred such the gate must let pass, or may. */
const MOST_EQUAL = 0.05
const GAIN = 0.03
const FEWEST_BETTER = 0.8

/** How many of the challengers of one kind the gate let pass. */
interface Passed {
  readonly correlation: number
  readonly gain: number
  readonly challengers: number
  readonly passed: number
  /** Seconds of one comparison, on average. */
  readonly seconds: number
}

export const gateBenchmark = benchmark({
  name: 'gate',
  summary: 'how often an equally good challenger passes the gate, and how often a better one',
  options: z.object({
    challengers: valued('N', 'of each kind', '100', whole(10, 100_000)),
    correlations: valued(
      'R,R',
      "of two models' scores within an outcome",
      '0.8',
      numbers(z.coerce.number<string>().min(0).lt(1)),
    ),
    seed: seedOption,
    write: writeOption,
  }),
  async measure({ challengers, correlations, seed, write }, context) {
    context.say(
      `  ${HELD_OUT.stays} held-out stays, ${100 * HELD_OUT.prevalence} % deaths, champion's AUROC ${CHAMPION}, ` +
        `${RESAMPLES} resamples, ${challengers} challengers of each kind`,
    )
    const curve: Passed[] = []
    for (const correlation of correlations) {
      for (const gain of [0, GAIN]) {
        const pair = { ...HELD_OUT, champion: CHAMPION, challenger: CHAMPION + gain, correlation }
        const measured = { correlation, gain, ...(await offer(pair, challengers, seed, context)) }
        curve.push(measured)
        context.say(
          `  correlation ${correlation}, better by ${gain}: ${measured.passed} of ${challengers} pass; ` +
            `${measured.seconds.toFixed(2)} s each`,
        )
      }
    }
    const verdicts = curve.map(judge)
    if (write) await writeSections({ gate: [`${circumstances()}.`, '', ...verdictTable(verdicts)] })
    return { figures: curve, verdicts }
  },
})

/** Each challenger is the first that is compared on a test set of its own. */
async function offer(
  pair: ModelPair,
  challengers: number,
  seed: number,
  { signal }: BenchmarkContext,
): Promise<Pick<Passed, 'challengers' | 'passed' | 'seconds'>> {
  const started = performance.now()
  let passed = 0
  for (let challenger = 0; challenger < challengers; challenger++) {
    if (passes(pair, seed * 100_000 + challenger)) passed++
    // lets Ctrl-C through
    await setImmediate()
    signal.throwIfAborted()
  }
  return { challengers, passed, seconds: (performance.now() - started) / 1000 / challengers }
}

/** What the gate says of a made-up challenger, by the code of the app. */
export function passes(pair: ModelPair, seed: number, number = 1): boolean {
  const made = madeUpPair(pair, seed)
  const compared = comparePaired(made, { resamples: RESAMPLES, seed })
  const comparison: GateComparison = {
    ...compared,
    groups: [...compared.groups],
    number,
    stays: made.labels.length,
    patients: new Set(made.patients).size,
    deaths: countPositives(made.labels),
  }
  return decideSeen(comparison).decision === 'promote'
}

export function judge({ correlation, gain, challengers, passed }: Passed): Verdict {
  const isEqual = gain === 0
  const bound = isEqual ? MOST_EQUAL : FEWEST_BETTER
  const isMet = isEqual ? passed <= bound * challengers : passed >= bound * challengers
  const kind = isEqual ? 'equally good' : `better by ${gain} AUROC`
  return verdict(
    `at ${isEqual ? 'most' : 'least'} ${100 * bound} % of challengers ${kind} pass, correlation ${correlation}`,
    `${passed} of ${challengers}`,
    isMet,
  )
}
