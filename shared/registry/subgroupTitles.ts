import type { ModelCard } from './card.ts'

/** What the stays are divided by, in words. */
export const SUBGROUP_TITLES: Readonly<Record<ModelCard['subgroups'][number]['by'], string>> = {
  sex: 'Sex',
  age: 'Age',
  ethnicity: 'Ethnicity',
  insurance: 'Insurance',
  'care-unit': 'First care unit',
}
