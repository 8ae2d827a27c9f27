import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../runningSystem.ts'

export const BROWSER = '/usr/bin/chromium'
export const hasBrowser = existsSync(BROWSER)
/** Never committed: for people to look at. */
export const SCREENSHOTS = join(ROOT, '.ci', 'screenshots')

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

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const axeResult = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullable(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string() })),
  }),
)

export interface Browsing {
  readonly page: Page
  /** Errors and warnings of the console, failed requests: a violation of the content security policy is one, too. */
  readonly complaints: string[]
  /** Opens a view by its address, `models/85ae97fa8a43`, and waits for its content. */
  readonly open: (view: string) => Promise<void>
  /** A region of the view, by its name. */
  readonly card: (name: string) => Locator
  /** Keeps a picture in light and dark at 1200 pixels, and at 390 as a phone has it. */
  readonly pictures: (name: string) => Promise<void>
  readonly picture: (name: string) => Promise<void>
  /** No serious or critical finding of axe, in light and in dark. */
  readonly expectAccessible: () => Promise<void>
}

/** A browser for the tests of one file; to be called within `describe`. @param url - of the page */
export function browse(url: () => string): Browsing {
  const complaints: string[] = []
  let browser: Browser | undefined
  let opened: Page | undefined
  const page = (): Page => {
    if (opened === undefined) throw new Error('the browser is not open yet')
    return opened
  }

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS })
    opened = await browser.newPage({ viewport: { width: 1200, height: 900 }, colorScheme: 'light' })
    opened.setDefaultTimeout(60_000)
    opened.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    opened.on('pageerror', error => complaints.push(error.message))
    opened.on('requestfailed', request => {
      // what the page itself has given up on
      if (request.failure()?.errorText === 'net::ERR_ABORTED') return
      complaints.push(`${request.url()} failed`)
    })
  })
  afterAll(async () => {
    await browser?.close()
  })

  const picture = async (name: string): Promise<void> => {
    await page().screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
  }
  return {
    get page() {
      return page()
    },
    complaints,
    open: async view => {
      await page().goto(`${url()}#/${view}`)
      await page().locator('main .card').first().waitFor()
    },
    card: name => page().locator(`section[aria-label="${name}"]`),
    picture,
    pictures: async name => {
      await picture(name)
      await page().emulateMedia({ colorScheme: 'dark' })
      await picture(`${name}-dark`)
      await page().setViewportSize({ width: 390, height: 844 })
      // what is wider than the screen scrolls in its own frame, not with the page
      await expect.poll(() => page().evaluate('document.documentElement.scrollWidth')).toBe(390)
      await picture(`${name}-phone-dark`)
      await page().emulateMedia({ colorScheme: 'light' })
      await picture(`${name}-phone`)
      await page().setViewportSize({ width: 1200, height: 900 })
    },
    expectAccessible: async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page().emulateMedia({ colorScheme })
        const findings = await seriousFindings(page())
        expect({ colorScheme, findings }).toEqual({ colorScheme, findings: [] })
      }
      await page().emulateMedia({ colorScheme: 'light' })
    },
  }
}

async function seriousFindings(page: Page): Promise<readonly string[]> {
  // by the protocol, which the policy of the page does not bind
  await page.evaluate(AXE)
  const violations = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, impact, help, nodes }) =>
      ({ id, impact, help, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) })))`,
  )
  return axeResult
    .parse(violations)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes
        .slice(0, 3)
        .map(node => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`),
    )
}

/** The text of what has appeared, with single spaces. */
export async function seen(locator: Locator): Promise<string> {
  await locator.waitFor({ timeout: 60_000 })
  return (await locator.innerText()).replaceAll(/\s+/g, ' ')
}
