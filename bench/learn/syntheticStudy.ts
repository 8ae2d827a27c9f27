import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSynthetic } from '../../cli/writeSynthetic.ts'
import { auroc } from '../../shared/evaluation/metrics.ts'
import { GROUND_TRUTH_FILE } from '../../shared/synthetic/groundTruth.ts'
import { evaluationBasis } from '../../shared/tuning/evaluationBasis.ts'
import { studyRows } from '../../shared/tuning/studyRows.ts'
import { artifactProbabilities } from '../../shared/validation/artifactProbabilities.ts'
import type { BenchmarkContext, Verdict } from '../benchmark.ts'
import { atMost } from '../verdicts.ts'
import { expectedAuroc } from './expectedAuroc.ts'
import { studyLines } from './studyLines.ts'
import { type TrainedRun, trainOn } from './trainedRun.ts'

/** How far the champion's AUROC may lie below that of the true risk. */
const BELOW_BEST = 0.01

/** A study on the made-up hospital, beside what its generator knows. */
export interface SyntheticResult {
  readonly stays: number
  readonly family: string
  readonly heldOut: { readonly stays: number; readonly deaths: number }
  /** On the held-out patients, in expectation over their outcomes: the true probabilities are known. */
  readonly expected: { readonly champion: number; readonly best: number }
  /** On the same patients with the outcomes that were drawn. */
  readonly drawn: { readonly champion: number; readonly best: number }
  readonly run: Omit<TrainedRun, 'gold' | 'artifact'>
}

interface SyntheticStudyOptions {
  readonly patients: number
  readonly seed: number
  readonly trials: number
  readonly port: number
}

/** Has the pipeline train on a made-up hospital, and holds its version against the truth on patients it has never seen. */
export async function measureSyntheticStudy(
  { patients, seed, trials, port }: SyntheticStudyOptions,
  context: BenchmarkContext,
): Promise<SyntheticResult> {
  const { folder, signal, say } = context
  say(`\n  made-up hospital: ${patients.toLocaleString('en')} patients, ${trials} trials`)
  const csvs = await writeSynthetic(join(folder, 'synthetic'), { patients, seed }, { signal })
  const { gold, artifact, ...run } = await trainOn(
    { csvs, dataset: 'made-up', trials, port },
    context,
  )

  const { labels } = studyRows(gold)
  const split = gold.columns['split']
  if (split?.kind !== 'text') throw new Error('gold: split must be a column of texts')
  const heldOut = studyRows(gold, evaluationBasis(labels, split.values).heldOut)
  if (heldOut.rows.length === 0) {
    throw new Error('too few patients: fewer than 100 of the held-out ones died; take more')
  }
  const risks = await trueRisks(join(csvs, GROUND_TRUTH_FILE))
  const stays = gold.columns['icustay_id']
  if (stays?.kind !== 'number') throw new Error('gold: icustay_id must be a column of numbers')
  const truth = Float64Array.from(
    heldOut.rows,
    row => risks.get(stays.values[row] ?? Number.NaN) ?? Number.NaN,
  )
  const scores = artifactProbabilities(artifact, gold, heldOut.rows)
  const result = {
    stays: gold.rows,
    family: run.family,
    heldOut: {
      stays: heldOut.rows.length,
      deaths: heldOut.labels.reduce((sum, label) => sum + label, 0),
    },
    expected: {
      champion: expectedAuroc(truth, scores),
      best: expectedAuroc(truth, truth),
    },
    drawn: { champion: auroc(heldOut.labels, scores), best: auroc(heldOut.labels, truth) },
    run,
  }
  for (const line of studyLines(run)) say(`  ${line}`)
  const { expected, drawn } = result
  say(
    `  held out: ${result.heldOut.stays} stays, ${result.heldOut.deaths} deaths; AUROC in expectation ${expected.champion.toFixed(4)}, ` +
      `true risk ${expected.best.toFixed(4)}; as drawn ${drawn.champion.toFixed(4)}, ${drawn.best.toFixed(4)}`,
  )
  return result
}

export function judgeSyntheticStudy({ stays, expected, run }: SyntheticResult): readonly Verdict[] {
  const size = stays.toLocaleString('en')
  const target = `made-up hospital, ${size} stays: the champion's AUROC at most ${BELOW_BEST} below the best possible`
  const { result, measured } = atMost(target, expected.best - expected.champion, BELOW_BEST, 4)
  return [{ target: `${target} (${run.family})`, measured, result }]
}

async function trueRisks(file: string): Promise<ReadonlyMap<number, number>> {
  const [, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n')
  return new Map(
    lines.map(line => {
      const [stay = Number.NaN, risk = Number.NaN] = line.split(',').map(Number)
      return [stay, risk]
    }),
  )
}
