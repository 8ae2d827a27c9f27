import { join } from 'node:path'
import type { Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadKeys } from '../../../emulator/host/keys.ts'
import { type RunningSystem, runSystem } from '../runningSystem.ts'
import { browse, hasBrowser, seen } from './browser.ts'

describe.skipIf(!hasBrowser)('the page of a system that wants a key and has no data', () => {
  let system: RunningSystem
  beforeAll(async () => {
    system = await runSystem({ auth: true })
  })
  afterAll(async () => await system?.stop())
  const browsing = browse(() => `${system.baseUrl}/api/ui`)
  const { open, card, pictures, complaints } = browsing

  it('asks for the key once, and again where it is wrong', async () => {
    await open('pipelines')
    const { page } = browsing
    await expect
      .poll(() => seen(card('This app asks for a key')))
      .toContain('Kept in this tab only')
    await pictures('key')
    await browsing.expectAccessible()
    await page.getByLabel('Function key').fill('wrong')
    await page.getByRole('button', { name: 'Use it' }).click()
    await card('The key was not accepted').waitFor()

    const { functionKeys } = await loadKeys(join(system.stateFolder, 'host'))
    await page.getByLabel('Function key').fill(functionKeys['default'] ?? '')
    await page.getByRole('button', { name: 'Use it' }).click()
    await card('No dataset has arrived yet').waitFor()
    // a browser reports every answer that is an error
    expect(complaints.splice(0).every(text => text.includes('401'))).toBe(true)
    expect(await page.evaluate('Object.keys(localStorage).join()')).toBe('')
  })

  it('says what to do while there is nothing to show', async () => {
    await open('pipelines')
    await expect.poll(() => seen(card('No dataset has arrived yet'))).toContain('npm run drop')
    await pictures('pipelines-empty')
    await open('data')
    await expect.poll(() => seen(card('No dataset has arrived yet'))).toContain('Pipelines')
    await open('studies')
    await expect.poll(() => seen(card('No study has begun yet'))).toContain('Pipelines')
    await open('models')
    await expect
      .poll(() => seen(card('No model is published yet')))
      .toContain('A training run publishes one')
    await open('predict')
    await expect
      .poll(() => seen(card('There is no champion yet')))
      .toContain('training run has published')
  })

  it('says of what is not there that it is not, and what there is', async () => {
    await open('models/0123456789ab')
    const { page } = browsing
    const problem = page.getByRole('alert')
    await expect.poll(() => seen(problem)).toMatch(/no such model version.*GET \/api\/models lists/)
    await open('pipelines/never-seen')
    await page.getByText('There is no such dataset').waitFor()
    await expect.poll(() => seen(problem)).toContain('drop its CSVs into bronze')
    await open('api')
    complaints.splice(0)
  })

  it.each(['data', 'features', 'studies', 'models', 'predict', 'api'])(
    'says in the view %s that the app is away, and tries again when told to',
    async view => {
      const { page } = browsing
      // from a view that has loaded, so that the next one has to ask
      await open(view === 'api' ? 'features' : 'api')
      await page.locator('main .problem').waitFor({ state: 'detached' })
      await page.route('**/api/**', route => route.abort('connectionrefused'))
      await open(view)
      const problem = page.locator('main .problem')
      await expect
        .poll(() => seen(problem))
        .toMatch(/The app does not answer .*Start it with npm start/)
      if (view === 'data') await pictures('app-away')
      await page.unroute('**/api/**')
      await problem.getByRole('button', { name: 'Try again' }).click()
      await problem.waitFor({ state: 'detached' })
      await page.locator('main .card').first().waitFor()
      await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('main')
      complaints.splice(0)
    },
  )

  it('says where to look while the app does not answer', async () => {
    const { page } = browsing
    await open('api')
    const held: Route[] = []
    let isHeld = true
    await page.route('**/api/models', async route => {
      if (isHeld) held.push(route)
      else await route.continue()
    })
    await page.getByRole('link', { name: 'Models', exact: true }).click()
    await expect
      .poll(() => seen(page.locator('main .loading')))
      .toMatch(/Loading… The app has not answered yet.*the last line/)
    isHeld = false
    await Promise.all(held.map(route => route.continue()))
    await card('No model is published yet').waitFor()
    await page.unroute('**/api/models')
  })

  it('tells that the app is away, and goes on when it is back', async () => {
    await open('pipelines')
    const { page } = browsing
    await page.route('**/api/**', route => route.abort('connectionrefused'))
    await page.getByText('The app does not answer; trying again').waitFor()
    await page.unroute('**/api/**')
    await page.getByText('The app does not answer; trying again').waitFor({ state: 'detached' })
    expect(complaints.splice(0).every(text => /failed|ERR_CONNECTION_REFUSED/.test(text))).toBe(
      true,
    )
  })
})
