import { describe, expect, it } from 'vitest'
import {
  CATALOGUE,
  catalogue,
  featuresOf,
  GOLD_COLUMNS,
} from '../../../shared/features/catalogue.ts'
import type { FeatureSet } from '../../../shared/features/feature.ts'
import { OASIS_COMPONENTS } from '../../../shared/features/oasis.ts'

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
