import { afterAll, describe, expect, it } from 'vitest'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { chartOf } from '../cds/chartOf.ts'
import { observed } from './sampleBundle.ts'

afterAll(closeWorkers)

describe('blood gases of FHIR resources', () => {
  const fio2 = observed('fio2', '3150-0', 50, '%', 2)

  it('are read of arterial blood in mm[Hg] or kPa, with PaO2/FiO2 by the oxygen that was charted in the 4 h before', async () => {
    const { features, observationIds, refused } = await chartOf([
      fio2,
      observed('ph', '2744-1', 7.21, '[pH]', 3),
      observed('po2', '2703-7', 80, 'mm[Hg]', 3),
      observed('pco2', '2019-8', 6, 'kPa', 3),
      observed('be', '1925-7', -7, 'mmol/L', 3),
    ])
    expect(features).toMatchObject({
      ph_min: 7.21,
      pao2_min: 80,
      base_excess_min: -7,
      pf_ratio_min: 160,
      pf_ratio_count: 1,
    })
    expect(features['paco2_max']).toBeCloseTo(45.004, 3)
    expect([...observationIds].sort()).toEqual(['be', 'fio2', 'pco2', 'ph', 'po2'])
    expect(refused).toEqual([])
    // no extubation is told of, so nobody knows how the patient breathed then
    expect(Object.keys(features)).not.toContain('pf_ratio_ventilated_min')
  })

  it('count an oxygen pressure only where it is arterial by its code, or by another value of the same sample', async () => {
    const any = observed('po2', '11556-8', 60, 'mm[Hg]', 3)
    const arterial = observed('ph-a', '2744-1', 7.3, '[pH]', 3)
    const venous = observed('ph-v', '2746-6', 7.2, '[pH]', 3)
    const alone = await chartOf([fio2, any])
    expect([alone.features['pao2_count'], alone.features['pf_ratio_min']]).toEqual([0, undefined])
    expect(alone.refused).toEqual([{ concept: 'pao2', reason: 'specimen', count: 1 }])
    const ofArtery = await chartOf([fio2, any, arterial])
    expect(ofArtery.features).toMatchObject({ pao2_min: 60, pf_ratio_min: 120 })
    const ofBoth = await chartOf([fio2, any, arterial, venous])
    expect(ofBoth.refused).toEqual([{ concept: 'pao2', reason: 'specimen', count: 1 }])
    expect(ofBoth.features).toMatchObject({ ph_min: 7.2, ph_max: 7.3, ph_count: 2 })
  })
})
