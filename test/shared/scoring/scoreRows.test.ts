import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, fieldsOf, linesOfRange } from '../../../shared/scoring/csvLines.ts'
import { scoreRows } from '../../../shared/scoring/scoreRows.ts'
import { problemOfColumns } from '../../../shared/scoring/scoringColumns.ts'
import { replay } from '../../../shared/serving/replay.ts'
import { logisticArtifact, scoreBody, served, VOCABULARY } from '../serving/sampleModels.ts'

const model = served(logisticArtifact())
const options = { model, vocabulary: VOCABULARY, at: '2026-03-02T00:00:00.000Z', name: 'a' }
const encoded = (text: string) => new TextEncoder().encode(text)

describe('linesOfRange', () => {
  it('gives each line of a CSV to exactly one range, wherever it is cut', () => {
    const line = fc.stringMatching(/^[a-zé,]{0,9}$/)
    const ends = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(
        fc.array(line),
        ends,
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (lines, end, open, size) => {
          const body = lines.join(end) + (open ? '' : end)
          const bytes = encoded(`header\n${body}`)
          const found: string[] = []
          let before = 0
          const numbers: number[] = []
          for (let start = 7; start < bytes.length; start += size) {
            const range = linesOfRange(
              bytes.subarray(start - 1),
              Math.min(size, bytes.length - start),
            )
            let next = range.next()
            for (; next.done !== true; next = range.next()) {
              found.push(next.value.text)
              numbers.push(before + next.value.line)
            }
            before += next.value
          }
          const expected = lines
            .map((text, row) => [text, row + 1] as const)
            .filter(([text]) => text !== '')
          expect(found).toEqual(expected.map(([text]) => text))
          expect(numbers).toEqual(expected.map(([, row]) => row))
        },
      ),
    )
  })

  it('reads back the fields that csvLine writes', () => {
    const fields = fc.array(fc.stringMatching(/^[a-z", é]{0,6}$/), { minLength: 1 })
    fc.assert(
      fc.property(fields, written => {
        expect(fieldsOf(csvLine(written).slice(0, -1))).toEqual(written)
      }),
    )
  })
})

describe('scoreRows', () => {
  const rows = [
    {
      line: 1,
      values: {
        id: 'x',
        age: '70',
        lactate_max: '4',
        mech_vent_any: '1',
        gender: 'F',
        hospital_expire_flag: '1',
      },
    },
    { line: 2, values: { id: 'y', age: 'old', hospital_expire_flag: '0' } },
    { line: 3, values: { id: 'z', age: '', mech_vent_any: 'False', hospital_expire_flag: '' } },
    { line: 4, values: { id: 'w', age: '50', hospital_expire_flag: '2' } },
  ]

  it('scores rows as POST /api/predict does, and sets aside what cannot be scored, by its line', () => {
    const { predictions, rejected } = scoreRows(rows, options)
    const instances = [
      { age: 70, lactate_max: 4, mech_vent_any: 1, gender: 'F' },
      { mech_vent_any: false },
    ]
    const answered = scoreBody(model, { instances }, false).map(({ probability }) => probability)
    const { columns } = predictions
    expect([...(columns['probability']?.values ?? [])]).toEqual(answered)
    expect(columns['id']?.values).toEqual(['x', 'z'])
    expect([...(columns['hospital_expire_flag']?.values ?? [])]).toEqual([1, Number.NaN])
    expect(rejected).toEqual([
      { line: 2, reason: 'age must be a number or null, not text' },
      { line: 4, reason: 'hospital_expire_flag must be 0, 1 or nothing' },
    ])
  })

  it('logs what it scored under the same ids each time', () => {
    const [first, again] = [scoreRows(rows, options), scoreRows(rows, options)]
    expect(again.logged).toEqual(first.logged)
    const ids = first.logged.predictions.map(({ id }) => id)
    expect(first.predictions.columns['prediction_id']?.values).toEqual(ids)
    expect(ids.every(id => id.startsWith(first.part))).toBe(true)
    expect(scoreRows(rows, { ...options, name: 'b' }).part).not.toBe(first.part)
    expect([...replay(model, first.logged.inputs)]).toEqual(
      first.logged.predictions.map(({ probability }) => probability),
    )
    expect(JSON.stringify(first.logged)).not.toContain('"x"')
  })
})

describe('problemOfColumns', () => {
  it.each([
    [['id', 'age', 'hospital_expire_flag'], ''],
    [['age', 'age'], 'column "age" stands twice in it'],
    [['age', 'agee'], 'column "agee" is not a feature; did you mean age?'],
    [['age', 'icu_hours'], 'is known only when the admission ends'],
    [['id', 'x'], 'none of its columns is an input of the model'],
  ])('of %j: %s', (columns, problem) => {
    const found = problemOfColumns(columns, model, VOCABULARY) ?? ''
    expect([found.includes(problem), found === '']).toEqual([true, problem === ''])
  })
})
