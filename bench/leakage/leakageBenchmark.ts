import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { writeSynthetic } from '../../cli/writeSynthetic.ts'
import { GOLD_STEPS } from '../../shared/compute/goldSteps.ts'
import { type LeakageProof, leaks } from '../../shared/leakage/leakageProof.ts'
import { type ProofInput, proveNoLeak } from '../../shared/leakage/proof.ts'
import { rebuildGold } from '../../shared/leakage/rebuildGold.ts'
import { withDuckdb } from '../../shared/tables/duckdb.ts'
import { type BenchmarkContext, benchmark, type Verdict } from '../benchmark.ts'
import { dataOption, seedOption, valued, whole } from '../options.ts'
import { verdict } from '../verdicts.ts'
import { csvSilver } from './csvSilver.ts'

/** For each five mutations of the future one of the window. */
const FUTURE_PER_WINDOW = 5

export const leakageBenchmark = benchmark({
  name: 'leakage',
  summary: 'random mutations of the future, which may move no feature, beside one gold for each',
  options: z.object({
    data: dataOption,
    mutations: valued('N', 'of the future', '10000', whole(1, 1_000_000)),
    seed: seedOption,
  }),
  async measure(options, context) {
    const { csvs, origin } = await sourceOf(resolve(options.data), context.folder)
    const { proof, goldSeconds, proofSeconds } = await prove(csvs, options, context)

    const all = proof.future.mutations + proof.window.mutations
    const oneByOne = goldSeconds * all
    report(proof, context)
    context.say(
      `  ${all} mutations of ${origin} in ${proofSeconds.toFixed(1)} s; one gold took ${goldSeconds.toFixed(2)} s, ` +
        `so one for each would take ${oneByOne.toFixed(0)} s: ${(oneByOne / proofSeconds).toFixed(0)} times as long`,
    )
    return {
      figures: { origin, goldSeconds, proofSeconds, proof },
      verdicts: verdictsOf(proof, options.mutations),
    }
  },
})

async function sourceOf(
  demo: string,
  folder: string,
): Promise<{ readonly csvs: string; readonly origin: string }> {
  if (existsSync(join(demo, 'CHARTEVENTS.csv'))) {
    return { csvs: demo, origin: 'the MIMIC-III demo' }
  }
  const csvs = await writeSynthetic(join(folder, 'synthetic'))
  return { csvs, origin: `the made-up hospital, as ${demo} is missing` }
}

async function prove(
  csvs: string,
  { mutations, seed }: { readonly mutations: number; readonly seed: number },
  { folder, signal }: BenchmarkContext,
) {
  const request = { predictionHours: 24, gapHours: 0, availability: 'charttime' } as const
  const duckdb = { threads: 1, memoryMiB: 512, temporaryFolder: folder }
  return await withDuckdb(duckdb, async sql => {
    const silver = await csvSilver(sql, csvs, folder)
    signal.throwIfAborted()
    const goldStarted = performance.now()
    await rebuildGold(sql, GOLD_STEPS, silver, request, join(folder, 'once'))
    const goldSeconds = (performance.now() - goldStarted) / 1000

    const input: ProofInput = {
      silver,
      request,
      futureMutations: mutations,
      windowMutations: Math.ceil(mutations / FUTURE_PER_WINDOW),
      mostRounds: Number.POSITIVE_INFINITY,
      seed,
      prefix: join(folder, 'proof'),
    }
    const started = performance.now()
    const proof = await proveNoLeak(sql, GOLD_STEPS, input)
    return { proof, goldSeconds, proofSeconds: (performance.now() - started) / 1000 }
  })
}

function report(proof: LeakageProof, { say }: BenchmarkContext): void {
  say(`  ${proof.patients} patients, ${proof.stays} stays; mutations by kind:`)
  const kinds = [
    ...Object.entries(proof.future.byKind),
    ...Object.entries(proof.window.byKind).map(
      ([kind, times]) => [`within the window: ${kind}`, times] as const,
    ),
  ]
  for (const [kind, times] of kinds) say(`    ${String(times).padStart(6)}  ${kind}`)
  for (const { feature, mutation, times } of [...proof.future.moved, ...proof.window.moved]) {
    say(`    ${feature} moved ${times} times when it may not: ${mutation}`)
  }
  say(`  moved as they may: ${proof.future.movedAtDischarge.length} features known at discharge`)
}

/** What a proof must show. */
export function verdictsOf(proof: LeakageProof, mutations: number): readonly Verdict[] {
  const { future, window } = proof
  const leaking = leaks(proof)
  return [
    verdict(
      `at least ${mutations} mutations`,
      String(future.mutations),
      future.mutations >= mutations,
    ),
    verdict(
      'no feature known by the moment of prediction moves with what comes after it',
      leaking.length === 0 ? 'none moved' : leaking.join(', '),
      leaking.length === 0,
    ),
    verdict('no stay leaves the cohort', `${future.leftCohort} left`, future.leftCohort === 0),
    verdict(
      'features known at discharge do move: the mutations reach gold',
      `${future.movedAtDischarge.length} moved`,
      future.movedAtDischarge.length > 0,
    ),
    verdict(
      'a change within the window moves the features that are computed from it, and no other',
      `${window.exact} of ${window.mutations}`,
      window.exact === window.mutations,
    ),
  ]
}
