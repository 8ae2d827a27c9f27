import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { attritionStep } from '../../../shared/contracts/training.ts'
import { browse, hasBrowser, seen } from './browser.ts'

/** What the API answers of the champion: its inputs. */
const inputsOf = z.object({
  features: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      training: z.object({ low: z.number().optional(), high: z.number().optional() }),
    }),
  ),
})
const driftOf = z.object({ report: z.object({ rows: z.number() }).nullable() })

const cohortOf = z.object({
  data: z.object({
    attrition: z.array(attritionStep),
    cohort: z.object({ stays: z.number() }),
  }),
})

describe.skipIf(!hasBrowser)('the view of the models', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, pictures } = browsing

  it('shows the champion beside OASIS', async () => {
    await open('models')
    const { page } = browsing
    const champion = page.locator('section[aria-label^="Version "]', { hasText: 'Champion' })
    const figures = String.raw`0\.\d{3} \(0\.\d{3}–[01]\.\d{3}\)`
    await expect
      .poll(() => seen(champion))
      .toMatch(new RegExp(`This model OASIS, same patients AUROC ${figures} ${figures}`))

    // what each class and each group of stays comes to
    for (const part of ['threshold', 'calibration', 'subgroups']) {
      await page.locator(`#${part} summary`).click()
    }
    await expect
      .poll(() => seen(page.locator('#threshold')))
      .toMatch(/Died [01]\.\d{3} [01]\.\d{3} [01]\.\d{3} \d+/)
    await expect
      .poll(() => seen(page.locator('#calibration')))
      .toMatch(/Slope and intercept are|Slope \d/)
    await page.locator('#subgroups figure summary').first().click()
    await page.locator('#subgroups figure summary').last().click()
    const groups = page.locator('#subgroups')
    await expect.poll(() => seen(groups)).toMatch(/Sex: [FM] \d+ \d+ [01]\.\d{3}/)
    await expect.poll(() => seen(groups)).toContain('MetaVision, learned from CareVue')
  })

  it('tells why the gate decided in lines that are read without scrolling, however narrow', async () => {
    const { page } = browsing
    await open('models')
    const why = page.getByRole('table', { name: 'Decisions of the gate' }).locator('.note div')
    for (const width of [1200, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await expect
        .poll(async () => {
          const box = await why.first().boundingBox()
          return box !== null && box.width > 250 && box.x >= 0 && box.x + box.width <= width
        })
        .toBe(true)
    }
    await expect.poll(() => seen(why.last())).toContain('No other model serves')
    await page.setViewportSize({ width: 1200, height: 900 })
  })

  it('draws the curves, each with its data as a table', async () => {
    const { page } = browsing
    for (const title of ['ROC curve', 'Precision–recall curve', 'Reliability', 'Decision curve']) {
      const figure = page.locator('.plot-grid figure', {
        has: page.locator('figcaption', { hasText: title }),
      })
      await figure.locator('svg path').first().waitFor({ state: 'attached' })
      await figure.locator('summary').click()
      await figure.locator('tbody tr').nth(1).waitFor()
      await expect.poll(() => seen(figure.getByRole('table'))).toMatch(/\d/)
      await figure.locator('summary').click()
    }
    await pictures('models')
  })

  it('says what moves the score of the model', async () => {
    const { page } = browsing
    const figure = page.locator('figure', {
      has: page.locator('figcaption', { hasText: 'Importance of the inputs' }),
    })
    await figure.locator('svg rect').first().waitFor()
    await expect.poll(() => seen(figure)).toMatch(/on average over \d+ stays that it learned from/)
    await figure.locator('summary').click()
    const values = figure.locator('tbody td.number')
    await values.nth(2).waitFor()
    const moves = (await values.allInnerTexts()).map(Number)
    expect(moves).toEqual(moves.toSorted((a, b) => b - a))
    await figure.locator('summary').click()
  })

  it('says what another threshold comes to', async () => {
    const { page } = browsing
    const explorer = page.locator('.explorer')
    const slider = explorer.getByRole('slider')
    const alerts = async (): Promise<{ positive: number; all: number }> => {
      const text = await seen(explorer)
      const [, ...cells] = /Positive (\d+) (\d+) Negative (\d+) (\d+)/.exec(text) ?? []
      const [tp = 0, fp = 0, fn = 0, tn = 0] = cells.map(Number)
      expect(text).toContain(`${tp} of ${tp + fn} deaths`)
      expect(text).toContain(`${tn} of ${tn + fp} survivors`)
      return { positive: tp + fp, all: tp + fp + fn + tn }
    }
    const cards = await alerts()
    await expect.poll(() => seen(explorer.locator('output'))).toContain('the threshold of the card')
    // the two figures of a row are in line, whichever of their terms takes two lines
    const figures = explorer.locator('.alert-figures b')
    for (const [left, right] of [
      [0, 1],
      [2, 3],
    ] as const) {
      const top = async (at: number) => (await figures.nth(at).boundingBox())?.y
      await expect.poll(async () => (await top(left)) === (await top(right))).toBe(true)
    }

    await slider.press('Home')
    await expect.poll(() => seen(explorer.locator('output'))).toBe('1.0 %')
    const lowest = await alerts()
    await slider.press('End')
    await expect.poll(() => seen(explorer.locator('output'))).toBe('99 %')
    const highest = await alerts()
    expect([lowest.all, highest.all]).toEqual([cards.all, cards.all])
    expect(lowest.positive).toBeGreaterThanOrEqual(cards.positive)
    expect(cards.positive).toBeGreaterThanOrEqual(highest.positive)

    await explorer.getByRole('button').click()
    await expect.poll(alerts).toEqual(cards)
  })

  it('draws another figure of the subgroups', async () => {
    const { page } = browsing
    await page.locator('#subgroups select').selectOption('observedToExpected')
    await page
      .locator('#subgroups figcaption', { hasText: 'Subgroups: Observed / expected deaths' })
      .waitFor()
    await expect.poll(() => page.locator('#subgroups svg').count()).toBeGreaterThan(0)
    await browsing.picture('models-subgroups')
  })

  it('gives the files of the version', async () => {
    const { page } = browsing
    const downloads = page.getByRole('group', { name: 'Downloads' })
    for (const [button, name] of [
      ['Card (JSON)', 'card.json'],
      ['Model (JSON)', 'model.json'],
    ] as const) {
      const saved = page.waitForEvent('download')
      await downloads.getByRole('button', { name: button, exact: true }).click()
      expect((await saved).suggestedFilename()).toMatch(new RegExp(`^[0-9a-f]{12}-${name}$`))
    }
  })

  it('draws of the cohort what its selection left out, and not what is only counted', async () => {
    const { page } = browsing
    const version = await seen(page.locator('.card h2 code').first())
    const { origin } = new URL(inject('pageUrl'))
    const answer = await fetch(`${origin}/api/models/${version}`)
    const { attrition, cohort } = cohortOf.parse(await answer.json()).data
    await page.locator('#attrition summary').first().click()
    const flow = page.locator('#attrition').getByRole('img')
    await expect
      .poll(async () => {
        const left = (await seen(flow)).matchAll(/left out: ([\d,]+) stay/g)
        return [...left].reduce((sum, [, stays]) => sum + Number(stays?.replaceAll(',', '')), 0)
      })
      .toBe((attrition[0]?.stays ?? 0) - cohort.stays)
    await expect.poll(() => seen(flow)).toContain('counted only')
  })

  it('shows drift, lineage and the reporting checklist', async () => {
    const { page } = browsing
    for (const [part, says] of [
      ['drift', /stable|drifted|too few predictions/],
      ['lineage', /Dataset hospital/],
      ['reporting', / Title: .* (yes|partly|not by the pipeline) /],
    ] as const) {
      await page.locator(`#${part} summary`).click()
      await page.locator(`#${part} summary + *`).first().waitFor()
      await page.locator(`#${part} .loading`).waitFor({ state: 'detached' })
      await expect.poll(() => seen(page.locator(`#${part}`))).toMatch(says)
    }
    await browsing.expectAccessible()
    await browsing.picture('models-parts')
  })

  it('says which inputs have drifted, by where the predictions came from', async () => {
    const { page } = browsing
    const { origin } = new URL(inject('pageUrl'))
    const api = async (path: string, sent?: object): Promise<unknown> => {
      const body = sent && { method: 'POST', body: JSON.stringify(sent) }
      const answer = await fetch(`${origin}/api/${path}`, body)
      expect(answer.status).toBe(200)
      return await answer.json()
    }
    // each somewhat above all that the model learned from
    const { features } = inputsOf.parse(await api('models/champion'))
    const numbers = features.flatMap(({ name, description, training: { high } }) =>
      high === undefined || high <= 0 ? [] : [{ name, description, high }],
    )
    const instances = Array.from({ length: 120 }, (_, patient) =>
      Object.fromEntries(numbers.map(({ name, high }) => [name, high * (1 + patient / 1e4)])),
    )
    await api('predict?explain=false', { instances })
    // they are logged a moment after they were answered
    await expect
      .poll(async () => driftOf.parse(await api('models/champion/drift')).report?.rows)
      .toBeGreaterThanOrEqual(120)

    await open('models')
    await page.reload()
    const drift = page.locator('#drift')
    await drift.locator('summary').first().click()
    await drift.getByLabel('Predictions').selectOption('cds')
    await drift.getByText('too few predictions to tell').waitFor()
    await drift.getByLabel('Predictions').selectOption('predict')
    const table = drift.getByRole('table', { name: 'Distributions of late' })
    const row = table.getByRole('row', { name: numbers[0]?.description ?? '' }).first()
    await expect.poll(() => seen(row)).toMatch(/ values.* < 0\.001/)
    await row.locator('summary').click()
    // most are above the last edge, where few of the training rows are
    const sharesAbove = async (): Promise<readonly number[]> => {
      const [, before, late] =
        /above [\d.]+: ([\d.]+) %, [> ]*([\d.]+) %$/.exec(await seen(row)) ?? []
      return [Number(before), Number(late)]
    }
    await expect.poll(async () => (await sharesAbove())[1]).toBeGreaterThan(60)
    expect((await sharesAbove())[0]).toBeLessThan(60)
    await browsing.expectAccessible()
    await pictures('models-drift')
  })

  it('promotes another version, and goes back', async ({ skip }) => {
    const { page } = browsing
    const others = browsing.card('All versions').locator('tr:not(.shown) a')
    skip((await others.count()) === 0, 'the study has published one version only')
    const champion = (await page.locator('.card h2 code').first().innerText()).trim()
    await others.first().click()
    const act = async (button: string, verb: string): Promise<void> => {
      await page.getByRole('button', { name: button, exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Who decides').fill('Dr. Who')
      await dialog.getByLabel('Why').fill('to see what it says')
      await browsing.picture('models-promotion')
      await dialog.getByRole('button', { name: verb }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await act('Promote', 'Promote')
    await page.getByText(/promoted by Dr\. Who: to see what it says/).waitFor()
    await act(`Roll back to ${champion}`, 'Roll back')
    await open('models')
    await expect.poll(() => seen(browsing.card(`Version ${champion}`))).toMatch(/^Champion/)
    await expect
      .poll(() => seen(browsing.card('History')))
      .toMatch(new RegExp(`^Promotions ${champion} .*Dr\\. Who: to see what it says`))
    // nothing lies behind the first one, and the way back leads to none that was left
    await page.getByRole('button', { name: /^Roll back/ }).waitFor({ state: 'detached' })
  })

  it('is accessible, and never makes the browser complain', async () => {
    await browsing.expectAccessible()
    expect(browsing.complaints).toEqual([])
  })
})
