import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applyCalibration, isotonicCalibration } from '../../../shared/models/calibrate.ts'
import { fitIsotonic, interpolate } from '../../../shared/models/isotonic.ts'
import { seededRandom } from '../../../shared/random.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'

const numbers = z.array(z.number())
const expectedCurve = z.object({ margins: numbers, probabilities: numbers, predicted: numbers })
const golden = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        margins: numbers,
        labels: numbers,
        asked: numbers,
        expected: expectedCurve,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('test/golden/calibration/scikit-learn.json', 'utf8')))

interface Case {
  readonly margins: readonly number[]
  readonly labels: readonly number[]
  readonly asked: readonly number[]
  readonly counts?: readonly number[]
}

function ours({ margins, labels, asked, counts }: Case): z.infer<typeof expectedCurve> {
  const knots = fitIsotonic(Float64Array.from(margins), Uint8Array.from(labels), counts)
  return {
    margins: [...knots.margins],
    probabilities: [...knots.probabilities],
    predicted: asked.map(margin => interpolate(knots, margin)),
  }
}

function farthest(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? Number.NaN))))
}

/** The largest difference of two curves and of what they say where they are asked. */
function difference(found: z.infer<typeof expectedCurve>, expected: typeof found): number {
  return Math.max(
    farthest(found.predicted, expected.predicted),
    farthest(found.margins, expected.margins),
    farthest(found.probabilities, expected.probabilities),
  )
}

describe('isotonic regression equals scikit-learn’s to 1e-12', () => {
  for (const { name, expected, ...given } of golden.cases) {
    it(`golden case: ${name}`, () => {
      expect(difference(ours(given), expected)).toBeLessThan(1e-12)
    })
  }

  const hasSklearn = hasPythonModule('sklearn', 'isotonic regression')
  it.skipIf(!hasSklearn)('live, on 40 random sets of margins, half of them weighted', () => {
    const random = seededRandom(3)
    const cases = Array.from({ length: 40 }, (_, at): Case => {
      const rows = 2 + random.int(300)
      const margins = Array.from({ length: rows }, () =>
        at % 3 === 0 ? random.int(9) / 4 : 2 * random.normal(),
      )
      const labels = margins.map(margin => (random.uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0))
      const asked = Array.from({ length: 50 }, () => 3 * random.normal())
      const counts = margins.map(() => 1 + random.int(4))
      return at % 2 === 0 ? { margins, labels, asked } : { margins, labels, asked, counts }
    })
    const theirs = z.array(expectedCurve).parse(askPeer('calibration', cases))
    expect(theirs).toHaveLength(40)
    cases.forEach((given, at) => {
      expect(difference(ours(given), theirs[at] ?? ours(given))).toBeLessThan(1e-12)
    })
  })
})

const rows = fc.array(
  fc.record({
    margin: fc.double({ min: -20, max: 20, noNaN: true }),
    label: fc.constantFrom(0, 1),
    count: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 60 },
)

describe('an isotonic calibration', () => {
  it('never falls, and says neither 0 nor 1', () => {
    fc.assert(
      fc.property(rows, given => {
        const margins = Float64Array.from(given, ({ margin }) => margin)
        const labels = Uint8Array.from(given, ({ label }) => label)
        const calibration = isotonicCalibration(margins, labels)
        const asked = Float64Array.from({ length: 81 }, (_, at) => at / 2 - 20)
        const risks = applyCalibration(calibration, asked)
        const least = 1 / (given.length + 2)
        risks.forEach((risk, at) => {
          expect(risk).toBeGreaterThanOrEqual(at === 0 ? least : (risks[at - 1] ?? 0))
          expect(risk).toBeLessThanOrEqual(1 - least)
        })
      }),
    )
  })

  it('takes a row that counts n times as n rows', () => {
    fc.assert(
      fc.property(
        rows.filter(given => given.some(({ count }) => count > 0)),
        given => {
          const copies = given.flatMap(row => Array.from({ length: row.count }, () => row))
          const of = (taken: typeof given, counts?: readonly number[]) =>
            ours({
              margins: taken.map(({ margin }) => margin),
              labels: taken.map(({ label }) => label),
              asked: [],
              ...(counts && { counts }),
            })
          const counted = of(
            given,
            given.map(({ count }) => count),
          )
          const copied = of(copies)
          expect(counted.margins).toEqual(copied.margins)
          expect(
            farthest([0, ...counted.probabilities], [0, ...copied.probabilities]),
          ).toBeLessThan(1e-12)
        },
      ),
    )
  })

  it('refuses margins without labels', () => {
    expect(() => fitIsotonic(Float64Array.of(1), new Uint8Array())).toThrow('one label per margin')
  })
})
