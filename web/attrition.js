import { cell, element, table } from './element.js'
import { count } from './format.js'

/** How many stays, deaths and patients each step of the selection leaves. */
export function attritionTable(steps) {
  return table(
    'Attrition of the cohort',
    [
      { text: 'Step' },
      { text: 'Stays', number: true },
      { text: 'Deaths', number: true },
      { text: 'Patients', number: true },
    ],
    steps.map(({ step, stays, positives, patients }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, step),
        cell(count(stays), 'number'),
        cell(count(positives), 'number'),
        cell(count(patients), 'number'),
      ),
    ),
  )
}
