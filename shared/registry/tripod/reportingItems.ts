import type { ReportingItem } from '../card.ts'
import { discussion } from './discussion.ts'
import { introduction } from './introduction.ts'
import { methods } from './methods.ts'
import { openScience } from './openScience.ts'
import { results } from './results.ts'
import type { Reported } from './row.ts'

/**
 * The 27 items of TRIPOD+AI in their 52 parts, in the checklist's order and numbering, each answered from the card, or
 * with what a person must add. A topic names in a few words what the part asks for; its full wording is in the
 * checklist: Collins et al., TRIPOD+AI statement, BMJ 2024; 385: e078378, doi 10.1136/bmj-2023-078378, table 1.
 *
 * The card reports development and evaluation at once, so that the parts that ask about one of the two only (development:
 * 9a, 12a to 12c, 15, 22, 27a, 27b; evaluation: 12f, 12g, 20c, 24) are answered, too.
 */
export function reportingItems(card: Reported): ReportingItem[] {
  return [
    ...introduction(card),
    ...methods(card),
    ...openScience(card),
    ...results(card),
    ...discussion(card),
  ].map(([item, topic, answered, answer]) => ({ item, topic, answered, answer }))
}
