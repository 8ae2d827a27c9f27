import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TABLES } from '../../../shared/contracts/dataset.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'

const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')
const hasDemo = existsSync(DEMO)
if (!hasDemo) console.warn('skipped: no ../shared/data/mimic-iii-demo-1.4 to compare headers with')

describe('contractOf', () => {
  it('has one contract for each of the 26 tables, in a file of its own', () => {
    expect(TABLES).toHaveLength(26)
    expect(TABLES.map(table => contractOf(table).table)).toEqual([...TABLES])
    const files = readdirSync(join(import.meta.dirname, '../../../shared/mimic/tables'))
    expect(files.sort()).toEqual(TABLES.map(table => `${table.toLowerCase()}.ts`).sort())
  })

  it.each(TABLES)('is sound: %s', table => {
    const {
      columns,
      rowKey,
      naturalKey = [],
      foreignKeys = [],
      timeOrder = [],
      fullReleaseRows,
    } = contractOf(table)
    const names = columns.map(column => column.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.every(name => /^[a-z][a-z0-9_]*$/.test(name))).toBe(true)
    expect(columns.every(column => column.description.length > 0)).toBe(true)

    expect(rowKey).toEqual(['row_id'])
    expect(columns[0]).toMatchObject({ name: 'row_id', type: 'int', nullable: false })
    expect(names).toEqual(expect.arrayContaining([...naturalKey]))
    for (const key of foreignKeys) {
      const type = columns.find(column => column.name === key.column)?.type
      const target = contractOf(key.table).columns.find(column => column.name === key.references)
      expect(type).toBeDefined()
      expect(target?.type).toBe(type)
    }
    for (const { values, range, type } of columns) {
      expect(new Set(values).size).toBe(values?.length ?? 0)
      const kind = type === 'text' ? 'string' : 'number'
      expect(values?.every(value => typeof value === kind) ?? true).toBe(true)
      if (range === undefined) continue
      expect(['int', 'long', 'double']).toContain(type)
      expect(range.low ?? -Infinity).toBeLessThan(range.high ?? Infinity)
    }
    for (const { earlier, later } of timeOrder) {
      const types = columns.filter(({ name }) => name === earlier || name === later)
      expect(types.map(({ type }) => type)).toEqual(['timestamp', 'timestamp'])
    }
    expect(fullReleaseRows).toBeGreaterThan(0)
  })

  it('refers to all that the PostgreSQL build of mimic-code constrains', () => {
    const references = TABLES.flatMap(table =>
      (contractOf(table).foreignKeys ?? []).map(key => `${table} ${key.column} ${key.table}`),
    )
    // 61 constraints; besides, the documentation links items of INPUTEVENTS_CV and the two kinds of ICD codes
    expect(references).toHaveLength(64)
    expect(references).toEqual(
      expect.arrayContaining([
        'DIAGNOSES_ICD icd9_code D_ICD_DIAGNOSES',
        'PROCEDURES_ICD icd9_code D_ICD_PROCEDURES',
        'INPUTEVENTS_CV itemid D_ITEMS',
        'LABEVENTS itemid D_LABITEMS',
        'MICROBIOLOGYEVENTS org_itemid D_ITEMS',
        'NOTEEVENTS cgid CAREGIVERS',
      ]),
    )
  })

  it('keeps codes as text: leading zeros matter', () => {
    const codes = TABLES.flatMap(table =>
      contractOf(table)
        .columns.filter(({ name }) =>
          [
            'icd9_code',
            'ndc',
            'gsn',
            'drg_code',
            'cpt_cd',
            'loinc_code',
            'formulary_drug_cd',
          ].includes(name),
        )
        .map(({ name, type }) => `${table}.${name}: ${type}`),
    )
    expect(codes).toEqual([
      'CPTEVENTS.cpt_cd: text',
      'DIAGNOSES_ICD.icd9_code: text',
      'DRGCODES.drg_code: text',
      'D_ICD_DIAGNOSES.icd9_code: text',
      'D_ICD_PROCEDURES.icd9_code: text',
      'D_LABITEMS.loinc_code: text',
      'PRESCRIPTIONS.formulary_drug_cd: text',
      'PRESCRIPTIONS.gsn: text',
      'PRESCRIPTIONS.ndc: text',
      'PROCEDURES_ICD.icd9_code: text',
    ])
  })

  it('knows line breaks in fields of notes only', () => {
    expect(TABLES.filter(table => contractOf(table).lineBreaksInFields)).toEqual(['NOTEEVENTS'])
  })

  it.skipIf(!hasDemo).each(TABLES)('has the columns of the real %s, in their order', table => {
    const header = readFileSync(join(DEMO, `${table}.csv`), 'latin1').split('\n', 1)[0] ?? ''
    expect(contractOf(table).columns.map(column => column.name)).toEqual(header.trim().split(','))
  })
})
