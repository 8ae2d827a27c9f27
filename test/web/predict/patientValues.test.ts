import { describe, expect, it } from 'vitest'
import { numberTyped, typedValue, valuesSent } from '../../../web/predict/patientValues.ts'

describe('what is typed into the form', () => {
  it.each([
    ['36.6', 36.6],
    [' 36,6 ', 36.6],
    ['0,125', 0.125],
    ['−3.5', -3.5],
    ['-3.5', -3.5],
    ['1700', 1700],
    ['', undefined],
    ['much', undefined],
    // 1.7 or a thousand times as much
    ['1,700', undefined],
    ['-1,700', undefined],
    ['12,345,678', undefined],
  ])('%j is read as %d', (text, number) => {
    expect(numberTyped(text)).toBe(number)
  })

  it('is sent as a number, or as it was typed so that the server says what is wrong', () => {
    const inputs = [
      { name: 'age', kind: 'number' },
      { name: 'urine_output_sum', kind: 'number' },
      { name: 'mech_vent_any', kind: 'flag' },
      { name: 'careunit', kind: 'category' },
      { name: 'lactate_max', kind: 'number' },
    ] as const
    const values = { age: '71', urine_output_sum: '1,700', mech_vent_any: '1', careunit: '7' }
    expect(valuesSent(values, inputs)).toEqual({
      age: 71,
      urine_output_sum: '1,700',
      mech_vent_any: 1,
      careunit: '7',
    })
  })

  it.each([
    [0.0002778, '0.0003'],
    [0.16667, '0.1667'],
    [-3.5, '-3.5'],
    [1712.44, '1712'],
  ])('of an example %d stands as %s, and can be read again', (value, text) => {
    expect(typedValue(value)).toBe(text)
    expect(numberTyped(text)).toBe(Number(text))
  })
})
