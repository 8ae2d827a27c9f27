import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../shared/features/catalogue.ts'
import { featureTable, vocabularyOf } from '../../../shared/serving/featureTable.ts'
import { parsePredictRequest } from '../../../shared/serving/predictRequest.ts'
import { score } from '../../../shared/serving/score.ts'
import { SEVERITY_INPUTS } from '../../../shared/serving/severityScores.ts'
import { logisticArtifact, oasisArtifact, served } from './sampleModels.ts'

const vocabulary = vocabularyOf(CATALOGUE)

/** What an instance is answered by a model that uses few of what the scores need. */
function scored(features: object, artifact = logisticArtifact()) {
  const model = served(artifact)
  const table = featureTable(parsePredictRequest({ features }), model.features, vocabulary)
  return score(model, table, { explain: false })[0]
}

const OASIS_INPUTS = {
  pre_icu_hours: 6,
  age: 70,
  gcs_min: 9,
  heart_rate_min: 75,
  heart_rate_max: 118,
  mbp_min: 55,
  mbp_max: 100,
  resp_rate_min: 14,
  resp_rate_max: 24,
  temp_c_min: 36.6,
  temp_c_max: 37.2,
  urine_output_sum: 1200,
  mech_vent_any: true,
  elective_surgery: false,
}
const SAPSII_INPUTS = {
  age: 70,
  gcs_min: 9,
  heart_rate_min: 75,
  heart_rate_max: 118,
  temp_c_max: 37.2,
  urine_output_sum: 1200,
  elective_surgery: 0,
  sbp_min: 85,
  sbp_max: 150,
  bun_max: 30,
  wbc_min: 8,
  wbc_max: 21,
  potassium_min: 3.5,
  potassium_max: 4.5,
  sodium_min: 136,
  sodium_max: 142,
  bicarbonate_min: 18,
  surgical_service: 0,
}

describe('severity scores of a patient', () => {
  it('are the published ones, of inputs that the model itself does not use', () => {
    // age 6, GCS 4, heart rate 3, pressure 2, breathing 1, temperature 2, urine 5, ventilated 9, not elective 6
    // age 15, systolic pressure 5, urea nitrogen 6, white cells 3, bicarbonate 3, GCS 7, medical 6
    const { severityScores } = scored({ ...OASIS_INPUTS, ...SAPSII_INPUTS }) ?? {}
    expect(severityScores).toMatchObject({
      oasis: { score: 38, countedAsNormal: [] },
      sapsii: { score: 45 },
    })
    expect(severityScores?.oasis?.probability).toBeCloseTo(1 / (1 + Math.exp(6.1746 - 4.845)), 12)
    // the paper's own conversion: 45 points, 34.8 %
    expect(severityScores?.sapsii?.probability).toBeCloseTo(0.348, 3)
  })

  it.each([
    ['oasis', 'sapsii', OASIS_INPUTS],
    ['sapsii', 'oasis', SAPSII_INPUTS],
  ] as const)(
    '%s needs each of its inputs, but none of those of %s alone',
    (name, other, inputs) => {
      expect(scored(inputs)?.severityScores).toMatchObject({ [other]: null })
      expect(scored(inputs)?.severityScores[name]).not.toBeNull()
      for (const input of Object.keys(inputs)) {
        expect([input, scored({ ...inputs, [input]: null })?.severityScores[name]]).toEqual([
          input,
          null,
        ])
      }
    },
  )

  it('take as normal what is measured only where it is feared, and name it', () => {
    const normal = scored(SAPSII_INPUTS)?.severityScores.sapsii?.countedAsNormal
    expect(normal).toEqual([
      'pf_ratio_supported_min',
      'bilirubin_max',
      'prior_sapsii_aids',
      'prior_sapsii_hematologic_malignancy',
      'prior_sapsii_metastatic_cancer',
    ])
    const jaundiced = scored({ ...SAPSII_INPUTS, bilirubin_max: 7 })?.severityScores.sapsii
    expect(jaundiced?.score).toBe(45 + 9)
    expect(jaundiced?.countedAsNormal).not.toContain('bilirubin_max')
  })

  it('know ages over 89 as training does, whether or not the model uses age', () => {
    const old = { ...OASIS_INPUTS, age: 89.5 }
    // OASIS gives 7 points from 90 on
    expect(scored(old)?.severityScores.oasis?.score).toBe(38 + 1)
    const ageless = logisticArtifact()
    const without = {
      ...ageless,
      features: ageless.features.filter(({ name }) => name !== 'age'),
    }
    expect(scored(old, without)?.severityScores.oasis?.score).toBe(38 + 1)
    expect(scored(old, without)?.warnings.map(({ code }) => code)).not.toContain('age-over-89')
  })

  it('are none for a window that is not the 24 h they were made for', () => {
    const later = logisticArtifact({ predictionHours: 48 })
    expect(scored({ ...OASIS_INPUTS, ...SAPSII_INPUTS }, later)?.severityScores).toEqual({
      oasis: null,
      sapsii: null,
    })
  })

  it('are of each patient of a batch what they are alone', () => {
    const model = served(oasisArtifact())
    const instances = [OASIS_INPUTS, {}, { ...OASIS_INPUTS, gcs_min: 15 }]
    const table = featureTable(parsePredictRequest({ instances }), model.features, vocabulary)
    const together = score(model, table, { explain: false })
    expect(together.map(one => one.severityScores.oasis?.score)).toEqual([38, undefined, 34])
  })

  it('are computed from numbers and flags of the catalogue that are known in time', () => {
    for (const name of SEVERITY_INPUTS) {
      expect(['number', 'flag']).toContain(vocabulary.kinds.get(name))
    }
  })
})
