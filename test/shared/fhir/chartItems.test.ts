import { describe, expect, it } from 'vitest'
import { eventItems } from '../../../shared/features/eventItems.ts'
import { chartItemOf } from '../../../shared/fhir/chartItems.ts'
import { LOINC } from '../../../shared/fhir/loinc.ts'

const CONCEPTS = [...new Set(LOINC.map(({ concept }) => concept))].filter(
  concept => concept !== 'gcs',
)

describe('the item of a concept', () => {
  it.each(CONCEPTS)('%s is one of gold, which takes its values as they are', concept => {
    const item = chartItemOf(concept)
    if (item === undefined) throw new Error(`${concept} has no item`)
    const known = eventItems(item.table).filter(({ itemid }) => itemid === item.itemid)
    // another row of the item may tell what a certain text means
    const own = known.find(found => found.concept === concept && found.onlyTexts === null)
    expect(own).toMatchObject({ conversion: 'none' })
  })
})
