import { describe, expect, inject, it } from 'vitest'
import { featureDistribution } from '../../../shared/datasets/featureDistribution.ts'
import { browse, hasBrowser, seen } from './browser.ts'
import { DATASET } from './runningPage.ts'

describe.skipIf(!hasBrowser)('the feature catalogue', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures } = browsing

  it('finds features by any of their words', async () => {
    await open('features')
    const { page } = browsing
    const catalogue = card('Feature catalogue')
    // a long list comes whole when it is asked for
    const rows = catalogue.locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(50)
    const all = Number(/of (\d+) features/.exec(await seen(catalogue.getByRole('status')))?.[1])
    await catalogue.getByRole('button', { name: `Show all ${all} rows` }).click()
    await expect.poll(() => rows.count()).toBe(all)
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

  it('shows how a feature is distributed among those who died and those who survived', async () => {
    await open('features')
    const { page } = browsing
    await page.getByLabel('Search').fill('heart_rate_max')
    await page.getByRole('link', { name: /^Heart rate, (highest|max)/ }).click()
    const shown = card('By outcome: heart_rate_max')
    await shown.waitFor()
    // the tests of other views have other datasets
    await open(`features/heart_rate_max/${DATASET}`)
    await shown.getByText(/run train-hospital-/).waitFor()
    await shown.locator('svg path').first().waitFor({ state: 'attached' })
    await expect
      .poll(() => seen(shown))
      .toMatch(/Survived, \d+ stays: median [\d.]+ \(quartiles [\d.]+ and [\d.]+\)/)
    await shown.getByText('The same as a table').click()
    await shown.getByRole('row', { name: /^died/ }).waitFor()
    // what the page draws is what the API says of gold
    const { origin } = new URL(page.url())
    const answer = await fetch(`${origin}/api/datasets/${DATASET}/features/heart_rate_max`)
    const { distribution } = featureDistribution.parse(await answer.json())
    if (distribution.kind !== 'number') throw new Error('a heart rate is a number')
    const { stays, quantiles } = distribution.died
    await expect
      .poll(() => seen(shown.getByRole('row', { name: /^died/ })))
      .toMatch(new RegExp(`^died ${stays} .* ${Number(quantiles?.p50.toPrecision(4))} `))
    await browsing.expectAccessible()
    await pictures('features-number')

    // a flag, whose levels are of patients enough or not shown
    const flag = card('By outcome: mech_vent_any')
    await open(`features/mech_vent_any/${DATASET}`)
    await flag.getByText(/run train-hospital-/).waitFor()
    await flag.locator('svg circle').first().waitFor({ state: 'attached' })
    await expect.poll(() => seen(flag)).toContain('Share of each level')
    await pictures('features-flag')
    await flag.getByRole('link', { name: 'Close' }).click()
    await flag.waitFor({ state: 'detached' })
  })

  it('says of a feature that is none what there is', async () => {
    const { origin } = new URL(inject('pageUrl'))
    const answer = await fetch(`${origin}/api/datasets/${DATASET}/features/subject_id`)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'FEATURE_NOT_FOUND' }])
    const other = await fetch(`${origin}/api/datasets/none-such/features/age`)
    expect([other.status, await other.json()]).toMatchObject([404, { code: 'DATASET_NOT_FOUND' }])
  })

  it('is accessible, and never makes the browser complain', async () => {
    await browsing.expectAccessible()
    expect(browsing.complaints).toEqual([])
  })
})
