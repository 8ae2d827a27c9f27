import { describe, expect, inject, it } from 'vitest'
import { browse, hasBrowser, seen } from './browser.ts'

describe.skipIf(!hasBrowser)('the reference of the API', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures } = browsing

  it('describes each operation: parameters, body, answer, errors', async () => {
    await open('api')
    const { page } = browsing
    await expect.poll(() => seen(page.locator('nav [aria-current=page]'))).toBe('API')
    await expect
      .poll(() => seen(card('API').getByRole('status')))
      .toMatch(/^(\d+) of \1 operations$/)
    const predict = page.locator('#operation-predict')
    await predict.locator('summary').first().click()
    const table = predict.getByRole('table', { name: 'Parameters' })
    await expect.poll(() => seen(table)).toMatch(/explain query .*"true" unless given/)
    const text = await seen(predict)
    expect(text).toContain('Form 1 features object of number or text or true or false or null')
    expect(text).toMatch(/probability number required: calibrated; 0 to 1/)
    expect(text).toMatch(/503: .*NO_CHAMPION: No model is published yet/)
    await browsing.expectAccessible()
    await pictures('api')
  })

  it('gives an example that the app takes', async () => {
    const { page } = browsing
    const shown = await seen(page.locator('#operation-predict .example'))
    const [, address = '', body = ''] = /-X POST (\S+) .* -d '(.*)'$/.exec(shown) ?? []
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${address}?log=false`, { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
  })

  it('finds operations by their words, and leads to one by its address', async () => {
    const { page } = browsing
    await card('API').getByLabel('Search').fill('roll nothing has this')
    await card('API').getByText(/^0 of/).waitFor()
    await card('API').getByLabel('Search').fill('cohort step')
    await card('API').getByText(/^0 of/).waitFor({ state: 'detached' })
    await open('api/getDrift')
    await page.locator('#operation-getDrift h3').first().waitFor()
    await card('Errors')
      .getByText(/\d+ codes/)
      .click()
    await expect.poll(() => seen(card('Errors'))).toContain('STORAGE_UNAVAILABLE 503')
  })

  it('is accessible, and never makes the browser complain', async () => {
    await browsing.expectAccessible()
    expect(browsing.complaints).toEqual([])
  })
})
