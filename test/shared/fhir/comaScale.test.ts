import { afterAll, describe, expect, it } from 'vitest'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { chartOf } from '../cds/chartOf.ts'
import { observed } from './sampleBundle.ts'

afterAll(closeWorkers)

describe('the coma scale of FHIR resources', () => {
  it('keep a total of the coma scale, whose parts are unknown then, but take the parts where they are charted', async () => {
    for (const total of [3, 4, 8, 9, 13, 15]) {
      const { features } = await chartOf([observed('t', '9269-2', total, '{score}', 1)])
      expect([features['gcs_min'], features['gcs_count']]).toEqual([total, 1])
      expect(features['gcs_motor_min']).toBeUndefined()
    }
    const parts = [
      observed('t', '9269-2', 15, '{score}', 1),
      observed('e', '9267-6', 3, '{score}', 1),
      observed('v', '9270-0', 4, '{score}', 1),
      observed('m', '9268-4', 5, '{score}', 1),
    ]
    const { features } = await chartOf(parts)
    expect(features).toMatchObject({ gcs_min: 12, gcs_count: 1, gcs_motor_min: 5, gcs_eye_max: 3 })
    const odd = await chartOf([observed('t', '9269-2', 16, '{score}', 1)])
    expect(odd.refused).toEqual([{ concept: 'gcs', reason: 'implausible', count: 1 }])
  })

  it('know the parts of the coma scale though totals came before the ICU or after the window', async () => {
    const outside = [-2, 25].map(hours => observed(`t${hours}`, '9269-2', 15, '{score}', hours))
    const { features } = await chartOf([...comaParts(2, 3, 5, 1), ...outside])
    expect(features).toMatchObject({ gcs_min: 10, gcs_count: 1, gcs_motor_min: 5 })
  })

  it('take a total that repeats the parts of the hours before for no reading of its own', async () => {
    const repeated = observed('t', '9269-2', 10, '{score}', 1.01)
    const { features } = await chartOf([...comaParts(2, 3, 5, 1), repeated])
    expect(features).toMatchObject({ gcs_min: 10, gcs_count: 1, gcs_eye_min: 2 })
    const worse = observed('t', '9269-2', 6, '{score}', 2)
    const other = (await chartOf([...comaParts(2, 3, 5, 1), worse])).features
    expect([other['gcs_min'], other['gcs_count']]).toEqual([6, 2])
    expect(other['gcs_eye_min']).toBeUndefined()
    // nothing is carried into the ICU from before it
    const before = (await chartOf([...comaParts(2, 3, 5, -1), repeated])).features
    expect(before).toMatchObject({ gcs_min: 10, gcs_count: 1 })
  })

  it('add no part of the coma scale to parts that nobody charted', async () => {
    const total = observed('t', '9269-2', 9, '{score}', 1)
    const [eye = {}] = comaParts(3, 4, 5, 2)
    const { features, refused } = await chartOf([total, eye])
    expect([features['gcs_min'], features['gcs_count']]).toEqual([9, 1])
    expect(refused).toEqual([{ concept: 'gcs_eye', reason: 'incomplete', count: 1 }])
    // with a total at the same time, that decides
    const [motor = {}] = comaParts(3, 4, 5, 1).slice(2)
    expect((await chartOf([total, motor])).features['gcs_min']).toBe(9)
    // 6 h later nothing is carried any more: 3 + normal
    const [late = {}] = comaParts(3, 4, 5, 7)
    expect((await chartOf([total, late])).features['gcs_last']).toBe(3 + 5 + 6)
  })

  it.each(['Intubated', 'No Response-ETT', '1.0 ET/Trach', '1T'])(
    'count a verbal response of "%s" as gold does one that cannot be tested: 15 in total',
    async words => {
      const [eye = {}, verbal = {}, motor = {}] = comaParts(1, 1, 3, 1)
      const text = { ...verbal, valueQuantity: undefined, valueString: words }
      const coded = { ...text, valueString: undefined, valueCodeableConcept: { text: words } }
      expect((await chartOf([eye, text, motor])).features['gcs_min']).toBe(15)
      expect((await chartOf([eye, coded, motor])).features['gcs_min']).toBe(15)
    },
  )
})

/** The parts of the coma scale, `hours` after ICU admission. */
function comaParts(eye: number, verbal: number, motor: number, hours: number) {
  return [
    observed(`e${hours}`, '9267-6', eye, '{score}', hours),
    observed(`v${hours}`, '9270-0', verbal, '{score}', hours),
    observed(`m${hours}`, '9268-4', motor, '{score}', hours),
  ]
}
