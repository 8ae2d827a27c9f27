import { describe, expect, it } from 'vitest'
import {
  CATALOGUE,
  catalogue,
  featuresOf,
  GOLD_COLUMNS,
  SCORE_NAMES,
} from '../../../shared/features/catalogue.ts'
import type { FeatureSet } from '../../../shared/features/feature.ts'
import { OASIS_COMPONENTS } from '../../../shared/features/oasis.ts'
import { sapsiiComponents } from '../../../shared/features/sapsii.ts'
import { SOFA_COMPONENTS } from '../../../shared/features/sofa.ts'

function namesOf(set: FeatureSet): string[] {
  return featuresOf(set).map(feature => feature.name)
}

describe('the feature catalogue', () => {
  it('names every column once', () => {
    expect(new Set(GOLD_COLUMNS).size).toBe(GOLD_COLUMNS.length)
  })

  it('gives no set for prediction anything that is known at discharge only', () => {
    const late = CATALOGUE.filter(feature => feature.knownWhen === 'discharge')
    expect(late.map(feature => feature.name)).toEqual(
      expect.arrayContaining(['los_icu_days', 'discharge_location', 'diagnosis_renal_failure']),
    )
    expect(late.filter(feature => feature.sets.some(set => set !== 'retrospective'))).toEqual([])
  })

  it('has sets that hold one another', () => {
    expect(namesOf('full')).toEqual(expect.arrayContaining(namesOf('core')))
    expect(namesOf('retrospective')).toEqual(expect.arrayContaining(namesOf('full')))
    expect(namesOf('retrospective').length).toBeGreaterThan(namesOf('full').length)
  })

  it('has about 20 clinical variables in core, and who the patient is', () => {
    const core = featuresOf('core')
    const measured = core.filter(({ knownWhen, statistic }) => {
      return knownWhen === 'window-end' && statistic !== 'value'
    })
    expect(new Set(measured.map(({ concept }) => concept)).size).toBe(20)
    expect(core.length - measured.length).toBe(5)
  })

  it('has the scores in no set, as models get what they are computed from', () => {
    const scores = CATALOGUE.filter(({ name }) => SCORE_NAMES.has(name))
    expect(scores.map(({ name, knownWhen, sets }) => [name, knownWhen, sets.length])).toEqual([
      ['oasis', 'window-end', 0],
      ['sapsii', 'window-end', 0],
      ['sapsii_retrospective', 'discharge', 0],
      ['sofa', 'window-end', 0],
    ])
  })

  it('has a feature for everything that the scores are computed from', () => {
    const names = new Set(CATALOGUE.map(({ name }) => name))
    const inputs = [
      ...OASIS_COMPONENTS,
      ...sapsiiComponents('strict'),
      ...sapsiiComponents('retrospective'),
      ...SOFA_COMPONENTS,
    ].flatMap(({ features }) => features)
    expect(inputs.filter(name => !names.has(name))).toEqual([])
  })

  it('gives every set what OASIS is computed from', () => {
    const inputs = OASIS_COMPONENTS.flatMap(component => component.features)
    expect(featuresOf('core').map(feature => feature.name)).toEqual(expect.arrayContaining(inputs))
  })

  it('keeps the names and their order at every horizon, and says the window', () => {
    expect(catalogue(48).map(feature => feature.name)).toEqual(
      CATALOGUE.map(feature => feature.name),
    )
    const windows = Object.fromEntries(catalogue(48).map(({ name, window }) => [name, window]))
    expect(windows).toMatchObject({
      heart_rate_mean: '(0, 48] h',
      lactate_max: '[−6, 48] h',
      gcs_min: '[0, 48] h',
      urine_output_sum: '[0, 48] h',
      weight_mean: '(−24, 48] h',
      fio2_max: '(0, 48] h charted, [−6, 48] h gas',
    })
  })

  it('says what each number is measured in, and where it becomes implausible', () => {
    const silent = CATALOGUE.filter(
      ({ kind, unit, statistic }) => kind === 'number' && unit === null && statistic !== 'count',
    )
    expect(silent).toEqual([])
    const boundless = CATALOGUE.filter(({ kind, range }) => kind === 'number' && range === null)
    expect(boundless).toEqual([])
  })
})
