import { describe, expect, it } from 'vitest'
import { AppError, type InputError } from '../../../shared/http/problem.ts'
import { logisticArtifact, scoreBody, served } from './sampleModels.ts'

const model = served(logisticArtifact())

function refusal(body: unknown): AppError {
  try {
    scoreBody(model, body)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the body was accepted')
}

function errorsOf(body: unknown): readonly InputError[] {
  const error = refusal(body)
  expect(error.code).toBe('INVALID_INPUT')
  return error.errors
}

describe('a request out of contract', () => {
  it.each([
    [[], ''],
    ['text', ''],
    [null, ''],
    [{}, ''],
    [{ feature: {} }, ''],
    [{ features: {}, instances: [{}] }, ''],
    [{ stay: {} }, ''],
    [{ features: [] }, '/features'],
    [{ features: null }, '/features'],
    [{ features: {}, explain: true }, '/explain'],
    [{ instances: {} }, '/instances'],
    [{ instances: [] }, '/instances'],
    [{ instances: [{}, 7] }, '/instances/1'],
    [{ instances: Array.from({ length: 10_001 }, () => ({})) }, '/instances'],
  ])('%j is refused, the place named', (body, pointer) => {
    expect(errorsOf(body).map(error => error.pointer)).toEqual([pointer])
  })

  it('says which forms are taken', () => {
    expect(refusal({ patient: {} }).message).toBe(
      'The body must have one of { "features": {…} }, { "instances": [ {…}, … ] } and { "stay": {…} }; it has "patient".',
    )
  })

  it.each([
    [{ age: '70' }, '/features/age', 'must be a number or null, not text'],
    [{ age: [70] }, '/features/age', 'must be a number or null, not an array'],
    [{ age: true }, '/features/age', 'must be a number or null, not a boolean'],
    [{ age: Number.POSITIVE_INFINITY }, '/features/age', 'must be a finite number'],
    [{ age: 1e300 }, '/features/age', 'must be a number from -1e9 to 1e9'],
    [{ mech_vent_any: 2 }, '/features/mech_vent_any', 'not another number'],
    [{ mech_vent_any: 'yes' }, '/features/mech_vent_any', 'not text'],
    [{ gender: 1 }, '/features/gender', 'must be text or null, not a number'],
    [{ gender: {} }, '/features/gender', 'must be text or null, not an object'],
    [{ sodium_min: 'low' }, '/features/sodium_min', 'must be a number or null, not text'],
    [{ lactat_max: 2 }, '/features/lactat_max', 'is not a feature; did you mean lactate_max?'],
    [{ shoe_size: 43 }, '/features/shoe_size', 'is not a feature; GET /api/features lists them'],
    [{ 'a/b~c': 1 }, '/features/a~1b~0c', 'is not a feature'],
    [{ constructor: 1 }, '/features/constructor', 'is not a feature'],
  ])('%j', (features, pointer, message) => {
    expect(errorsOf({ features })).toEqual([{ pointer, message: expect.stringContaining(message) }])
  })

  it('does not mistake __proto__ for anything but an unknown field', () => {
    const features = JSON.parse('{ "__proto__": { "age": 70 } }')
    expect(errorsOf({ features }).map(({ pointer }) => pointer)).toEqual(['/features/__proto__'])
  })

  it.each([
    'discharge_location',
    'los',
    'length_of_stay',
    'hospital_expire_flag',
    'LOS',
    'icu_hours',
  ])('refuses %s as a leak of the outcome', name => {
    const [error] = errorsOf({ features: { age: 70, [name]: 1 } })
    expect(error).toEqual({
      pointer: `/features/${name}`,
      message: expect.stringContaining('gives the outcome away'),
    })
  })

  it('never repeats a value, which may be a patient’s', () => {
    const error = refusal({ features: { age: 'Jane Doe', gender: 4711 } })
    expect(JSON.stringify([error.message, error.errors])).not.toMatch(/Jane|4711/)
  })

  it('lists all that is wrong in a batch, up to a hundred, and counts the rest', () => {
    const instances = Array.from({ length: 150 }, () => ({ age: 'x' }))
    instances.push({ age: 'y' })
    const error = refusal({ instances })
    expect(error.errors).toHaveLength(100)
    expect(error.errors[99]?.pointer).toBe('/instances/99/age')
    expect(error.message).toContain('151 fields are wrong.')
  })
})
