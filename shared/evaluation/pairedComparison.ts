import {
  type Estimate,
  forEachResample,
  percentileInterval,
  standardDeviation,
} from './bootstrap.ts'
import { calibrationErrorScorer } from './calibrationError.ts'
import { checkProbabilities, countPositives } from './metrics.ts'
import { type Ranking, rank, rankedAuroc, rankedAveragePrecision } from './ranking.ts'

/** Two models' probabilities of the same rows, which neither was trained on. */
export interface PairedScores {
  /** 0 or 1, one per row. */
  readonly labels: ArrayLike<number>
  /** `subject_id`, one per row. */
  readonly patients: ArrayLike<number>
  readonly challenger: ArrayLike<number>
  readonly champion: ArrayLike<number>
  /** Groups of rows that are also compared by themselves; they may overlap. */
  readonly groups: readonly RowGroup[]
}

export interface RowGroup {
  /** `sex: F` */
  readonly name: string
  /** Positions of its rows. */
  readonly rows: Int32Array
}

/** One figure of both models, and the challenger's less the champion's. */
export interface PairedFigure {
  readonly challenger: number
  readonly champion: number
  /** On the rows as they are, with its 95 % interval by resampling patients. */
  readonly difference: Estimate
  /** Of the difference: the standard deviation of the resamples. */
  readonly standardError: number
}

export interface GroupFigure extends PairedFigure {
  readonly name: string
  readonly rows: number
  readonly deaths: number
}

export interface PairedComparison {
  readonly auroc: PairedFigure
  readonly auprc: PairedFigure
  /** Expected calibration error; less is better. */
  readonly calibrationError: PairedFigure
  /** AUROC within each group that has enough deaths and survivors. */
  readonly groups: readonly GroupFigure[]
}

/** With fewer deaths, or survivors, the AUROC within a group says nothing. */
export const FEWEST_IN_GROUP = 20

/**
 * Two models on the same patients. Patients are resampled and both models are scored on each resample (the paired
 * bootstrap: Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 16), so that what is easy or hard
 * about these patients falls out of the difference.
 *
 * Each model's bins of risk are made once, on the rows as they are; a resample only fills them anew.
 *
 * @throws where a label is neither 0 nor 1, a probability is not from 0 to 1, or too few patients of one outcome are
 *   there to resample
 */
export function comparePaired(
  scores: PairedScores,
  options: { readonly resamples: number; readonly seed: number },
): PairedComparison {
  const { labels, patients, groups, challenger, champion } = scores
  checkProbabilities(labels, challenger)
  checkProbabilities(labels, champion)

  // sort once, score many resamples
  const pairOf = (figure: (probabilities: ArrayLike<number>) => Figure): Pair => ({
    challenger: figure(challenger),
    champion: figure(champion),
    draws: new Float64Array(options.resamples),
  })
  const auroc = pairOf(p => aurocOf(rank(labels, p)))
  const auprc = pairOf(p => auprcOf(rank(labels, p)))
  const calibrationError = pairOf(p => calibrationErrorScorer(labels, p))
  const compared = groups
    .map(({ name, rows }) => ({ name, rows, deaths: countPositives(pick(labels, rows)) }))
    .filter(({ rows, deaths }) => Math.min(deaths, rows.length - deaths) >= FEWEST_IN_GROUP)
    .map(group => ({ ...group, pair: pairOf(p => aurocOf(rankWithin(group.rows, labels, p))) }))

  const pairs = [auroc, auprc, calibrationError, ...compared.map(({ pair }) => pair)]
  forEachResample({ labels, patients, ...options, bothOutcomes: 'drawn' }, (counts, resample) => {
    for (const pair of pairs) pair.draws[resample] = pair.challenger(counts) - pair.champion(counts)
  })

  const once = new Uint16Array(labels.length).fill(1)
  return {
    auroc: figureOf(auroc, once),
    auprc: figureOf(auprc, once),
    calibrationError: figureOf(calibrationError, once),
    groups: compared.map(({ name, rows, deaths, pair }) => ({
      name,
      rows: rows.length,
      deaths,
      ...figureOf(pair, once),
    })),
  }
}

/** A figure of one model, given how often each row counts. */
type Figure = (counts: Uint16Array) => number

interface Pair {
  readonly challenger: Figure
  readonly champion: Figure
  /** Of the challenger less that of the champion, resample by resample. */
  readonly draws: Float64Array
}

function figureOf(pair: Pair, once: Uint16Array): PairedFigure {
  const challenger = pair.challenger(once)
  const champion = pair.champion(once)
  // a group's resample of one outcome has no AUROC
  const draws = pair.draws.filter(draw => !Number.isNaN(draw))
  return {
    challenger,
    champion,
    difference: { value: challenger - champion, ...percentileInterval(draws) },
    standardError: standardDeviation(draws),
  }
}

function aurocOf(ranking: Ranking): Figure {
  return counts => rankedAuroc(ranking, counts)
}

function auprcOf(ranking: Ranking): Figure {
  return counts => rankedAveragePrecision(ranking, counts)
}

/** The ranking of a group's rows only, by their positions among all rows. */
function rankWithin(
  rows: Int32Array,
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): Ranking {
  const ranking = rank(pick(labels, rows), pick(probabilities, rows))
  return { ...ranking, order: ranking.order.map(at => rows[at] ?? 0) }
}

function pick(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, row => values[row] ?? Number.NaN)
}
