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
    const { columns, rowKey, naturalKey = [], foreignKeys = [] } = contractOf(table)
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
