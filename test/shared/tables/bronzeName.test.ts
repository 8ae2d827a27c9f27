import { describe, expect, it } from 'vitest'
import { parseBronzeName } from '../../../shared/tables/bronzeName.ts'

describe('parseBronzeName', () => {
  it.each([
    ['bronze/mimic-iii-demo/ADMISSIONS.csv', 'mimic-iii-demo', 'ADMISSIONS', 'none'],
    ['bronze/demo/admissions.csv', 'demo', 'ADMISSIONS', 'none'],
    ['bronze/demo/D_ICD_Diagnoses.CSV.GZ', 'demo', 'D_ICD_DIAGNOSES', 'gzip'],
  ])('reads %s', (path, dataset, table, compression) => {
    expect(parseBronzeName(path)).toEqual({ ok: true, kind: 'table', dataset, table, compression })
  })

  it('knows the manifest', () => {
    expect(parseBronzeName('bronze/demo/_SUCCESS')).toEqual({
      ok: true,
      kind: 'success',
      dataset: 'demo',
    })
  })

  it.each([
    ['silver/demo/ADMISSIONS.csv', 'is not in the container bronze'],
    ['bronze/ADMISSIONS.csv', 'lies in no dataset'],
    ['bronze/demo/', 'lies in no dataset'],
    ['bronze/demo/2024/ADMISSIONS.csv', 'lies in a subfolder: expected bronze/demo/<TABLE>.csv'],
    ['bronze/My_Data/ADMISSIONS.csv', '"My_Data" is no dataset name: 1 to 63 lower-case letters'],
    ['bronze/-x/ADMISSIONS.csv', '"-x" is no dataset name'],
    [
      'bronze/demo/ADMISSION.csv',
      '"ADMISSION" is none of the 26 tables of MIMIC-III, ADMISSIONS to TRANSFERS',
    ],
    ['bronze/demo/ADMISSIONS.csv.zip', 'its name must end in .csv or .csv.gz'],
    ['bronze/demo/ADMISSIONS.parquet', 'its name must end in .csv or .csv.gz'],
    ['bronze/demo/.csv', 'its name must end in .csv or .csv.gz'],
    ['bronze/demo/_success', 'its name must end in .csv or .csv.gz'],
  ])('says what is wrong with %s', (path, reason) => {
    const name = parseBronzeName(path)
    expect(name).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
    expect(name).toMatchObject({ reason: expect.stringContaining(`${path}: `) })
  })
})
