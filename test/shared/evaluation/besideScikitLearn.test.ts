import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bbcCv } from '../../../shared/evaluation/bbcCv.ts'
import { forEachResample } from '../../../shared/evaluation/bootstrap.ts'
import { calibrationCurve } from '../../../shared/evaluation/calibration.ts'
import { calibrationErrorScorer } from '../../../shared/evaluation/calibrationError.ts'
import { decisionCurve, reliabilityCurve } from '../../../shared/evaluation/curves.ts'
import { METRICS } from '../../../shared/evaluation/metricSet.ts'
import { scaledBrier } from '../../../shared/evaluation/metrics.ts'
import { youdenThreshold } from '../../../shared/evaluation/threshold.ts'
import { sigmoid } from '../../../shared/models/link.ts'
import { seededRandom } from '../../../shared/random.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'

const worth = z.strictObject({
  slope: z.number(),
  intercept: z.number(),
  scaledBrier: z.number(),
  calibrationError: z.number(),
  observed: z.array(z.number()),
  predicted: z.array(z.number()),
  youden: z.number(),
  netBenefit: z.array(z.number()),
})

function ourWorth(labels: readonly number[], probabilities: readonly number[]) {
  const fit = calibrationCurve(labels, probabilities)
  const bins = reliabilityCurve(labels, probabilities)
  return {
    slope: fit.estimable ? fit.slope : Number.NaN,
    intercept: fit.estimable ? fit.intercept : Number.NaN,
    scaledBrier: scaledBrier(labels, probabilities),
    calibrationError: calibrationErrorScorer(labels, probabilities)(),
    observed: bins.map(({ observed }) => observed),
    predicted: bins.map(({ meanPredicted }) => meanPredicted),
    youden: youdenThreshold(labels, probabilities),
    netBenefit: decisionCurve(labels, probabilities).map(({ netBenefit }) => netBenefit),
  }
}

/** The figures in which ours are off by more than their fits are sure of: iterative ones to 1e-6, the others to 1e-9. */
function differences(ours: z.infer<typeof worth>, theirs: z.infer<typeof worth>): string[] {
  return Object.keys(worth.shape).filter(key => {
    const name = worth.keyof().parse(key)
    const tolerance = name === 'slope' || name === 'intercept' ? 1e-6 : 1e-9
    const own = [ours[name]].flat()
    const expected = [theirs[name]].flat()
    return (
      own.length !== expected.length ||
      expected.some((value, at) => !(Math.abs((own[at] ?? Number.NaN) - value) <= tolerance))
    )
  })
}

describe('calibration, reliability, net benefit and Youden’s threshold agree with scikit-learn', () => {
  const { cases } = z
    .object({
      cases: z.array(
        z.object({
          name: z.string(),
          labels: z.array(z.number()),
          probabilities: z.array(z.number()),
          expected: worth,
        }),
      ),
    })
    .parse(JSON.parse(readFileSync('test/golden/prediction-performance/scikit-learn.json', 'utf8')))

  it.each(cases)('golden case: $name', ({ labels, probabilities, expected }) => {
    expect(differences(ourWorth(labels, probabilities), expected)).toEqual([])
  })

  const hasPeer = hasPythonModule('sklearn', 'prediction performance')

  it.skipIf(!hasPeer)('live, on 20 sets of random risks', () => {
    const random = seededRandom(8)
    const given = Array.from({ length: 20 }, () => {
      const truths = Array.from({ length: 200 + 10 * random.int(30) }, () => random.normal() * 1.5)
      const [tilt, shift] = [0.3 + 2 * random.uniform(), random.normal()]
      return {
        labels: truths.map(truth => (random.uniform() < sigmoid(truth) ? 1 : 0)),
        probabilities: truths.map(truth => sigmoid(tilt * truth + shift + 0.5 * random.normal())),
      }
    })
    const theirs = z.array(worth).parse(askPeer('prediction-performance', given))
    expect(theirs).toHaveLength(given.length)
    theirs.forEach((expected, at) => {
      const { labels = [], probabilities = [] } = given[at] ?? {}
      expect(differences(ourWorth(labels, probabilities), expected)).toEqual([])
    })
  })
})

describe('BBC-CV agrees with the paper’s algorithm on the same draws', () => {
  const hasPeer = hasPythonModule('sklearn', 'BBC-CV')
  const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
  const answer = z.object({
    metrics: z.record(z.enum(METRICS), estimate),
    selected: z.array(z.int()),
  })

  it.skipIf(!hasPeer)(
    'in every metric, its interval, and which candidate was chosen how often',
    () => {
      const resampling = { resamples: 60, seed: 5 }
      const repeats = 2
      const studies = [90, 140].map(rows => {
        const random = seededRandom(rows)
        const labels = Array.from({ length: rows }, () => (random.uniform() < 0.35 ? 1 : 0))
        // every third patient has two stays
        const patients = labels.map((_, row) => row - (row % 3 === 1 ? 1 : 0))
        const candidates = [0.2, 0.5, 0.6, 0.9].map(signal =>
          Array.from({ length: repeats }, () =>
            labels.map(label => sigmoid(signal * label + random.normal() - 0.5)),
          ),
        )
        const draws: number[][] = []
        forEachResample(
          { labels, patients, ...resampling, bothOutcomes: 'drawn-and-left-out' },
          counts => draws.push(Array.from(counts)),
        )
        return { labels, patients, candidates, draws }
      })
      const theirs = z.array(answer).parse(askPeer('bbc-cv', studies))
      studies.forEach(({ labels, patients, candidates }, at) => {
        const ours = bbcCv({
          labels,
          patients,
          candidates: candidates.map(predictions => ({
            predictions: Float64Array.from(predictions.flat()),
          })),
          repeats,
          select: values => values.indexOf(Math.max(...values)),
          thresholdRule: 'youden',
          ...resampling,
        })
        const expected = theirs[at]
        expect([...ours.selected]).toEqual(expected?.selected)
        const off = METRICS.filter(metric =>
          (['value', 'low', 'high'] as const).some(
            part =>
              !(
                Math.abs(ours.metrics[metric][part] - (expected?.metrics[metric]?.[part] ?? 2)) <
                1e-9
              ),
          ),
        )
        expect(off).toEqual([])
        // more than one was chosen, or there was nothing to correct for
        expect(ours.selected.filter(times => times > 0).length).toBeGreaterThan(1)
      })
    },
  )
})
