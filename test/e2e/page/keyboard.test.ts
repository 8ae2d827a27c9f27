import type { Locator } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { browse, hasBrowser, seen } from './browser.ts'
import { DATASET } from './runningPage.ts'

/** What has the focus: how it is drawn, and whether it is one that the Tab key has come to before. */
const focused = z.object({
  /** null: the page itself, behind the last one. */
  name: z.string().nullable(),
  isAgain: z.boolean(),
  hasOutline: z.boolean(),
  isInView: z.boolean(),
  isCovered: z.boolean(),
  /** A frame that scrolls, and whether anything lies beside it. */
  isIdleFrame: z.boolean(),
})

/** All that can be worked with and is drawn. */
const CONTROLS =
  'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]'

const NAME_OF = `const nameOf = element =>
  element.localName + ' ' + (element.getAttribute('aria-label') || element.name || element.textContent.trim())`

const LOOK_AT_FOCUS = `(() => {
  ${NAME_OF}
  const element = document.activeElement
  const isNone = element === null || element === document.body
  if (isNone) return { name: null, isAgain: false, hasOutline: true, isInView: true, isCovered: false, isIdleFrame: false }
  const isAgain = reached.has(element)
  reached.add(element)
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const [box] = element.getClientRects()
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const above = document.elementFromPoint(x, y)
  return {
    name: nameOf(element),
    isAgain,
    hasOutline: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
    // of what is larger than the screen a part
    isInView: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    isCovered: above !== null && !element.contains(above) && !above.contains(element),
    isIdleFrame: element.matches('.scroll') && element.scrollWidth <= element.clientWidth,
  }
})()`

const NOT_REACHED = `(() => {
  ${NAME_OF}
  return [...document.querySelectorAll('${CONTROLS}')]
    .filter(element => element.tabIndex >= 0 && element.checkVisibility() && !reached.has(element))
    .map(nameOf)
})()`

async function isFocused(locator: Locator): Promise<boolean> {
  return await locator.evaluate(element => element === element.ownerDocument.activeElement)
}

describe.skipIf(!hasBrowser)('the page by the keyboard alone', () => {
  const browsing = browse(() => inject('pageUrl'))
  const { open, card } = browsing

  /** Presses Tab from the beginning of the page until nothing more comes. @returns what is wrong on the way, or was left out */
  const faultsOnTheWay = async (): Promise<readonly string[]> => {
    const { page } = browsing
    await page.evaluate('globalThis.reached = new Set(); document.activeElement?.blur()')
    const faults: string[] = []
    for (;;) {
      await page.keyboard.press('Tab')
      const { name, isAgain, ...looks } = focused.parse(await page.evaluate(LOOK_AT_FOCUS))
      if (name === null || isAgain) break
      if (!looks.hasOutline) faults.push(`${name}: the focus is not seen`)
      if (!looks.isInView) faults.push(`${name}: beside what is seen`)
      if (looks.isCovered) faults.push(`${name}: covered by something`)
      if (looks.isIdleFrame) faults.push(`${name}: a stop with nothing to do`)
    }
    const left = z.array(z.string()).parse(await page.evaluate(NOT_REACHED))
    return [...faults, ...left.map(name => `${name}: not reached`)]
  }

  it.each([
    // other tests leave datasets that are newer, and some have no run
    [`pipelines/${DATASET}`, '.plot-figure svg'],
    [`data/${DATASET}`, '.flow'],
    [`studies/${DATASET}`, '.plot-figure svg'],
    ['models', '.plot-grid svg'],
    ['predict', 'form .group'],
    [`features/age/${DATASET}`, '.plot-figure svg'],
  ])('leads through %s: all in order, each seen while it has the focus', async (view, drawn) => {
    const { page } = browsing
    for (const width of [1200, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await open(view)
      await page.reload()
      await page.locator(drawn).first().waitFor()
      // once more where something has come behind the focus meanwhile
      await expect.poll(faultsOnTheWay, { timeout: 60_000 }).toEqual([])
    }
    await page.setViewportSize({ width: 1200, height: 900 })
  })

  it('sorts a table, and shows the rest of one, and keeps the focus where it was', async () => {
    const { page } = browsing
    await open(`studies/${DATASET}`)
    const heading = card('Trials').getByRole('columnheader', { name: 'AUROC' })
    const sort = heading.getByRole('button')
    await sort.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => heading.getAttribute('aria-sort')).toBe('descending')
    await expect.poll(() => isFocused(sort)).toBe(true)

    await open('features')
    const rows = page.getByRole('table', { name: 'Features' }).getByRole('row')
    const more = page.getByRole('button', { name: /^Show (all|the first) / })
    await more.focus()
    const few = await rows.count()
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBeGreaterThan(few)
    await expect.poll(() => isFocused(more)).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(few)
  })

  it('keeps the focus in a dialog, leaves it by Escape, and goes back to where it came from', async () => {
    const { page } = browsing
    await open(`pipelines/${DATASET}`)
    const train = page.getByRole('button', { name: 'Train now …' })
    await train.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    const controls = await dialog.locator(CONTROLS).count()
    for (let pressed = 0; pressed <= controls; pressed++) {
      await page.keyboard.press('Tab')
      const outside =
        'document.activeElement !== document.body && !document.activeElement.closest("dialog")'
      expect(await page.evaluate(outside)).toBe(false)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => isFocused(train)).toBe(true)
  })

  it('moves the threshold, and goes back to that of the card', async () => {
    const { page } = browsing
    await open('models')
    const explorer = page.locator('.explorer')
    const slider = explorer.getByRole('slider')
    const told = explorer.locator('output')
    await expect.poll(() => seen(told)).toContain('the threshold of the card')
    await slider.focus()
    await page.keyboard.press('End')
    await expect.poll(() => seen(told)).toBe('99 %')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => seen(told)).toContain('the threshold of the card')
    await expect.poll(() => isFocused(explorer.getByRole('button'))).toBe(true)
  })

  it('goes through a plot from point to point, and says of each what its tip says', async () => {
    const { page } = browsing
    await open('models')
    const figure = page.locator('.plot-grid figure', { hasText: 'Decision curve' })
    const plot = figure.locator('.plot-frame')
    const tip = plot.locator('[aria-label=tip] text')
    const told = figure.locator('[aria-live]')
    await plot.locator('svg').waitFor()
    await figure.locator('summary').focus()
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => isFocused(plot)).toBe(true)
    for (const [key, from] of [
      [undefined, 'from 1.0 %'],
      ['ArrowRight', 'from 2.0 %'],
      ['End', 'from 99 %'],
      ['ArrowRight', 'from 99 %'],
      ['PageUp', 'from 89 %'],
      ['Home', 'from 1.0 %'],
    ] as const) {
      if (key !== undefined) await page.keyboard.press(key)
      await expect
        .poll(() => told.textContent())
        .toMatch(new RegExp(`^${from}, model .*, everyone `))
      await expect.poll(() => tip.textContent()).toContain(from)
    }
    await page.keyboard.press('Tab')
    await expect.poll(() => tip.count()).toBe(0)
    await expect.poll(() => told.textContent()).toBe('')
  })

  it('fills in a patient, predicts, and undoes a what-if', async () => {
    const { page } = browsing
    await open('predict')
    // an example, which leaves no trace in the log
    await page.getByRole('button', { name: 'Example values' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('what is predicted of it is not logged').waitFor()
    await page.locator('form input').first().focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => isFocused(card('Result'))).toBe(true)
    const whatIf = card('What if')
    const one = whatIf.locator('.slider', { has: page.locator('input[type=range]') }).first()
    const slider = one.getByRole('slider')
    const undo = one.getByRole('button', { name: /: as given$/ })
    await slider.focus()
    // wherever it stands
    await page.keyboard.press('Home')
    await page.keyboard.press('End')
    await expect.poll(() => undo.isEnabled()).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => undo.isEnabled()).toBe(false)
    await expect.poll(() => isFocused(slider)).toBe(true)
  })

  it('never makes the browser complain', () => {
    expect(browsing.complaints).toEqual([])
  })
})
