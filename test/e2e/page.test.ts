import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { TABLES } from '../../shared/contracts/dataset.ts'
import { attritionStep, trainingRequest } from '../../shared/contracts/training.ts'
import { ROOT, type RunningSystem, runHasEnded, runSystem } from './runningSystem.ts'
import { smallDataset, textOf } from './smallDataset.ts'

const PORT = 17_440
const BROWSER = '/usr/bin/chromium'
/** Works as root, and asks nothing of the outside world. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Never committed: for people to look at. */
const SCREENSHOTS = join(ROOT, '.ci', 'screenshots')

const hasBrowser = existsSync(BROWSER)
if (!hasBrowser) console.warn(`skipped: the page in a browser; ${BROWSER} is not there`)

/** The text of what has appeared. */
async function seen(locator: Locator): Promise<string> {
  await locator.waitFor({ timeout: 240_000 })
  return (await locator.innerText()).replaceAll(/\s+/g, ' ')
}

describe.skipIf(!hasBrowser)('the page of the running system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-test-'))
  const clean = smallDataset(120)
  const files: Readonly<Record<string, string>> = {
    ...Object.fromEntries(TABLES.map(table => [`${table}.csv`, textOf(clean, table)])),
    'CALLOUT.csv': 'row_id,subject_id\n1,2\n',
    'OUTPUTEVENTS.csv': `${textOf(clean, 'OUTPUTEVENTS')}9000001,nobody${','.repeat(11)}\n`,
    'NOTES.csv': 'a,b\n1,2\n',
  }
  const complaints: string[] = []
  let system: RunningSystem
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    system = await runSystem(folder, PORT)
    browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS })
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
    // a violation of the content security policy is an error of the console, too
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    page.on('requestfailed', request => complaints.push(`${request.url()} failed`))
  })
  afterAll(async () => {
    await browser?.close()
    await system?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (view: string): Promise<void> => {
    await page.goto(`${system.baseUrl}/api/ui#/${view}`)
    await page.locator('main > *').first().waitFor()
  }
  const card = (name: string): Locator => page.locator(`section[aria-label="${name}"]`)
  const picture = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
  }

  it('says what to do while there is nothing to show', async () => {
    await page.goto(`${system.baseUrl}/api/ui`)
    expect(await seen(page.locator('main .card'))).toContain('npm run drop')
    await open('models')
    expect(await seen(page.locator('main .card'))).toContain('No model is published yet')
    await open('predict')
    expect(await seen(page.locator('main .card'))).toContain('There is no champion yet')
    await open('data')
    expect(await seen(page.locator('main .card'))).toContain('No dataset has arrived yet')
  })

  it('shows a run as it goes, in numbers that the API gives', async () => {
    await open('pipelines')
    await system.drop('small', files)
    const training = trainingRequest.parse({ trials: 12, families: ['severity', 'logistic'] })
    await system.complete('small', files, training)

    const label = page.locator('label.bar', { hasText: 'Study' })
    // text and bar of the same moment: a study of a few trials is soon over
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
      { timeout: 240_000 },
    )
    expect(shown).toEqual({
      text: `Study: ${shown.value} of 12`,
      value: expect.stringMatching(/^\d+$/),
      max: '12',
    })
    await picture('pipelines-running')
    await system.pipelineWhen('small', 'trained', runHasEnded)
  })

  it('shows what became of each file', async () => {
    const dataset = card('Dataset small')
    await dataset.locator('.badge', { hasText: 'Completed' }).waitFor({ timeout: 120_000 })
    const text = await seen(dataset)
    expect(text).toContain('CALLOUT refused: bronze/small/CALLOUT.csv: columns "hadm_id"')
    expect(text).toContain('OUTPUTEVENTS: 1 row refused: subject_id is not a whole number')
    expect(text).toContain('"NOTES" is none of the 26 tables')
    expect(text).toContain('26 tables: 25 in silver, 1 refused; 1 row in quarantine')
    expect(text).toMatch(/PATIENTS in silver 120 120 0/)
    expect(text).toMatch(/Published [0-9a-f]{12}/)
    await picture('pipelines')

    // the link to the orchestration leads to it
    const link = dataset.getByRole('link', { name: 'Status of the orchestration' })
    const status = await fetch((await link.getAttribute('href')) ?? '')
    expect(await status.json()).toMatchObject({ name: 'trainModel', runtimeStatus: 'Completed' })
  })

  it('shows a required file that fails, and why', async () => {
    await open('pipelines')
    await system.drop('broken', {
      'CHARTEVENTS.csv': 'row_id,subject_id\n1,2\n',
      ...Object.fromEntries(
        (['PATIENTS', 'ADMISSIONS', 'ICUSTAYS', 'LABEVENTS', 'DIAGNOSES_ICD'] as const).map(
          table => [`${table}.csv`, textOf(clean, table)],
        ),
      ),
    })
    const notice = card('Dataset broken').locator('.notice')
    const text = await seen(notice.filter({ hasText: 'No training' }))
    expect(text).toContain('bronze/broken/CHARTEVENTS.csv: columns "hadm_id", "icustay_id"')
    await picture('pipelines-refused')
  })

  it('shows what was found in the data, table by table, and how the cohort came about', async () => {
    await open('data/small')
    const schema = z.object({ attrition: z.array(attritionStep) })
    const { attrition } = (await system.api.get('/api/datasets/small/cohort', schema)) ?? {}
    expect(await seen(card('Cohort'))).toContain(
      attrition
        ?.map(({ step, stays, positives, patients }) =>
          [step, stays, positives, patients].join(' '),
        )
        .join(' ') ?? 'no cohort',
    )
    expect(await seen(card('Quality of small'))).toContain('25 of 26 tables have a report')
    expect(await seen(card('Quality of small'))).toContain(
      'OUTPUTEVENTS: 1 row refused and kept in quarantine: subject_id is not a whole number',
    )
    expect(await seen(card('Tables').locator('p', { hasText: 'CALLOUT' }))).toContain(
      'columns "hadm_id"',
    )
    const stays = page.locator('#report-ICUSTAYS')
    await stays.locator('summary').click()
    const text = await seen(stays)
    expect(text).toContain('subject_id: all')
    expect(text).toMatch(/los days double 0 [\d,]+ [\d.]+ (≈ )?[\d.]+ [\d.]+/)
    await picture('data')
  })

  it('finds features by any of their words', async () => {
    await open('features')
    const catalogue = card('Feature catalogue')
    await page.getByLabel('Search').fill('220045 mean')
    await page.getByLabel('Feature set').selectOption('full')
    expect(await seen(catalogue)).toMatch(/1 of \d+ features .* Heart rate, mean heart_rate_mean/)
    await page.getByLabel('Search').fill('length of stay')
    expect(await seen(catalogue.getByRole('status'))).toMatch(/^0 of/)
    await page.getByLabel('Feature set').selectOption('')
    expect(await seen(catalogue)).toContain('at discharge only')
    await picture('features')
  })

  it('shows the champion beside OASIS', async () => {
    await open('models')
    const champion = page.locator('section', { hasText: 'Champion' }).first()
    const text = await seen(champion)
    const figures = String.raw`0\.\d{3} \(0\.\d{3}–[01]\.\d{3}\)`
    expect(text).toMatch(new RegExp(`This model OASIS, same patients AUROC ${figures} ${figures}`))

    // what each class and each group of stays comes to
    for (const part of ['threshold', 'calibration', 'subgroups', 'tried']) {
      await page.locator(`#${part} summary`).click()
    }
    expect(await seen(page.locator('#threshold'))).toMatch(
      /Died [01]\.\d{3} [01]\.\d{3} [01]\.\d{3} \d+/,
    )
    expect(await seen(page.locator('#calibration'))).toMatch(/Slope and intercept are|Slope \d/)
    const groups = await seen(page.locator('#subgroups'))
    expect(groups).toMatch(/Sex: [FM] \d+ \d+ [01]\.\d{3}/)
    expect(groups).toContain('MetaVision, learned from CareVue')
    expect(await seen(page.locator('#tried'))).toMatch(/severity \d+ \d+ \d+ 0\.\d{3} ±/)
    await picture('models')
  })

  it('scores a typical patient, and says what moved the risk', async () => {
    await open('predict')
    await page.getByRole('button', { name: 'Example values' }).click()
    await page.getByRole('button', { name: 'Predict' }).click()
    const result = card('Result')
    expect(await seen(result)).toMatch(
      /^Result [\d.]+ % risk of dying in hospital: (low|medium|high)/,
    )
    expect(await result.locator('.contributions li').count()).toBeGreaterThan(3)
    // no typical value is far from all others
    expect(await seen(result)).not.toMatch(/far from the training data|outside the clinical range/)
    await picture('predict')

    // what is wrong is said where it is
    const field = page.locator('input[inputmode=decimal]').first()
    await field.fill('much')
    const before = complaints.length
    await page.getByRole('button', { name: 'Predict' }).click()
    expect(await seen(page.locator('.errors'))).toContain('one value to correct')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await picture('predict-refused')
    // a browser reports every answer that is an error
    expect(complaints.splice(before).join()).toMatch(/400 \(Bad Request\)$/)
  })

  it('asks a person where one has to decide, and shows the decision', async () => {
    await fetch(`${system.baseUrl}/api/pipelines/small`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        trials: 2,
        seed: 2,
        families: ['severity', 'logistic'],
        gate: 'manual',
      }),
    })
    await open('pipelines')
    const form = card('Dataset small').locator('form.approval')
    expect(await seen(form)).toContain('A person has to decide. Version')
    await form.getByLabel('Who decides').fill('Dr. Who')
    await form.getByLabel('Why').fill('looked at the card')
    await picture('pipelines-approval')
    await form.getByRole('button', { name: 'Keep the champion' }).click()
    await system.pipelineWhen('small', 'decided', runHasEnded)

    await open('models')
    const decisions = card('Decisions')
    expect(await seen(decisions)).toMatch(/Dr\. Who keep not compared – looked at the card/)
    await picture('models-decisions')
  })

  it('fits a phone, and the dark', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const view of ['pipelines', 'data', 'features', 'models', 'predict']) {
      await open(view)
      await page.locator('main .card').first().waitFor()
      // what is wider than the screen scrolls in its own frame, not with the page
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
      await picture(`${view}-phone`)
    }
  })

  it('never makes the browser complain', () => {
    expect(complaints).toEqual([])
  })
})
