import { describe, expect, inject, it } from 'vitest'
import { browse, hasBrowser, seen } from './browser.ts'

describe.skipIf(!hasBrowser)('the feature catalogue', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures } = browsing

  it('finds features by any of their words', async () => {
    await open('features')
    const { page } = browsing
    const catalogue = card('Feature catalogue')
    await page.getByLabel('Search').fill('220045 mean')
    await page.getByLabel('Feature set').selectOption('full')
    await expect
      .poll(() => seen(catalogue))
      .toMatch(/1 of \d+ features .* Heart rate, mean heart_rate_mean/)
    await page.getByLabel('Search').fill('length of stay')
    await expect.poll(() => seen(catalogue.getByRole('status'))).toMatch(/^0 of/)
    await page.getByLabel('Feature set').selectOption('')
    await expect.poll(() => seen(catalogue)).toContain('at discharge only')
    await page.getByLabel('Search').fill('lactate')
    await pictures('features')
  })

  it('is accessible, and never makes the browser complain', async () => {
    await browsing.expectAccessible()
    expect(browsing.complaints).toEqual([])
  })
})
