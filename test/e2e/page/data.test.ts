import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { apiOf } from '../../../cli/api.ts'
import { attritionStep } from '../../../shared/contracts/training.ts'
import { browse, hasBrowser, seen } from './browser.ts'
import { DATASET } from './runningPage.ts'

describe.skipIf(!hasBrowser)('the view of the data', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures } = browsing

  it('shows what was found in the data, table by table, and how the cohort came about', async () => {
    await open(`data/${DATASET}`)
    const api = apiOf(new URL(inject('pageUrl')).origin)
    const schema = z.object({ attrition: z.array(attritionStep) })
    const cohort = await api.get(`/api/datasets/${DATASET}/cohort`, schema)
    const steps = cohort?.attrition ?? []
    const [all, adults] = steps
    const flow = card('Cohort').getByRole('img', { name: /^From all ICU stays to the cohort/ })
    await expect
      .poll(() => seen(flow))
      .toContain(`left out: ${(all?.stays ?? 0) - (adults?.stays ?? 0)} stay`)
    const drawn = await seen(flow)
    for (const { step } of steps) expect(drawn).toContain(step)
    await card('Cohort').getByText('The same as a table').click()
    await expect
      .poll(() => seen(card('Cohort').getByRole('table')))
      .toContain(
        steps
          .map(({ step, stays, positives, patients }) =>
            [step, stays, positives, patients].join(' '),
          )
          .join(' '),
      )
    await expect
      .poll(() => seen(card(`Quality of ${DATASET}`)))
      .toContain('26 of 26 tables have a report')
    const stays = browsing.page.locator('#report-ICUSTAYS')
    await stays.locator('summary').click()
    await expect.poll(() => seen(stays)).toContain('subject_id: all')
    await expect
      .poll(() => seen(stays))
      .toMatch(/los days double 0 (≈ )?[\d,]+ [\d.]+ (≈ )?[\d.]+ [\d.]+/)
    // a column that varies has its box plot, which says what it shows
    const spread = stays.getByRole('row', { name: /^los/ }).getByRole('img')
    expect(await spread.getAttribute('aria-label')).toMatch(
      /^(about )?5 % up to [\d.]+, 25 % up to [\d.]+, half up to [\d.]+/,
    )
    await pictures('data')
  })

  it('says what is not among the findings yet, and shows it once it is', async () => {
    const { page } = browsing
    await page.route('**/quality', async route => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { ...(await response.json()), pendingChecks: 3 } })
    })
    await open('features')
    await open(`data/${DATASET}`)
    const pending = card(`Quality of ${DATASET}`).getByRole('status')
    await expect.poll(() => seen(pending)).toMatch(/^3 foreign keys are being checked/)
    await page.unroute('**/quality')
    await pending.getByText('being checked').waitFor({ state: 'detached' })
  })

  it('is accessible, and never makes the browser complain', async () => {
    await browsing.expectAccessible()
    expect(browsing.complaints).toEqual([])
  })
})
