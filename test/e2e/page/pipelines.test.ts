import { beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { TABLES } from '../../../shared/contracts/dataset.ts'
import { trainingRequest } from '../../../shared/contracts/training.ts'
import { type ReachedSystem, reachSystem, runHasEnded } from '../runningSystem.ts'
import { smallDataset, textOf } from '../smallDataset.ts'
import { browse, hasBrowser, seen } from './browser.ts'
import { DATASET } from './runningPage.ts'

const timelines = z.object({
  tables: z.array(z.looseObject({ spans: z.array(z.looseObject({})) })),
})

function asRunning(span: object) {
  return { ...span, end: null, outcome: 'running' }
}

describe.skipIf(!hasBrowser)('the view of the pipelines', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card, pictures, picture, complaints } = browsing
  const clean = smallDataset(120)
  let system: ReachedSystem
  beforeAll(async () => {
    const { origin } = new URL(inject('pageUrl'))
    system = await reachSystem(origin, inject('storageConnectionString'))
  })

  /** The text of what has the focus. */
  const focused = () => browsing.page.evaluate('document.activeElement?.textContent')

  it('shows what a run has done, and when', async () => {
    await open(`pipelines/${DATASET}`)
    const run = card(`Run of ${DATASET}`)
    await expect.poll(() => seen(run.getByText(/trials of/))).toMatch(/^12 trials of 12 ended/)
    await expect.poll(() => seen(run)).toContain('Completed')
    const gantt = run.getByRole('img', { name: /^What ran when/ })
    await expect.poll(() => seen(gantt)).toMatch(/snapshotSilver .*searchModels .*runTrial/)
    // the same for who cannot see it
    await run.getByText('The same as a table').click()
    const work = run.getByRole('table', { name: 'Work of the run' })
    await expect.poll(() => seen(work)).toMatch(/runTrial activity .* completed/)
    await expect.poll(() => seen(card(`Tables of ${DATASET}`))).toContain('26 tables: 26 in silver')
    await browsing.expectAccessible()
    await pictures('pipelines')
  })

  it('leads to the status that Durable gives, and its history', async () => {
    const run = card(`Run of ${DATASET}`)
    const link = run.getByRole('link', { name: 'Status of the orchestration' })
    const status = await fetch((await link.getAttribute('href')) ?? '')
    expect(await status.json()).toMatchObject({ name: 'trainModel', runtimeStatus: 'Completed' })
    const history = run.getByRole('link', { name: 'with its history' })
    const told = await fetch((await history.getAttribute('href')) ?? '')
    expect(await told.json()).toHaveProperty('historyEvents')
  })

  it('shows what the promotions of the tables did, and when', async () => {
    const tables = card(`Tables of ${DATASET}`)
    await tables.getByText('What ran when').first().click()
    const shown = tables.getByRole('img', { name: /^Promotions: what ran when/ })
    await expect.poll(() => seen(shown)).toMatch(/ADMISSIONS.*CHARTEVENTS|CHARTEVENTS.*ADMISSIONS/)
    // each stage of a promotion has a colour of its own, which the legend names
    await expect
      .poll(() => seen(tables.locator('.legend')))
      .toMatch(/read the header .*convert rows .*commit .*check keys and readiness/)
    const fills = shown.locator('svg g[aria-label=bar] rect')
    await expect
      .poll(async () => {
        const drawn = await fills.evaluateAll(bars => bars.map(bar => bar.getAttribute('fill')))
        return new Set(drawn).size
      })
      .toBeGreaterThanOrEqual(4)
    await tables.getByText('The same as a table').click()
    const work = tables.getByRole('table', { name: 'Work of the promotions' })
    await expect.poll(() => seen(work)).toMatch(/ADMISSIONS: commitPromotion activity .* completed/)
    await browsing.expectAccessible()
    await pictures('pipelines-promotions')
    const { origin } = new URL(inject('pageUrl'))
    const unknown = await fetch(`${origin}/api/pipelines/never-seen/timeline`)
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { code: 'DATASET_NOT_FOUND' },
    ])
  })

  it('looks at the promotions again until nothing of them is under way', async () => {
    const { page } = browsing
    // as it is while keys are still checked, though every table is in silver: once
    let asked = 0
    await page.route(`**/api/pipelines/${DATASET}/timeline`, async route => {
      const answer = await route.fetch()
      const { tables } = timelines.parse(await answer.json())
      asked += 1
      const json = {
        tables: tables.map(({ spans, ...of }) => ({ ...of, spans: spans.map(asRunning) })),
      }
      await route.fulfill(asked > 1 ? { response: answer } : { response: answer, json })
    })
    await open(`pipelines/${DATASET}`)
    await page.reload()
    const tables = card(`Tables of ${DATASET}`)
    await tables.getByText('What ran when').first().click()
    const legend = tables.locator('.legend')
    await expect.poll(() => seen(legend)).toContain('not ended yet')
    await expect.poll(() => seen(legend)).not.toContain('not ended yet')
    await page.unroute(`**/api/pipelines/${DATASET}/timeline`)
  })

  it('gives the timeline of no other orchestration than a run of the dataset', async () => {
    const { origin } = new URL(inject('pageUrl'))
    const answer = await fetch(`${origin}/api/pipelines/small/runs/${DATASET}/timeline`)
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'RUN_NOT_FOUND' }])
  })

  it('shows a run as it goes, and what became of each file', async () => {
    const files: Readonly<Record<string, string>> = {
      ...Object.fromEntries(TABLES.map(table => [`${table}.csv`, textOf(clean, table)])),
      'CALLOUT.csv': 'row_id,subject_id\n1,2\n',
      'OUTPUTEVENTS.csv': `${textOf(clean, 'OUTPUTEVENTS')}9000001,nobody${','.repeat(11)}\n`,
      'NOTES.csv': 'a,b\n1,2\n',
    }
    await system.drop('small', files)
    await system.pipelineWhen('small', 'arrived', () => true)
    await open('pipelines/small')
    // the page looks every two seconds: the study is to take longer, on any machine
    const trials = 40
    const training = trainingRequest.parse({ trials, families: ['severity', 'logistic'] })
    await system.complete('small', files, training)

    const label = browsing.page.locator('label.bar', { hasText: 'Study' })
    // text and bar of the same moment
    const shown = await label.evaluate(
      element => {
        const bar = element.querySelector('progress')
        return {
          text: element.textContent,
          value: bar?.getAttribute('value'),
          max: bar?.getAttribute('max'),
        }
      },
      undefined,
      { timeout: 110_000 },
    )
    expect(shown).toEqual({
      text: `Study: ${shown.value} of ${trials}`,
      value: expect.stringMatching(/^\d+$/),
      max: String(trials),
    })
    await picture('pipelines-running')

    const dataset = card('Dataset small')
    await expect
      .poll(() => seen(dataset))
      .toContain('CALLOUT refused: bronze/small/CALLOUT.csv: columns "hadm_id"')
    await expect
      .poll(() => seen(dataset))
      .toContain('OUTPUTEVENTS: 1 row refused: subject_id is not a whole number')
    await expect.poll(() => seen(dataset)).toContain('"NOTES" is none of the 26 tables')
    const tables = card('Tables of small')
    await expect
      .poll(() => seen(tables))
      .toContain('26 tables: 25 in silver, 1 refused; 1 row in quarantine')
    await expect.poll(() => seen(tables)).toMatch(/PATIENTS in silver 120 120 0/)
  })

  it('asks a person where one has to decide', async () => {
    // no fair comparison: the champion is of another dataset
    const form = card('Run of small').locator('form.approval')
    await form.waitFor({ timeout: 110_000 })
    await expect.poll(() => seen(form)).toContain('A person has to decide. Version')
    await expect.poll(() => seen(card('Run of small'))).toContain('Running waits for a person')
    await picture('pipelines-approval')
    await browsing.expectAccessible()
    await form.getByLabel('Who decides').fill('Dr. Who')
    await form.getByLabel('Why').fill('looked at the card')
    await form.getByRole('button', { name: 'Keep the champion' }).click()
    await system.pipelineWhen('small', 'decided', runHasEnded)
    await card('Run of small').locator('.badge', { hasText: 'Completed' }).waitFor()
    // the form is gone with its button: the focus is not lost with them
    await form.waitFor({ state: 'detached' })
    await expect.poll(() => focused()).toBe('Newest run')
    await expect
      .poll(() => seen(card('Run of small')))
      .toMatch(/Published [0-9a-f]{12} .* Gate: keep/)
  })

  it('starts a run with its options, suspends it, resumes it and ends it', async () => {
    const { page } = browsing
    const run = card('Run of small')
    await page.getByRole('button', { name: 'Train now' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Trials').fill('many')
    const before = complaints.length
    await dialog.getByRole('button', { name: 'Start training' }).click()
    await expect.poll(() => seen(dialog.getByRole('alert'))).toContain('/trials')
    // and at the field, which says that it is the one
    const wrong = dialog.locator('.field', { has: page.locator('[aria-invalid=true]') })
    await expect.poll(() => seen(wrong)).toMatch(/^Trials .* must be a number$/)
    // a browser reports every answer that is an error
    expect(complaints.splice(before).join()).toMatch(/400 \(Bad Request\)$/)
    // in one line, however many lines their hints have
    const top = async (label: string) => (await dialog.getByLabel(label).boundingBox())?.y
    await expect.poll(async () => (await top('Seconds')) === (await top('Gap, hours'))).toBe(true)
    await picture('pipelines-train')
    await browsing.expectAccessible()
    await dialog.getByLabel('Trials').fill('500')
    await dialog.getByRole('button', { name: 'Start training' }).click()
    await dialog.waitFor({ state: 'detached' })
    await run.locator('.badge', { hasText: 'Running' }).first().waitFor()

    const act = async (verb: string, becomes: string): Promise<void> => {
      await run.getByRole('button', { name: verb }).click()
      expect(await dialog.getByLabel('Who decides').inputValue()).toBe('Dr. Who')
      await dialog.getByLabel('Why').fill('to see & to learn')
      await dialog.getByRole('button', { name: verb }).click()
      await dialog.waitFor({ state: 'detached' })
      await run.locator('.badge', { hasText: becomes }).first().waitFor()
      await run.getByRole('button', { name: verb }).waitFor({ state: 'detached' })
      await expect.poll(() => focused()).toBe('Newest run')
    }
    await act('Suspend', 'Suspended')
    // nothing changes in the run, and its time goes on
    const since = run.getByText(/^started .* ago$/)
    const told = await seen(since)
    await expect.poll(() => seen(since)).not.toBe(told)
    await picture('pipelines-suspended')
    await act('Resume', 'Running')
    await run.getByRole('button', { name: 'Terminate' }).click()
    await expect.poll(() => seen(dialog)).toContain('cannot be undone')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await act('Terminate', 'Terminated')
    // the earlier run is still to be seen
    await run.getByRole('table', { name: 'Runs of small' }).getByRole('link').nth(1).click()
    await run.locator('.badge', { hasText: 'Completed' }).first().waitFor()
  })

  it('shows a required file that fails, why, and what to do', async () => {
    await system.drop('broken', {
      'CHARTEVENTS.csv': 'row_id,subject_id\n1,2\n',
      ...Object.fromEntries(
        (['PATIENTS', 'ADMISSIONS', 'ICUSTAYS', 'LABEVENTS', 'DIAGNOSES_ICD'] as const).map(
          table => [`${table}.csv`, textOf(clean, table)],
        ),
      ),
    })
    await system.pipelineWhen('broken', 'arrived', () => true)
    await open('pipelines/broken')
    const notice = card('Dataset broken').locator('.notice', { hasText: 'No training' })
    await expect
      .poll(() => seen(notice))
      .toContain('bronze/broken/CHARTEVENTS.csv: columns "hadm_id", "icustay_id"')
    await expect
      .poll(() => seen(card('Dataset broken')))
      .toContain('npm run drop -- DIR --dataset broken')
    await expect.poll(() => seen(card('Datasets'))).toMatch(/broken \d of 6, 1 refused/)
    await pictures('pipelines-refused')
    await browsing.expectAccessible()
  })

  it('never makes the browser complain', () => {
    expect(complaints).toEqual([])
  })
})
