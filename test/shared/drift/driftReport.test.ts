import { describe, expect, it } from 'vitest'
import { buildBaseline, type DriftBaseline } from '../../../shared/drift/baseline.ts'
import {
  ALARM_LEVEL,
  addCounts,
  type DriftReport,
  emptyCounts,
  reportDrift,
} from '../../../shared/drift/driftReport.ts'
import { drawStays, FEATURES, resample, type Sample, type Shift } from './hospital.ts'

function baselineOf({ inputs, probabilities }: Sample): DriftBaseline {
  const rows = Int32Array.from({ length: inputs.rows }, (_, row) => row)
  const patients = Float64Array.from(rows)
  return buildBaseline({ features: FEATURES, frame: inputs, rows, patients, probabilities })
}

function report(baseline: DriftBaseline, ...samples: readonly Sample[]): DriftReport {
  const counts = emptyCounts(baseline)
  for (const { inputs, probabilities } of samples) {
    addCounts(counts, baseline, inputs, probabilities)
  }
  return reportDrift(baseline, counts)
}

/** Whether any test of a report is below the alarm level, however small the shift. */
function isSignificant({ prediction, features }: DriftReport): boolean {
  const checks = [prediction, ...features.flatMap(({ values, missing }) => [values, missing])]
  return checks.some(check => (check?.adjustedP ?? 1) <= ALARM_LEVEL)
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed)

describe('reports on stays of the hospital that the model was trained in', () => {
  // a test says so on its own here: that a shift must also be large leaves fewer alarms still
  describe.each([105, 2_000])('with %i training rows', trainingRows => {
    const training = drawStays(trainingRows, 1_000_000)
    const baseline = baselineOf(training)

    it.each([100, 300, 1_000])('%i new stays alarm in at most 10 of 200 draws', rows => {
      const alarms = SEEDS.filter(seed => isSignificant(report(baseline, drawStays(rows, seed))))
      expect(alarms.length).toBeLessThanOrEqual(10)
    })

    it.each([100, 300, 1_000])('%i training rows drawn again likewise', rows => {
      const alarms = SEEDS.filter(seed =>
        isSignificant(report(baseline, resample(training, rows, seed))),
      )
      expect(alarms.length).toBeLessThanOrEqual(10)
    })
  })

  it('hold over training sets, too', () => {
    const alarms = SEEDS.filter(seed =>
      isSignificant(report(baselineOf(drawStays(400, seed + 5_000)), drawStays(400, seed))),
    )
    expect(alarms.length).toBeLessThanOrEqual(10)
  })
})

describe('reports on a shift', () => {
  const baseline = baselineOf(drawStays(2_000, 1_000_000))

  const shifts: [string, Shift, number, string][] = [
    ['a mean that moved by one standard deviation', { mean: 1 }, 200, 'number_3'],
    ['a fifth that is missing', { missing: 0.2 }, 100, 'number_4 missing'],
    ['all patients in one unit', { unit: 'CSRU' }, 100, 'unit'],
    ['all patients in a unit that training never saw', { unit: 'NICU' }, 100, 'unit'],
    ['predictions higher by 1 in log-odds', { risk: 1 }, 200, 'prediction'],
  ]
  it.each(shifts)('find %s, and nothing else, in 95 of 100 draws', (_, shift, rows, name) => {
    const found = SEEDS.slice(0, 100).filter(seed => {
      const { state, drifted } = report(baseline, drawStays(rows, seed, shift))
      return state === 'drifted' && drifted.join() === name
    })
    expect(found.length).toBeGreaterThanOrEqual(95)
  })

  it('do not alarm where a shift is certain and small', () => {
    const moved = report(baseline, drawStays(20_000, 1, { mean: 0.2 }))
    expect(moved.features[3]?.values.adjustedP).toBeLessThan(ALARM_LEVEL)
    expect(moved.state).toBe('stable')
  })

  it('have nothing to say of fewer than 100 predictions', () => {
    const few = report(baseline, drawStays(99, 1, { unit: 'NICU' }))
    expect(few).toMatchObject({ state: 'insufficient', rows: 99, drifted: [], features: [] })
    const enough = report(baseline, drawStays(100, 1, { unit: 'NICU' }))
    expect(enough.state).toBe('drifted')
  })

  it('count an input that no prediction had as missing everywhere', () => {
    const { inputs, probabilities } = drawStays(150, 3)
    const { number_5: _, ...columns } = inputs.columns
    const found = report(baseline, { inputs: { rows: 150, columns }, probabilities })
    expect(found.drifted).toEqual(['number_5 missing'])
    expect(found.features[5]?.missing).toMatchObject({ baseline: 0, recent: 1 })
    expect(found.features[5]?.values).toMatchObject({ psi: null, test: null, p: null })
  })

  it('are the same whether the predictions come in one frame or in several', () => {
    const [one, other] = [drawStays(120, 8), drawStays(80, 9)]
    expect(report(baseline, one, other)).toEqual(report(baseline, other, one))
    expect(report(baseline, one, other).rows).toBe(200)
  })
})
