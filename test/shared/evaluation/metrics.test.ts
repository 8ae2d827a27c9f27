import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { classificationReport } from '../../../shared/evaluation/classificationReport.ts'
import {
  auroc,
  averagePrecision,
  brier,
  confusionAt,
  logLoss,
  operatingPoint,
  scaledBrier,
} from '../../../shared/evaluation/metrics.ts'
import { rank, rankedAuroc, rankedAveragePrecision } from '../../../shared/evaluation/ranking.ts'
import { seededRandom } from '../../../shared/random.ts'

const classFigures = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.int(),
})
const expectedMetrics = z.object({
  auroc: z.number(),
  averagePrecision: z.number(),
  brier: z.number(),
  logLoss: z.number(),
  accuracy: z.number(),
  precision: z.number(),
  recall: z.number(),
  specificity: z.number(),
  f1: z.number(),
  confusion: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  report: z.object({
    survived: classFigures,
    died: classFigures,
    macro: classFigures,
    weighted: classFigures,
    accuracy: z.number(),
  }),
})
const scoredCase = z.object({
  name: z.string(),
  labels: z.array(z.number()),
  scores: z.array(z.number()),
  threshold: z.number(),
  expected: expectedMetrics,
})
const golden = z
  .object({ cases: z.array(scoredCase) })
  .parse(JSON.parse(readFileSync('test/golden/evaluation/scikit-learn.json', 'utf8')))

function ourMetrics(
  labels: readonly number[],
  scores: readonly number[],
  threshold: number,
): z.infer<typeof expectedMetrics> {
  const confusion = confusionAt(labels, scores, threshold)
  return {
    auroc: auroc(labels, scores),
    averagePrecision: averagePrecision(labels, scores),
    brier: brier(labels, scores),
    logLoss: logLoss(labels, scores),
    ...operatingPoint(confusion),
    confusion: [
      confusion.truePositives,
      confusion.falsePositives,
      confusion.trueNegatives,
      confusion.falseNegatives,
    ],
    report: classificationReport(confusion),
  }
}

function classesOf({ survived, died, macro, weighted }: z.infer<typeof expectedMetrics>['report']) {
  const classes: Record<string, z.infer<typeof classFigures>> = { survived, died, macro, weighted }
  return classes
}

/** The metrics in which ours are off by 1e-9 or more, with both figures. */
function differences(
  ours: z.infer<typeof expectedMetrics>,
  theirs: z.infer<typeof expectedMetrics>,
): string[] {
  const { confusion, report, ...figures } = theirs
  const wrong = ours.confusion.every((count, at) => count === confusion[at]) ? [] : ['confusion']
  for (const [name, { precision, recall, f1, support }] of Object.entries(classesOf(report))) {
    const own = classesOf(ours.report)[name]
    const far = Math.max(
      Math.abs((own?.precision ?? 2) - precision),
      Math.abs((own?.recall ?? 2) - recall),
      Math.abs((own?.f1 ?? 2) - f1),
      Math.abs((own?.support ?? -1) - support),
    )
    if (!(far < 1e-9)) wrong.push(`report of ${name}`)
  }
  for (const [name, value] of Object.entries(figures)) {
    const own = ours[name as keyof typeof figures]
    if (!(Math.abs(own - value) < 1e-9)) wrong.push(`${name}: ours ${own}, scikit-learn ${value}`)
  }
  return wrong
}

describe('metrics equal scikit-learn’s to 1e-9', () => {
  for (const { name, labels, scores, threshold, expected } of golden.cases) {
    it(`golden case: ${name}`, () => {
      expect(differences(ourMetrics(labels, scores, threshold), expected)).toEqual([])
    })
  }

  const python = '/usr/bin/python3'
  const hasSklearn = spawnSync(python, ['-c', 'import sklearn']).status === 0
  if (!hasSklearn) console.log(`metrics: no live comparison, ${python} has no scikit-learn`)

  it.skipIf(!hasSklearn)('live, on 50 random sets of scores', () => {
    const random = seededRandom(11)
    const cases = Array.from({ length: 50 }, (_, at) => {
      const rows = 5 + random.int(200)
      const labels = Array.from({ length: rows }, () => random.int(2))
      labels[0] = 0
      labels[1] = 1
      const coarse = at % 2 === 0
      const scores = labels.map(() => (coarse ? random.int(11) / 10 : random.uniform()))
      return { labels, scores, threshold: random.uniform() }
    })
    const run = spawnSync(python, ['test/golden/evaluation/make.py', '-'], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    })
    const theirs = z.array(expectedMetrics).parse(JSON.parse(run.stdout))
    expect(theirs).toHaveLength(50)
    theirs.forEach((expected, at) => {
      const { labels = [], scores = [], threshold = 0 } = cases[at] ?? {}
      expect(differences(ourMetrics(labels, scores, threshold), expected)).toEqual([])
    })
  })
})

describe('the examples of the docstrings', () => {
  it('hold', () => {
    expect(auroc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75)
    expect(averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBeCloseTo(5 / 6, 12)
    expect(brier([0, 1], [0.1, 0.8])).toBeCloseTo(0.025, 12)
    expect(logLoss([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 12)
  })
})

describe('what cannot be scored', () => {
  it.each([
    ['NaN', [0, 1], [0.1, Number.NaN], /row 1 has NaN/],
    ['one score too few', [0, 1], [0.1], /2 labels and 1 scores/],
    ['a label of 2', [0, 2], [0.1, 0.2], /row 1 has 2/],
    ['one outcome only', [1, 1], [0.1, 0.2], /both outcomes, but got 2 deaths in 2 rows/],
  ])('%s is an error that says so', (_, labels, scores, message) => {
    expect(() => auroc(labels, scores)).toThrow(message)
  })

  it('a probability above 1 is an error', () => {
    expect(() => brier([0, 1], [0.1, 1.5])).toThrow(/from 0 to 1, but row 1 has 1.5/)
  })
})

const scoredRows = fc
  .array(fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter(rows => new Set(rows.map(row => row.label)).size === 2)

describe('laws', () => {
  it('AUROC depends on the order of scores only', () => {
    fc.assert(
      fc.property(scoredRows, rows => {
        const labels = rows.map(row => row.label)
        const scores = rows.map(row => row.score)
        expect(
          auroc(
            labels,
            scores.map(score => Math.exp(score / 3) - 7),
          ),
        ).toBe(auroc(labels, scores))
      }),
    )
  })

  it('AUROC of reversed scores is what is left to 1', () => {
    fc.assert(
      fc.property(scoredRows, rows => {
        const labels = rows.map(row => row.label)
        const scores = rows.map(row => row.score)
        const reversed = scores.map(score => -score)
        expect(auroc(labels, scores) + auroc(labels, reversed)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('AUROC is the share of pairs in order, ties half', () => {
    fc.assert(
      fc.property(scoredRows, rows => {
        let pairs = 0
        let won = 0
        for (const died of rows.filter(row => row.label === 1)) {
          for (const lived of rows.filter(row => row.label === 0)) {
            pairs++
            if (died.score > lived.score) won += 1
            else if (died.score === lived.score) won += 0.5
          }
        }
        const labels = rows.map(row => row.label)
        expect(
          auroc(
            labels,
            rows.map(row => row.score),
          ),
        ).toBeCloseTo(won / pairs, 12)
      }),
    )
  })

  it('a row that counts n times is a row that stands there n times', () => {
    const counted = fc.tuple(
      scoredRows,
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 }),
    )
    fc.assert(
      fc.property(counted, ([rows, draws]) => {
        const labels = rows.map(row => row.label)
        const scores = rows.map(row => row.score / 20)
        const counts = Uint16Array.from(rows, (_, at) => draws[at] ?? 0)
        const copies = rows.flatMap((_, at) => Array.from({ length: counts[at] ?? 0 }, () => at))
        const copiedLabels = copies.map(at => labels[at] ?? 0)
        fc.pre(new Set(copiedLabels).size === 2)
        const copiedScores = copies.map(at => scores[at] ?? 0)

        const ranking = rank(labels, scores)
        expect(rankedAuroc(ranking, counts)).toBeCloseTo(auroc(copiedLabels, copiedScores), 12)
        expect(rankedAveragePrecision(ranking, counts)).toBeCloseTo(
          averagePrecision(copiedLabels, copiedScores),
          12,
        )
        expect(brier(labels, scores, counts)).toBeCloseTo(brier(copiedLabels, copiedScores), 12)
        expect(logLoss(labels, scores, counts)).toBeCloseTo(logLoss(copiedLabels, copiedScores), 12)
        expect(confusionAt(labels, scores, 0.5, counts)).toEqual(
          confusionAt(copiedLabels, copiedScores, 0.5),
        )
      }),
    )
  })

  it('saying the prevalence has a scaled Brier score of 0, the truth one of 1', () => {
    const labels = [0, 0, 0, 1]
    expect(scaledBrier(labels, [0.25, 0.25, 0.25, 0.25])).toBeCloseTo(0, 12)
    expect(scaledBrier(labels, labels)).toBe(1)
  })
})
