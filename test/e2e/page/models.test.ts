import { describe, expect, inject, it } from 'vitest'
import { browse, hasBrowser, seen } from './browser.ts'

describe.skipIf(!hasBrowser)('the view of the models', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, pictures } = browsing

  it('shows the champion beside OASIS', async () => {
    await open('models')
    const { page } = browsing
    const champion = page.locator('section[aria-label^="Version "]', { hasText: 'Champion' })
    const text = await seen(champion)
    const figures = String.raw`0\.\d{3} \(0\.\d{3}–[01]\.\d{3}\)`
    expect(text).toMatch(new RegExp(`This model OASIS, same patients AUROC ${figures} ${figures}`))

    // what each class and each group of stays comes to
    for (const part of ['threshold', 'calibration', 'subgroups']) {
      await page.locator(`#${part} summary`).click()
    }
    expect(await seen(page.locator('#threshold'))).toMatch(
      /Died [01]\.\d{3} [01]\.\d{3} [01]\.\d{3} \d+/,
    )
    expect(await seen(page.locator('#calibration'))).toMatch(/Slope and intercept are|Slope \d/)
    const groups = await seen(page.locator('#subgroups'))
    expect(groups).toMatch(/Sex: [FM] \d+ \d+ [01]\.\d{3}/)
    expect(groups).toContain('MetaVision, learned from CareVue')
    await pictures('models')
  })

  it('is accessible, and never makes the browser complain', async () => {
    await browsing.expectAccessible()
    expect(browsing.complaints).toEqual([])
  })
})
