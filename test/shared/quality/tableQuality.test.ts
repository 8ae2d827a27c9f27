import { describe, expect, it } from 'vitest'
import type { PartQuality } from '../../../shared/contracts/quality.ts'
import { optional, required, type TableContract } from '../../../shared/mimic/contract.ts'
import { sketchOf } from '../../../shared/quality/distinctSketch.ts'
import { SAMPLE_KEYS } from '../../../shared/quality/keySample.ts'
import { type PromotionFacts, tableQuality } from '../../../shared/quality/tableQuality.ts'

const contract: TableContract = {
  table: 'DRGCODES',
  version: 3,
  description: 'Made up',
  columns: [
    required('row_id', 'int', 'Number of the row'),
    required('kind', 'text', 'One of a list', { values: ['HCFA', 'MS'] }),
    optional('weight', 'double', 'How heavy', { unit: 'kg', range: { low: 0 } }),
    optional('day', 'timestamp', 'When'),
  ],
  rowKey: ['row_id'],
  timeOrder: [],
  fullReleaseRows: 125_557,
  lineBreaksInFields: false,
}

const facts: PromotionFacts = {
  file: 'bronze/demo/DRGCODES.csv',
  deltaVersion: 2,
  measured: '2026-01-01T00:00:00.000Z',
  rowsIn: 12,
  quarantined: 0,
  reasons: {},
  latin1Rows: 0,
  unknownColumns: [],
  keys: ['a', 'b'],
}

/** One part: as many rows as weights. */
function partOf(weights: readonly (number | null)[], more: Partial<PartQuality> = {}): PartQuality {
  const filled = weights.filter(weight => weight !== null)
  const rows = weights.length
  const bounds = filled.length === 0 ? {} : { min: Math.min(...filled), max: Math.max(...filled) }
  return {
    rows,
    columns: {
      row_id: { nulls: 0, min: 1, max: rows },
      kind: {
        nulls: 0,
        distinct: sketchOf([1]),
        otherValues: { rows: 0, most: [] },
        lostDegreeSigns: 0,
      },
      weight: { nulls: rows - filled.length, distinct: sketchOf([]), outOfRange: 0, ...bounds },
      day: {
        nulls: 0,
        distinct: sketchOf([1]),
        min: '2101-03-04T05:06:07.000Z',
        max: '2104-03-04T05:06:07.000Z',
      },
    },
    timeOrder: [],
    repeats: { keyed: rows, exact: 0, sample: { hashes: [], rows: [] } },
    sample: {
      hashes: weights.map((_, i) => i),
      columns: { weight: [...weights], day: weights.map((_, i) => 2101 + (i % 4)) },
    },
    ...more,
  }
}

const weights = Array.from({ length: 12 }, (_, i) => i * 10)

describe('tableQuality', () => {
  it('says what came in, what went out, and how it is spread', () => {
    const report = tableQuality(contract, facts, [partOf(weights)])
    expect(report).toMatchObject({
      table: 'DRGCODES',
      deltaVersion: 2,
      contractVersion: 3,
      rows: { in: 12, out: 12, quarantined: 0, fullRelease: 125_557 },
      parts: 2,
      keys: { blobs: ['a', 'b'] },
      findings: [],
    })
    // numpy.quantile(numpy.arange(12) * 10, [.05, .25, .5, .75, .95])
    expect(report.columns['weight']).toMatchObject({
      min: 0,
      max: 110,
      quantiles: { p5: 5.5, p25: 27.5, p50: 55, p75: 82.5, p95: 104.5, exact: true, rows: 12 },
    })
    expect(report.columns['day']).toMatchObject({
      min: '2101',
      max: '2104',
      quantiles: { p50: '2102', exact: true },
    })
  })

  it('shows no bounds and no quantiles of fewer than 11 values', () => {
    const ten = tableQuality(contract, facts, [partOf(weights.map((w, i) => (i < 2 ? null : w)))])
    expect(ten.columns['weight']).toMatchObject({ nulls: 2, min: null, max: null, quantiles: null })
    const eleven = tableQuality(contract, facts, [partOf([null, ...weights.slice(1)])])
    expect(eleven.columns['weight']).toMatchObject({ nulls: 1, min: 10, max: 110 })
  })

  it('names three values that the contract does not list, and not all of a long one', () => {
    const most = [
      { value: 'a text that someone wrote into the wrong column', rows: 5 },
      { value: 'b', rows: 4 },
      { value: 'c', rows: 3 },
      { value: 'd', rows: 2 },
    ]
    const part = partOf(weights)
    const columns = {
      ...part.columns,
      kind: { ...(part.columns['kind'] ?? { nulls: 0 }), otherValues: { rows: 14, most } },
    }
    const { columns: shown, findings } = tableQuality(contract, facts, [{ ...part, columns }])
    expect(shown['kind']?.otherValues).toEqual({
      rows: 14,
      most: [
        { value: 'a text that someone …', rows: 5 },
        { value: 'b', rows: 4 },
        { value: 'c', rows: 3 },
      ],
    })
    expect(findings).toEqual([
      {
        kind: 'other-values',
        severity: 'soft',
        rows: 14,
        text: `14 rows with kind none of MIMIC-III's values: "a text that someone …" (5), "b" (4), "c" (3)`,
      },
    ])
  })

  it('puts into words what was found, what is lost first', () => {
    const part = partOf(weights)
    const weight = { ...(part.columns['weight'] ?? { nulls: 0 }), outOfRange: 1234 }
    const { findings } = tableQuality(
      contract,
      {
        ...facts,
        quarantined: 5,
        reasons: { 'not a number': 1, 'too short': 2, 'no end': 1, 'row_id twice': 1 },
        latin1Rows: 1,
        unknownColumns: ['colour'],
      },
      [{ ...part, columns: { ...part.columns, weight }, repeats: { ...part.repeats, exact: 7 } }],
    )
    expect(findings.map(({ severity, text }) => [severity, text])).toEqual([
      [
        'hard',
        '5 rows refused and kept in quarantine: too short (2); no end (1); not a number (1); 1 more reason',
      ],
      ['soft', '7 rows with all but the row key equal to an earlier row'],
      ['soft', '1,234 rows with weight below 0 kg'],
      ['soft', '1 row not in UTF-8, read as Latin-1'],
      ['soft', 'column "colour" is none of MIMIC-III v1.4 and was left out'],
    ])
  })

  it('says where repeated keys are an estimate', () => {
    const sample = {
      hashes: Array.from({ length: SAMPLE_KEYS }, (_, i) => i),
      rows: Array.from({ length: SAMPLE_KEYS }, (_, i) => (i % 4 === 0 ? 2 : 1)),
    }
    const repeats = { keyed: 1_000_000, exact: null, sample }
    const { repeatedKeys, findings } = tableQuality(contract, facts, [
      { ...partOf(weights), repeats },
    ])
    // a fifth of the sampled rows
    expect(repeatedKeys).toMatchObject({ rows: 200_000, exact: false })
    expect(findings[0]?.text).toBe(
      'about 200,000 rows with all but the row key equal to an earlier row (estimated from 2,048 keys)',
    )
  })
})
