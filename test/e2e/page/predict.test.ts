import { describe, expect, inject, it } from 'vitest'
import { browse, hasBrowser, seen } from './browser.ts'

describe.skipIf(!hasBrowser)('the view for a prediction', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures, complaints } = browsing

  it('scores a typical patient, and says what moved the risk', async () => {
    await open('predict')
    const { page } = browsing
    await page.getByRole('button', { name: 'Example values' }).click()
    await page.getByRole('button', { name: 'Predict' }).click()
    const result = card('Result')
    expect(await seen(result)).toMatch(
      /^Result [\d.]+ % risk of dying in hospital: (low|medium|high)/,
    )
    expect(await result.locator('.contributions li').count()).toBeGreaterThan(3)
    // no typical value is far from all others
    expect(await seen(result)).not.toMatch(/far from the training data|outside the clinical range/)
    await browsing.expectAccessible()
    await pictures('predict')
  })

  it('says what is wrong where it is', async () => {
    const { page } = browsing
    const field = page.locator('input[inputmode=decimal]').first()
    await field.fill('much')
    const before = complaints.length
    await page.getByRole('button', { name: 'Predict' }).click()
    expect(await seen(page.locator('.errors'))).toContain('one value to correct')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await pictures('predict-refused')
    // a browser reports every answer that is an error
    expect(complaints.splice(before).join()).toMatch(/400 \(Bad Request\)$/)
  })

  it('never makes the browser complain', () => {
    expect(complaints).toEqual([])
  })
})
