import { BLOOD_GASES } from './concepts/bloodGases.ts'
import type { Concept } from './concepts/concept.ts'
import { LABS } from './concepts/labs.ts'
import { VITALS } from './concepts/vitals.ts'

/** Everything that is measured, in the order of gold's columns. */
export const CONCEPTS: readonly Concept[] = [...VITALS, ...LABS, ...BLOOD_GASES]

/** Admission weights of the `weight` concept: the others, daily weights, count only where a stay has none of these. */
export const ADMISSION_WEIGHT_ITEMS: readonly number[] = [762, 226512]

/** ITEMID → the charted text of a verbal response that could not be tested, as the patient was intubated. */
export const INTUBATED_VERBAL: Readonly<Record<number, string>> = {
  723: '1.0 ET/Trach',
  223900: 'No Response-ETT',
}
