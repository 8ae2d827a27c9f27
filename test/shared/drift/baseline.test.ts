import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildBaseline,
  countColumn,
  type DriftBaseline,
  driftBaseline,
  FEWEST_PATIENTS,
} from '../../../shared/drift/baseline.ts'
import type { Column } from '../../../shared/tables/frame.ts'
import { sampleFeature } from '../registry/sampleVersion.ts'

function baselineOf(
  kind: 'number' | 'flag' | 'category',
  column: Column,
  patients: readonly number[],
): DriftBaseline {
  const rows = Int32Array.from(patients.keys())
  return buildBaseline({
    features: [{ ...sampleFeature('x'), kind }],
    frame: { rows: rows.length, columns: { x: column } },
    rows,
    patients: Float64Array.from(patients),
    probabilities: Float64Array.from(rows, row => row / (rows.length + 1)),
  })
}

const numbers = (values: readonly number[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values),
})

describe('a baseline', () => {
  it('has deciles where there are patients enough, without the smallest and the largest value', () => {
    const values = Array.from({ length: 1_000 }, (_, at) => at + 1)
    const { features, prediction, rows, patients } = baselineOf('number', numbers(values), values)
    expect(features).toEqual([
      {
        name: 'x',
        missing: 0,
        binning: {
          kind: 'number',
          edges: [100, 200, 300, 400, 500, 600, 700, 800, 900],
        },
        counts: Array<number>(10).fill(100),
      },
    ])
    expect(prediction.counts).toEqual(Array<number>(10).fill(100))
    expect([rows, patients]).toEqual([1_000, 1_000])
  })

  it('parts two neighbours by a round number between them, which is neither of them', () => {
    const values = Array.from({ length: 22 }, (_, at) => (at < 11 ? 51.581908 : 51.64913))
    const [feature] = baselineOf('number', numbers(values), [...values.keys()]).features
    expect(feature?.binning).toEqual({ kind: 'number', edges: [51.6] })
  })

  it('counts what is missing apart, and parts a flag however rare one side is', () => {
    const values = Array.from({ length: 1_000 }, (_, at) =>
      at < 30 ? 1 : at < 100 ? Number.NaN : 0,
    )
    const patients = [...values.keys()]
    const [flag] = baselineOf('flag', numbers(values), patients).features
    expect(flag).toMatchObject({ missing: 70, binning: { edges: [0.5] }, counts: [900, 30] })
    const rarelyAbsent = values.map(value => 1 - value)
    const [other] = baselineOf('flag', numbers(rarelyAbsent), patients).features
    expect(other).toMatchObject({ missing: 70, binning: { edges: [0.5] }, counts: [30, 900] })
  })

  it('names no level of fewer than 11 patients, however many their stays', () => {
    const values = ['often', 'rare'].flatMap(level => Array<string>(40).fill(level))
    const patients = [...values.keys()].map(row => (row < 40 ? row : 100 + (row % 10)))
    const made = baselineOf('category', { kind: 'text', values }, patients)
    expect(made.features[0]).toMatchObject({
      binning: { kind: 'category', levels: ['often'] },
      counts: [40, 40],
    })
    expect(JSON.stringify(made)).not.toContain('rare')
  })

  it('parts numbers only where each bin is of 11 patients and every value has one bin', () => {
    const row = fc.record({
      value: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ noDefaultInfinity: true })),
      patient: fc.integer({ min: 0, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 300 }), given => {
        const column = numbers(given.map(({ value }) => value))
        const patients = given.map(({ patient }) => patient)
        const { features } = baselineOf('number', column, patients)
        const [feature] = features
        if (feature?.binning.kind !== 'number') throw new Error('expected a number')
        const { edges } = feature.binning
        const known = given.filter(({ value }) => !Number.isNaN(value))
        const bins = [...edges, Number.POSITIVE_INFINITY].map((edge, at) =>
          known.filter(({ value }) => value <= edge && (at === 0 || value > (edges[at - 1] ?? 0))),
        )
        expect(feature.counts).toEqual(bins.map(({ length }) => length))
        expect(feature.missing).toBe(given.length - known.length)
        for (const bin of edges.length === 0 ? [] : bins) {
          const of = new Set(bin.map(({ patient }) => patient))
          expect(of.size).toBeGreaterThanOrEqual(FEWEST_PATIENTS)
        }
      }),
    )
  })

  it('counts its own rows as it says, and survives being stored', () => {
    const values = Array.from({ length: 200 }, (_, at) => (at % 7) * 1.1)
    const made = baselineOf('number', numbers(values), [...values.keys()])
    const stored = driftBaseline.parse(JSON.parse(JSON.stringify(made)))
    expect(stored).toEqual(made)
    const [feature] = stored.features
    if (feature === undefined) throw new Error('expected a feature')
    const frame = { rows: 200, columns: { x: numbers(values) } }
    expect(countColumn(feature.binning, frame, 'x')).toEqual(feature.counts)
  })
})
