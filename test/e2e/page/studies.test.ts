import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { apiOf } from '../../../cli/api.ts'
import { REQUIRED_TABLES } from '../../../shared/contracts/dataset.ts'
import { permutedOutcomes, studyDefinition, trial } from '../../../shared/contracts/study.ts'
import { trainingRequest } from '../../../shared/contracts/training.ts'
import { reachSystem, runHasEnded } from '../runningSystem.ts'
import { smallDataset, textOf } from '../smallDataset.ts'
import { browse, hasBrowser, seen } from './browser.ts'
import { DATASET } from './runningPage.ts'

/** Made up, so that the dataset and the champion of the other tests stay as they are. */
const OWN = 'studied'

describe.skipIf(!hasBrowser)('the view of the studies', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures, picture, complaints } = browsing

  it('shows how a search went, trial by trial', async () => {
    await open(`studies/${DATASET}`)
    const { page } = browsing
    await expect.poll(() => seen(card('Study'))).toContain('12 trials of 12 ended')
    const summary = await seen(card('Study'))
    const [id = ''] = /train-hospital-[0-9a-f]{16}(-\d+)?/.exec(summary) ?? []
    const api = apiOf(new URL(inject('pageUrl')).origin)
    const study = await api.get(
      `/api/studies/${id}`,
      studyDefinition.extend({ results: z.array(trial), permuted: permutedOutcomes.nullable() }),
    )
    const results = study?.results ?? []
    const complete = results.filter(({ state }) => state === 'complete')
    const best = Math.max(...complete.map(({ value }) => value ?? 0))
    expect(summary).toContain(`12 trials of 12 ended: ${complete.length} complete`)
    expect(summary).toContain(`AUROC ${best.toFixed(3)}, standard error`)

    // the plots by their names, and the same for who cannot see them
    const history = card('Search').getByRole('img', { name: /^Optimisation history/ })
    await expect.poll(() => seen(history)).toMatch(/OASIS 0\.\d{3}/)
    // what its winner is worth where there is nothing to learn
    const { values = [] } = study?.permuted ?? {}
    expect(values).toHaveLength(5)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    await expect.poll(() => seen(history)).toContain(`permuted ${mean.toFixed(3)}`)
    await expect.poll(() => seen(card('Search'))).toContain('the winner on permuted outcomes')
    // it may be found by the first of them
    expect(await history.getAttribute('aria-label')).toMatch(
      new RegExp(`(to ${best.toFixed(3)} at trial|first that is complete: ${best.toFixed(3)})`),
    )
    await card('Search').getByText('The same as a table').click()
    const table = card('Search').getByRole('table', { name: 'Optimisation history' })
    await expect
      .poll(() => seen(table.getByRole('row').last()))
      .toMatch(new RegExp(`^11 .* ${best.toFixed(3)}$`))
    const timeline = card('Timeline').getByRole('img', {
      name: /^Which trial ran when\. 12 trials/,
    })
    for (const family of study?.families ?? [])
      await expect.poll(() => seen(timeline)).toContain(family)

    await card('Parameters').getByLabel('Family').selectOption('logistic')
    const parameters = card('Parameters').getByRole('img', { name: /^Parameters of logistic/ })
    await expect.poll(() => seen(parameters)).toMatch(/penalty.*selectK \(preprocessing\).*AUROC/)
    await browsing.expectAccessible()
    await pictures('studies')
    await page.getByRole('link', { name: 'Its run' }).click()
    await card(`Run of ${DATASET}`).waitFor()
  })

  it('finds trials by family, state and what they chose, and sorts them', async () => {
    await open(`studies/${DATASET}`)
    const trials = card('Trials')
    const status = trials.getByRole('status')
    await expect.poll(() => seen(status)).toBe('12 of 12 trials')
    await trials.getByRole('button', { name: 'AUROC' }).click()
    const isSorted = async (): Promise<boolean> => {
      const values = await trials.locator('tbody tr td:nth-child(3)').allInnerTexts()
      const numbers = values.map(Number).filter(value => !Number.isNaN(value))
      return numbers.every((value, k) => value <= (numbers[k - 1] ?? 1))
    }
    await expect.poll(isSorted).toBe(true)
    await trials.getByLabel('Family').selectOption('severity')
    await expect.poll(() => seen(status)).toBe('1 of 12 trials')
    await trials.getByLabel('Family').selectOption('')
    await trials.getByLabel('Search').fill('nothing has this')
    await expect.poll(() => seen(status)).toBe('0 of 12 trials')
  })

  it('shows trials that stopped early and trials that failed as what they are', async () => {
    const { page } = browsing
    // of the answer some trials as if they had: whether these data and this seed have any is chance
    const study = z.looseObject({ results: z.array(trial) })
    await page.route('**/api/studies/train-*', async route => {
      const answer = await route.fetch()
      const { results, ...rest } = study.parse(await answer.json())
      const changed = results.map((one, at) => {
        if (at === 2) return { ...one, state: 'pruned', value: 0.52, standardError: null }
        if (at !== 3) return one
        const error = 'trial 3 (boosting), repeat 1, fold 1: nothing varies'
        return { ...one, state: 'failed', value: null, standardError: null, error }
      })
      await route.fulfill({ response: answer, json: { ...rest, results: changed } })
    })
    await open(`studies/${DATASET}`)
    // without what the test before has looked for
    await page.reload()
    await expect
      .poll(() => seen(card('Study')))
      .toMatch(/\d+ complete, [1-9]\d* stopped early, 1 failed/)
    const history = card('Search').getByRole('img', { name: /^Optimisation history/ })
    for (const mark of ['[fill="var(--card)"]', '[stroke="var(--bad)"]']) {
      await history.locator(`svg ${mark}`).first().waitFor({ state: 'attached' })
    }
    await card('Search').getByText('The same as a table').click()
    const table = card('Search').getByRole('table', { name: 'Optimisation history' })
    await expect
      .poll(() => seen(table.getByRole('row', { name: /^2 / })))
      .toContain('stopped early 0.520')
    await expect.poll(() => seen(table.getByRole('row', { name: /^3 / }))).toContain('failed –')
    await card('Trials').getByLabel('State').selectOption('failed')
    await expect.poll(() => seen(card('Trials'))).toContain('nothing varies')
    await browsing.expectAccessible()
    await pictures('studies-states')
    await page.unroute('**/api/studies/train-*')
  })

  it('goes on with a study that has ended, once that is confirmed', async () => {
    const system = await reachSystem(
      new URL(inject('pageUrl')).origin,
      inject('storageConnectionString'),
    )
    const clean = smallDataset(120)
    const files = Object.fromEntries(
      REQUIRED_TABLES.map(table => [`${table}.csv`, textOf(clean, table)]),
    )
    await system.drop(OWN, files)
    const families = ['severity', 'logistic'] as const
    const training = trainingRequest.parse({ trials: 4, families, gate: 'dry-run' })
    await system.complete(OWN, files, training)
    await system.pipelineWhen(OWN, 'trained', runHasEnded)

    await open(`studies/${OWN}`)
    const { page } = browsing
    const study = card('Study')
    await expect.poll(() => seen(study)).toContain('4 trials of 4 ended')
    const dialog = page.getByRole('dialog')
    await study.getByRole('button', { name: 'More trials' }).click()
    await expect.poll(() => seen(dialog)).toContain('The study has 4 trials')
    await dialog.getByLabel('Trials more').fill('5000')
    const before = complaints.length
    await dialog.getByRole('button', { name: 'Start them' }).click()
    await expect.poll(() => seen(dialog.getByRole('alert'))).toContain('/trials')
    // a browser reports every answer that is an error
    expect(complaints.splice(before).join()).toMatch(/400 \(Bad Request\)$/)
    await picture('studies-extend')
    await browsing.expectAccessible()
    await dialog.getByLabel('Trials more').fill('100')
    await dialog.getByRole('button', { name: 'Start them' }).click()
    await dialog.waitFor({ state: 'detached' })
    await study
      .getByText(/trials of 104 ended/)
      .first()
      .waitFor()
    await expect
      .poll(() => study.getByRole('button', { name: 'More trials' }).isDisabled())
      .toBe(true)

    await study.getByRole('button', { name: 'Terminate' }).click()
    await dialog.getByLabel('Who decides').fill('Dr. Who')
    await dialog.getByLabel('Why').fill('enough of them')
    await dialog.getByRole('button', { name: 'Terminate' }).click()
    await dialog.waitFor({ state: 'detached' })
    await study.locator('.badge', { hasText: 'Terminated' }).waitFor()
    await expect
      .poll(() => seen(card(`Studies of ${OWN}`)))
      .toMatch(/Terminated 104 severity, logistic 1/)
  })

  it('never makes the browser complain', () => {
    expect(complaints).toEqual([])
  })
})
