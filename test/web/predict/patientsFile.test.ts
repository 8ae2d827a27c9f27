import { describe, expect, it } from 'vitest'
import {
  type KnownFeature,
  MOST_PATIENTS,
  readPatients,
} from '../../../web/predict/patientsFile.ts'

const FEATURES: readonly KnownFeature[] = [
  { name: 'age', kind: 'number', knownWhen: 'icu-admission' },
  { name: 'mech_vent_any', kind: 'flag', knownWhen: 'window-end' },
  { name: 'first_careunit', kind: 'category', knownWhen: 'icu-admission' },
  { name: 'los_icu', kind: 'number', knownWhen: 'discharge' },
]

describe('readPatients', () => {
  it('keeps identifiers and outcome back, and leaves out what is missing', () => {
    const { kept, patients, setAside } = readPatients(
      'id,age,mech_vent_any,first_careunit,hospital_expire_flag\np1, 71 ,1,MICU,0\np2,,0,,\n',
      FEATURES,
    )
    expect(kept).toEqual(['id', 'hospital_expire_flag'])
    expect(patients.map(({ line, instance }) => ({ line, instance }))).toEqual([
      { line: 2, instance: { age: 71, mech_vent_any: 1, first_careunit: 'MICU' } },
      { line: 3, instance: { mech_vent_any: 0 } },
    ])
    expect(patients[0]?.kept).toEqual({ id: 'p1', hospital_expire_flag: '0' })
    expect(patients[1]?.values).toEqual({ age: '', mech_vent_any: '0', first_careunit: '' })
    expect(setAside).toEqual([])
  })

  it('sets bad rows aside, each with its line and why, and keeps the others', () => {
    const rows = ['old,0', '70,2', '70', 'Infinity,0', '1e10,0', '70,1']
    const { patients, setAside } = readPatients(`age,mech_vent_any\n${rows.join('\n')}\n`, FEATURES)
    expect(patients.map(({ line }) => line)).toEqual([7])
    expect(setAside).toEqual([
      { line: 2, reason: 'age: "old" is not a number' },
      { line: 3, reason: 'mech_vent_any: must be 0 or 1' },
      { line: 4, reason: 'has 1 field, and the header 2' },
      { line: 5, reason: 'age: "Infinity" is not a number' },
      { line: 6, reason: 'age: 10000000000 is too large' },
    ])
  })

  it.each([
    ['', 'the file is empty'],
    ['age\n', 'no patients'],
    ['age,age\n1,2\n', 'column "age" stands twice'],
    ['id;age\np1;70,5\n', 'no comma, but a semicolon'],
    ['\uFEFFid\tage\np1\t70\n', 'no comma, but a tab'],
    ['age,weight of heart\n1,2\n', '"weight of heart": not the name of an input'],
    ['age,los_icu\n1,2\n', 'column "los_icu" is known only at discharge'],
    ['id\n7\n', 'none of its columns is an input'],
    [
      `age\n${'70\n'.repeat(MOST_PATIENTS + 1)}`,
      'holds 10,001 patients, and 10,000 are scored at once',
    ],
  ])('refuses a file that cannot be scored as a whole (%#)', (text, reason) => {
    expect(() => readPatients(text, FEATURES)).toThrow(reason)
  })
})
