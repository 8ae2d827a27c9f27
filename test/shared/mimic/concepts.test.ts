import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type EventItem, eventItems } from '../../../shared/features/eventItems.ts'
import { COMORBIDITIES, SWITCHED_OFF_BY } from '../../../shared/mimic/comorbidities.ts'
import { EVENT_TABLES } from '../../../shared/mimic/concepts/concept.ts'
import { CONCEPTS } from '../../../shared/mimic/concepts.ts'

const D_ITEMS = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4/D_ITEMS.csv')
const dictionaryMissing = !existsSync(D_ITEMS)
if (dictionaryMissing) console.warn(`skipped: D_ITEMS of the MIMIC-III demo is not at ${D_ITEMS}`)

describe('clinical items', () => {
  it('belong to one concept each, but for what is told apart by its text', () => {
    const ambiguous = EVENT_TABLES.flatMap(table => {
      const items = eventItems(table)
      return items.flatMap(item => {
        const others = items.filter(
          other => other.itemid === item.itemid && other.concept !== item.concept,
        )
        const texts = [item, ...others].flatMap(({ onlyTexts, partOfText, neverText }) => [
          ...(onlyTexts ?? []),
          ...[partOfText, neverText].filter(text => text !== null),
        ])
        return others.flatMap(other =>
          ['1', ...texts]
            .filter(text => counts(item, text) && counts(other, text))
            .map(text => `${item.itemid} ${text}: ${item.concept}, ${other.concept}`),
        )
      })
    })
    expect(ambiguous).toEqual([])
  })

  it('are never read with a range that nothing fits', () => {
    const bounds = CONCEPTS.flatMap(({ sources }) => sources.map(({ valid }) => valid))
    expect(bounds.filter(({ low, high }) => low !== null && high !== null && low >= high)).toEqual(
      [],
    )
  })

  it.skipIf(dictionaryMissing)('are in MIMIC’s own dictionary, in their table', () => {
    const linked = new Map(
      readFileSync(D_ITEMS, 'utf8')
        .split('\n')
        .map(line => [/^\d+,(\d+),/.exec(line)?.[1], line.toUpperCase()]),
    )
    const strangers = EVENT_TABLES.filter(table => table !== 'LABEVENTS').flatMap(table =>
      eventItems(table)
        .filter(
          ({ itemid }) => !linked.get(String(itemid))?.includes(table.replace(/_(CV|MV)$/, '')),
        )
        .map(({ itemid }) => `${table} ${itemid}`),
    )
    expect(strangers).toEqual([])
  })
})

describe('Elixhauser comorbidities', () => {
  it('are thirty, each with codes of its own form', () => {
    expect(COMORBIDITIES.length).toBe(30)
    const codes = COMORBIDITIES.flatMap(({ exact, prefixes }) => [...exact, ...prefixes])
    expect(codes.filter(code => !/^[\dEV]\d{2,4}$/.test(code))).toEqual([])
    const prefixes = COMORBIDITIES.flatMap(comorbidity => comorbidity.prefixes)
    expect(prefixes.filter(code => code.length > 4)).toEqual([])
  })

  it('switch off only comorbidities that exist', () => {
    const names = COMORBIDITIES.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(SWITCHED_OFF_BY)))
    expect(names).toEqual(expect.arrayContaining(Object.values(SWITCHED_OFF_BY)))
  })
})

/** Whether a row of this item counts where its text is this. */
function counts({ onlyTexts, partOfText, neverText }: EventItem, text: string): boolean {
  const holdsPart = partOfText === null || text.toLowerCase().includes(partOfText)
  return (onlyTexts?.includes(text) ?? true) && holdsPart && text !== neverText
}
