import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { parseCsv } from '../../../web/predict/csv.ts'
import { reachSystem } from '../runningSystem.ts'
import { browse, hasBrowser, seen } from './browser.ts'
import { DATASET } from './runningPage.ts'

/** How many predictions were logged, as the app's health tells. */
async function predictionLog(): Promise<unknown> {
  const answer = await fetch(`${new URL(inject('pageUrl')).origin}/api/health`)
  return z.object({ predictionLog: z.unknown() }).parse(await answer.json()).predictionLog
}

describe.skipIf(!hasBrowser)('the view for a prediction', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures, complaints } = browsing

  /** Chooses a file of these lines. */
  const upload = async (...lines: readonly string[]): Promise<void> => {
    const buffer = Buffer.from(`${lines.join('\n')}\n`)
    const file = { name: 'ward.csv', mimeType: 'text/csv', buffer }
    await browsing.page.locator('input[type=file]').setInputFiles(file)
  }
  /** The CSV that a link leads to. */
  const downloaded = async (link: Locator) => {
    const waiting = browsing.page.waitForEvent('download')
    await link.click()
    return parseCsv(readFileSync(await (await waiting).path(), 'utf8')).map(({ fields }) => fields)
  }

  it('scores a typical patient, and says what moved the risk', async () => {
    await open('predict')
    const { page } = browsing
    await page.getByRole('button', { name: 'Example values' }).click()
    await page.getByRole('button', { name: 'Predict' }).click()
    const result = card('Result')
    await expect
      .poll(() => seen(result))
      .toMatch(/^Result [\d.]+ % risk of dying in hospital: (low|medium|high)/)
    const moved = result.locator('.plot-figure', { hasText: 'What moved it' })
    await moved.locator('svg rect').first().waitFor()
    await moved.locator('summary').click()
    // a step for each, and they lead to the score that is told
    await expect.poll(() => moved.locator('tbody tr').count()).toBeGreaterThan(3)
    const score = /to a score of (−?\d+\.\d\d)/.exec(await seen(moved))?.[1] ?? 'no score'
    await expect.poll(() => seen(moved.locator('tbody tr').last().locator('td').last())).toBe(score)
    // and the drawing says it as the text does
    await expect.poll(() => seen(moved.getByRole('img'))).toContain(score)
    await moved.locator('summary').click()
    // no typical value is far from all others
    await expect
      .poll(() => seen(result))
      .not.toMatch(/far from the training data|outside the clinical range/)
    await browsing.expectAccessible()
    await pictures('predict')
  })

  it('scores example patients of the data, the more severe at a higher risk, and logs none', async () => {
    const { page } = browsing
    const before = await predictionLog()
    const examples = page.getByRole('group', { name: `Example patients of ${DATASET}` })
    const risks: number[] = []
    for (const severity of ['low', 'high']) {
      await examples.getByRole('button', { name: severity }).click()
      await page.getByText('what is predicted of it is not logged').waitFor()
      await page.getByRole('button', { name: 'Predict' }).click()
      await card('Result').getByText('The form has changed since').waitFor({ state: 'detached' })
      const told = await seen(card('Result').locator('.risk'))
      risks.push(Number(/([\d.]+) %/.exec(told)?.[1]))
    }
    expect(risks[0]).toBeLessThan(risks[1] ?? 0)
    expect(await predictionLog()).toEqual(before)
    await pictures('predict-example')
    await page.getByRole('button', { name: 'Example values' }).click()
    await page.getByRole('button', { name: 'Predict' }).click()
    await card('Result').getByText('The form has changed since').waitFor({ state: 'detached' })
  })

  it('scores again as a slider moves, old and new beside each other', async () => {
    const { page } = browsing
    const whatIf = card('What if')
    const slider = whatIf.locator('input[type=range]').first()
    const told = whatIf.getByRole('status')
    const logged = await predictionLog()
    await expect.poll(() => seen(told)).toMatch(/^As given: [\d.]+ %\./)
    await slider.focus()
    await slider.press('End')
    await whatIf.getByText(/[\d.]+ % \(\w+\) → .*[\d.]+ % \(\w+\), [+−][\d.]+ points/).waitFor()
    await whatIf.locator('svg').getByText('as changed').waitFor()
    // it was asked of no patient
    expect(await predictionLog()).toEqual(logged)
    await browsing.expectAccessible()
    await pictures('predict-what-if')

    // the same as the form says of the same values
    const changed = /→ ([<> ]*[\d.]+ %) \(/.exec(await seen(told))?.[1] ?? 'nothing'
    const name = await slider.getAttribute('name')
    const value = await slider.inputValue()
    await whatIf.getByRole('button', { name: 'All as given' }).click()
    await expect.poll(() => seen(told)).toMatch(/^As given/)
    await page.evaluate(
      "document.querySelectorAll('.group').forEach(group => { group.open = true })",
    )
    await page.locator(`form [name="${name}"]`).fill(value)
    await card('Result').getByText('The form has changed since').waitFor()
    await page.getByRole('button', { name: 'Predict' }).click()
    await card('Result').getByText('The form has changed since').waitFor({ state: 'detached' })
    await expect.poll(() => seen(card('Result').locator('.risk'))).toContain(changed)
  })

  it('says what is missing, and as what it counted', async () => {
    const { page } = browsing
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Predict' }).click()
    await card('Result').getByText('More is missing than given').waitFor()
    const missing = card('Result').locator('.missing')
    await expect.poll(() => seen(missing)).toMatch(/^(\d+) of \1 inputs are missing/)
    await missing.locator('summary').click()
    await expect
      .poll(() => seen(missing.locator('tbody tr').first()))
      .toMatch(/as in training|normal|missing/)
    await expect
      .poll(() => seen(page.locator('.group summary').first()))
      .toMatch(/\((\d+) inputs?, \1 missing\)/)
    await pictures('predict-missing')
  })

  it('scores the patients of a CSV, and sets aside those it cannot', async () => {
    const { page } = browsing
    const file = card('Patients from a CSV')
    await upload(
      'id,age,heart_rate_max,gcs_min',
      'bed 1,81,140,4',
      'bed 2,old,90,15',
      '"bed, 3",35,9000,99',
    )
    await expect
      .poll(() => seen(file.getByText(/2 patients scored by/)))
      .toMatch(/^ward.csv: 2 patients scored by [0-9a-f]{12}, \d high, \d medium, \d low/)
    await expect.poll(() => seen(file.getByText('1 row set aside'))).toBeTruthy()
    await expect.poll(() => seen(file.locator('table').last())).toContain('3 age: "old" is not')
    // what no patient has is scored, and said to be doubtful below its row
    await expect.poll(() => seen(file.locator('.note'))).toContain('is outside the clinical range')

    const [header, ...rows] = await downloaded(file.getByText('Predictions as a CSV'))
    const at = (column: string): number => header?.indexOf(column) ?? -1
    expect(rows.map(row => [row[at('line')], row[at('id')]])).toEqual([
      ['2', 'bed 1'],
      ['4', 'bed, 3'],
    ])
    for (const row of rows) {
      expect(Number(row[at('probability')])).toBeGreaterThan(0)
      expect(Number(row[at('probability')])).toBeLessThan(1)
    }
    expect(rows.map(row => /outside the clinical/.test(row[at('warnings')] ?? ''))).toEqual([
      false,
      true,
    ])
    await browsing.expectAccessible()
    await pictures('predict-file')

    // the button stands in line with the words of its row
    const lines = `[...document.querySelector('section[aria-label="Patients from a CSV"] tbody tr').querySelectorAll('td.number, button')].map(cell => {
      const words = document.createRange()
      words.selectNodeContents(cell)
      return Math.round(words.getBoundingClientRect().bottom)
    })`
    await expect
      .poll(async () => new Set(z.array(z.number()).parse(await page.evaluate(lines))).size)
      .toBe(1)

    // a patient of the file as one of the form
    await file.getByRole('button', { name: 'Line 2: show in the form' }).click()
    const percents = await seen(file.locator('tbody tr').first().locator('td.number').first())
    await expect.poll(() => seen(card('Result').locator('.risk'))).toContain(percents)
  })

  it('says of a file what keeps it from being scored, and of which columns there are', async () => {
    const file = card('Patients from a CSV')
    await upload('id,age,shoe_size', '1,70,44')
    await expect
      .poll(() => seen(file.getByRole('alert')))
      .toMatch(/not scored.*"shoe_size": not the name/)
    await upload('id;age', '1;70,5')
    await expect.poll(() => seen(file.getByRole('alert'))).toContain('no comma, but a semicolon')
    const buffer = Buffer.from('\uFEFFid,age\n1,70\n', 'utf16le')
    const wide = { name: 'wide.csv', mimeType: 'text/csv', buffer }
    await browsing.page.locator('input[type=file]').setInputFiles(wide)
    await expect.poll(() => seen(file.getByRole('alert'))).toContain('save a copy as CSV in UTF-8')
    const [columns] = await downloaded(file.getByText('A CSV with the columns'))
    expect(columns?.length).toBeGreaterThan(3)
    await upload((columns ?? []).join(','), (columns ?? []).map(() => '').join(','))
    await file.getByText('1 patient scored by').waitFor()
  })

  it('shows what becomes of a file that is dropped into scoring, without being asked', async () => {
    const files = card('Files dropped into scoring/')
    await expect.poll(() => seen(files)).toContain('None yet')
    const { origin } = new URL(inject('pageUrl'))
    const { lake } = await reachSystem(origin, inject('storageConnectionString'))
    await lake.write(
      'scoring/ward.csv',
      'id,age,gcs_min,hospital_expire_flag\na,81,4,1\nb,old,15,0\nc,35,15,0\nd,50,14,0\n',
    )
    // what came of it is told below the row
    const rowOf = (file: string) => files.locator('tbody tr:not(.note)', { hasText: file })
    const below = (file: string) =>
      rowOf(file).locator('xpath=following-sibling::tr[1][@class="note"]')
    await rowOf('scoring/ward.csv').getByText('scored', { exact: true }).waitFor()
    await expect
      .poll(() => seen(rowOf('scoring/ward.csv')))
      .toMatch(/^scoring\/ward.csv scored 3 1 [0-9a-f]{12} /)
    await expect
      .poll(() => seen(below('scoring/ward.csv')))
      .toMatch(
        /^Predictions in predictions\/ward.csv\/, the rows set aside with their reasons in its rejected.csv. By 3 outcomes, 1 death: AUROC [01]\.\d{3} .* at the threshold of [\d.]+ %.$/,
      )
    await lake.write('scoring/late.csv', 'age,discharge_location\n70,HOME\n')
    await rowOf('scoring/late.csv').getByText('refused', { exact: true }).waitFor()
    await expect.poll(() => seen(below('scoring/late.csv'))).toContain('discharge_location')
    // on a phone an interval within a sentence stays in its line, as it does not in a column of figures
    const display = "getComputedStyle(document.querySelector('.note .interval')).display"
    await browsing.page.setViewportSize({ width: 390, height: 844 })
    await expect.poll(() => browsing.page.evaluate(display)).toBe('inline')
    await browsing.page.setViewportSize({ width: 1200, height: 900 })
    await browsing.expectAccessible()
    await pictures('predict-dropped')
  })

  it('says what is wrong where it is', async () => {
    const { page } = browsing
    const field = page.locator('input[inputmode=decimal]').first()
    await field.fill('much')
    const before = complaints.length
    await page.getByRole('button', { name: 'Predict' }).click()
    await expect.poll(() => seen(page.locator('.errors'))).toContain('one value to correct')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await pictures('predict-refused')
    // a browser reports every answer that is an error
    expect(complaints.splice(before).join()).toMatch(/400 \(Bad Request\)$/)
  })

  it('never makes the browser complain', () => {
    expect(complaints).toEqual([])
  })
})
