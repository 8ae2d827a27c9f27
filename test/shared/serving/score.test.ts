import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logisticArtifact, oasisArtifact, scoreBody, served } from './sampleModels.ts'

const model = served(logisticArtifact())
const patient = { age: 70, lactate_max: 4, mech_vent_any: 1, gender: 'F' }

const logit = (p: number) => Math.log(p / (1 - p))

const patients = fc.record(
  {
    age: fc.option(fc.double({ min: 18, max: 120, noNaN: true })),
    lactate_max: fc.option(fc.double({ min: 0, max: 40, noNaN: true })),
    mech_vent_any: fc.constantFrom(0, 1, true, false, null),
    gender: fc.constantFrom('F', 'M', 'U', null),
    heart_rate_min: fc.option(fc.integer({ min: 20, max: 160 })),
    heart_rate_max: fc.option(fc.integer({ min: 20, max: 200 })),
    urine_output_sum: fc.option(fc.integer({ min: 0, max: 9000 })),
  },
  { requiredKeys: [] },
)
/** What a model does not know it refuses, so each model is given its own part. */
const only = (names: readonly string[], instance: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(instance).filter(([name]) => names.includes(name)))

const warningsOf = (features: object) => scoreBody(model, { features })[0]?.warnings ?? []

describe('score', () => {
  it('gives the probability worked out by hand', () => {
    // −2 + 0.5 · 1 + 0.3 · 4 + 1 − 0.1 = 0.6; 1 / (1 + e^−0.6)
    const [result] = scoreBody(model, { features: patient })
    expect(result?.probability).toBeCloseTo(0.6456563062257954, 12)
    expect(result).toMatchObject({ label: 1, threshold: 0.3, risk: 'high', scale: 'log-odds' })
  })

  it('gives the published OASIS probability', () => {
    const oasis = served(oasisArtifact())
    // mechanical ventilation 9, not elective 6, GCS 3: 10, age 70: 6; 31 points
    const [result] = scoreBody(oasis, {
      features: { mech_vent_any: true, elective_surgery: false, gcs_min: 3, age: 70 },
    })
    expect(result?.probability).toBeCloseTo(1 / (1 + Math.exp(6.1746 - 0.1275 * 31)), 12)
  })

  it.each([
    [0.19, 'low', 0],
    [0.2, 'medium', 0],
    [0.3, 'medium', 1],
    [0.5, 'high', 1],
  ])('calls a probability of %d %s risk, label %d', (probability, risk, label) => {
    const exact = {
      threshold: 0.3,
      calibration: { kind: 'platt' as const, slope: 0, intercept: logit(probability) + 1e-12 },
    }
    const [result] = scoreBody(served(logisticArtifact(exact)), { features: patient })
    expect(result).toMatchObject({ risk, label })
  })

  it('calibrates the margin by slope and intercept', () => {
    const calibration = { kind: 'platt' as const, slope: 0.5, intercept: -0.2 }
    const [result] = scoreBody(served(logisticArtifact({ calibration })), { features: patient })
    // 0.5 · 0.6 − 0.2 = 0.1
    expect(result?.probability).toBeCloseTo(1 / (1 + Math.exp(-0.1)), 12)
  })

  it('answers for any age over 89 what it answers for 91.4, as training knows no other', () => {
    const [of95, of120, of91] = scoreBody(model, {
      instances: [{ age: 95 }, { age: 120 }, { age: 91.4 }],
    })
    expect(of95?.probability).toBe(of91?.probability)
    expect(of120?.probability).toBe(of91?.probability)
    expect(of95?.warnings.map(({ code }) => code)).toContain('age-over-89')
    expect(of91?.warnings.map(({ code }) => code)).not.toContain('age-over-89')
  })

  it.each([
    ['logistic', logisticArtifact()],
    ['oasis', oasisArtifact()],
  ])('%s: base value and contributions add up to the raw score', (_, artifact) => {
    const sample = served(artifact)
    const names = sample.features.map(({ name }) => name)
    fc.assert(
      fc.property(patients, instance => {
        const [result] = scoreBody(sample, { features: only(names, instance) })
        let sum = result?.baseValue ?? Number.NaN
        for (const { contribution } of result?.contributions ?? []) sum += contribution
        expect(sum).toBeCloseTo(logit(result?.probability ?? 0), 6)
      }),
    )
  })

  it.each([
    ['logistic', logisticArtifact()],
    ['oasis', oasisArtifact()],
  ])('%s: a patient alone gets to the bit what the patient gets in a batch', (_, artifact) => {
    const sample = served(artifact)
    const names = sample.features.map(({ name }) => name)
    fc.assert(
      fc.property(fc.array(patients, { minLength: 1, maxLength: 20 }), batch => {
        const instances = batch.map(instance => only(names, instance))
        const together = scoreBody(sample, { instances })
        const alone = instances.map(features => scoreBody(sample, { features })[0])
        expect(together).toEqual(alone)
      }),
    )
  })
})

describe('uncertainty', () => {
  const instance = { mech_vent_any: true, elective_surgery: false, gcs_min: 3, age: 70 }
  const variance = { centre: 25, level: 0.04, slope: 0.001 }
  const withVariance = (changes = {}) => {
    const artifact = oasisArtifact(changes)
    return served({ ...artifact, model: { ...Object(artifact.model), variance } })
  }
  // 31 points
  const margin = -6.1746 + 0.1275 * 31
  const error = 1.959963984540054 * Math.sqrt(0.04 + 0.001 * 6 * 6)

  it('is the 95 % interval of the log-odds at the score, as probabilities', () => {
    const [result] = scoreBody(withVariance(), { features: instance })
    expect(result?.uncertainty).toMatchObject({ level: 0.95, of: 'recalibration' })
    expect(logit(result?.uncertainty?.low ?? 0)).toBeCloseTo(margin - error, 10)
    expect(logit(result?.uncertainty?.high ?? 0)).toBeCloseTo(margin + error, 10)
  })

  it.each([0.7, -0.7])('goes through the calibration, of slope %d', slope => {
    const calibration = { kind: 'platt' as const, slope, intercept: 0.1 }
    const [result] = scoreBody(withVariance({ calibration }), { features: instance })
    const middle = slope * margin + 0.1
    expect(logit(result?.uncertainty?.low ?? 0)).toBeCloseTo(middle - 0.7 * error, 10)
    expect(logit(result?.uncertainty?.high ?? 0)).toBeCloseTo(middle + 0.7 * error, 10)
  })

  it('is null where the model gives none', () => {
    expect(scoreBody(model, { features: patient })[0]?.uncertainty).toBeNull()
    expect(scoreBody(served(oasisArtifact()), { features: instance })[0]?.uncertainty).toBeNull()
  })
})

describe('contributions', () => {
  it('are per feature as the clinician knows it, the largest first', () => {
    const [result] = scoreBody(model, { features: { age: 80, mech_vent_any: 0 } })
    // from the means: age 0.5 · 2, ventilation 1 · (0 − 0.5), lactate 0.3 · (1.5 − 2) + 0.2 · (1 − 0.4), gender −0.1 · (0 − 0.5)
    expect(result?.baseValue).toBeCloseTo(-2 + 0.6 + 0.08 + 0.5 - 0.05, 12)
    expect(result?.contributions.map(({ feature, value }) => [feature, value])).toEqual([
      ['age', 80],
      ['mech_vent_any', 0],
      ['gender', null],
      ['lactate_max', null],
    ])
    expect(result?.contributions[3]?.contribution).toBeCloseTo(-0.15 + 0.12, 12)
  })

  it('name the reading that decided an OASIS component, lowest or highest', () => {
    const oasis = served(oasisArtifact())
    const [fast, slow] = scoreBody(oasis, {
      instances: [
        { heart_rate_min: 70, heart_rate_max: 140 },
        { heart_rate_min: 30, heart_rate_max: 80 },
      ],
    })
    const named = (result: typeof fast) =>
      result?.contributions.find(({ feature }) => feature.startsWith('heart_rate'))
    expect(named(fast)).toMatchObject({ feature: 'heart_rate_max', value: 140 })
    expect(named(slow)).toMatchObject({ feature: 'heart_rate_min', value: 30 })
  })

  it("carry the clinician's words and units", () => {
    const described = logisticArtifact()
    const words: Record<string, object> = {
      age: { description: 'Age at ICU admission', unit: 'a' },
      lactate_max: { description: 'Lactate, highest' },
    }
    const features = described.features.map(one => ({ ...one, ...words[one.name] }))
    const sample = served({ ...described, features })
    const [result] = scoreBody(sample, { features: patient })
    expect(result?.contributions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ feature: 'age', label: 'Age at ICU admission', unit: 'years' }),
        expect.objectContaining({ label: 'Lactate, highest', unit: 'mmol/L', value: 4 }),
        expect.objectContaining({ feature: 'mech_vent_any', unit: null }),
      ]),
    )
  })

  it('are left out on request', () => {
    const [result] = scoreBody(model, { features: patient }, false)
    expect(result).toMatchObject({ baseValue: null, contributions: [] })
    expect(result?.probability).toBeCloseTo(0.6456563062257954, 12)
  })
})

describe('warnings', () => {
  it('write values and ranges as a chart has them, and none that contradicts itself', () => {
    const features = logisticArtifact().features.map(feature =>
      feature.name === 'lactate_max'
        ? {
            ...feature,
            training: { ...feature.training, fill: 1.57391, low: 0.50123, high: 11.9472 },
          }
        : feature,
    )
    const narrow = served(logisticArtifact({ features }))
    const told = (lactate: number | null) =>
      scoreBody(narrow, { features: { ...patient, lactate_max: lactate } })[0]?.warnings[0]?.message
    expect(told(null)).toContain('lactate_max = 1.574 mmol/L')
    expect(told(12.666667)).toBe(
      'lactate_max = 12.67 mmol/L is far from the training data, of which 98 % lie from 0.5 to 11.9 mmol/L.',
    )
    // below the percentile, which a chart has as 0.5 as well
    expect(told(0.5)).toBeUndefined()
    expect(told(0.499)).toContain('= 0.499 mmol/L is far from')
  })

  it('are none for a complete patient like those of training', () => {
    expect(warningsOf(patient)).toEqual([])
  })

  it('name what is missing and what stands in for it', () => {
    expect(warningsOf({ age: 70, gender: null })).toEqual([
      {
        code: 'missing',
        features: ['lactate_max', 'mech_vent_any', 'gender'],
        message:
          '3 of 4 inputs are missing. Filled as in training: lactate_max = 1.5 mmol/L, mech_vent_any = 0, gender = M.',
      },
    ])
  })

  it('say of a part of OASIS that is missing that it scores no points', () => {
    const [result] = scoreBody(served(oasisArtifact()), {
      features: Object.fromEntries(
        oasisArtifact()
          .features.filter(({ name }) => name !== 'gcs_min')
          .map(({ name, kind }) => [name, kind === 'flag' ? 0 : 30]),
      ),
    })
    expect(result?.warnings).toEqual([
      {
        code: 'missing',
        features: ['gcs_min'],
        message: '1 of 14 inputs is missing. Counted as normal: gcs_min.',
      },
    ])
  })

  it.each([
    [{ lactate_max: 60 }, 'outside-clinical-range', 'lactate_max = 60 mmol/L is outside'],
    [{ lactate_max: 13 }, 'far-from-training', 'of which 98 % lie from 0.5 to 12 mmol/L'],
    [{ gender: 'U' }, 'unknown-level', 'it counts as none of F, M'],
    [{ sodium_min: 140 }, 'not-used', 'This model does not use sodium_min.'],
  ])('%j: %s', (changes, code, message) => {
    expect(warningsOf({ ...patient, ...changes })).toEqual([
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    ])
  })
})
