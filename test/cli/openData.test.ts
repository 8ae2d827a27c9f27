import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isOpenDemo } from '../../cli/openData.ts'

const DEMO = join(import.meta.dirname, '../../../shared/data/mimic-iii-demo-1.4')

describe('whose patients anyone may be shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-data-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('are not those of a folder with other patients, or with none', async () => {
    writeFileSync(join(folder, 'ADMISSIONS.csv'), 'row_id\n1\n')
    expect(await isOpenDemo(folder)).toBe(false)
    writeFileSync(join(folder, 'PATIENTS.csv'), 'row_id,subject_id\n1,1\n')
    expect(await isOpenDemo(folder)).toBe(false)
  })

  it.skipIf(!existsSync(DEMO))(
    'are those of the open MIMIC-III demo (skipped where it does not lie beside the checkout)',
    async () => {
      expect(await isOpenDemo(DEMO)).toBe(true)
    },
  )
})
