import { cell, element, table } from './element.js'
import { count, metric, percent } from './format.js'

const DIMENSIONS = {
  sex: 'Sex',
  age: 'Age',
  ethnicity: 'Ethnicity',
  insurance: 'Insurance',
  'care-unit': 'First care unit',
}

const CLASSES = [
  ['survived', 'Survived'],
  ['died', 'Died'],
  ['macro', 'Mean of both'],
  ['weighted', 'Mean by stays'],
]

/** What the classification at the threshold amounts to. */
export function thresholdPart({ operation, threshold, thresholdRule }) {
  const { confusion, report } = operation
  return element(
    'div',
    {},
    element('p', {}, `Positive from a risk of ${percent(threshold)}. The rule: ${thresholdRule}`),
    table(
      'Confusion matrix',
      [{ text: 'Called' }, { text: 'Died', number: true }, { text: 'Survived', number: true }],
      [
        countsRow('Positive', confusion.truePositives, confusion.falsePositives),
        countsRow('Negative', confusion.falseNegatives, confusion.trueNegatives),
      ],
    ),
    table(
      'Classification report',
      [
        { text: 'Class' },
        { text: 'Precision', number: true },
        { text: 'Recall', number: true },
        { text: 'F1', number: true },
        { text: 'Stays', number: true },
      ],
      CLASSES.map(([key, title]) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, title),
          cell(metric(report[key].precision), 'number'),
          cell(metric(report[key].recall), 'number'),
          cell(metric(report[key].f1), 'number'),
          cell(count(report[key].support), 'number'),
        ),
      ),
    ),
  )
}

/** Calibration in a sentence and by tenths of predicted risk. */
export function calibrationPart({ operation, curves, calibration }) {
  const fitted =
    operation.calibration === null
      ? 'Slope and intercept are not estimable with fewer than 20 deaths or survivors.'
      : `Slope ${estimate(operation.calibration.slope)}, 1 is right; intercept ${estimate(operation.calibration.intercept)}, 0 is right.`
  return element(
    'div',
    {},
    element(
      'p',
      {},
      `${calibration} ${fitted} Expected calibration error ${estimate(operation.calibrationError)}.`,
    ),
    table(
      'Reliability: stays by predicted risk',
      [
        { text: 'Stays', number: true },
        { text: 'Predicted', number: true },
        { text: 'Observed', number: true },
      ],
      curves.reliability.map(bin =>
        element(
          'tr',
          {},
          cell(count(bin.count), 'number'),
          cell(percent(bin.predicted), 'number'),
          cell(
            [
              percent(bin.observed),
              element('span', { class: 'interval' }, ` (${percent(bin.low)} to ${percent(bin.high)})`),
            ],
            'number',
          ),
        ),
      ),
    ),
  )
}

/** What the model is worth group by group, and on parts that it has not learned from. */
export function subgroupPart({ subgroups, validations }) {
  const groups = subgroups.flatMap(({ by, groups: members }) =>
    members.map(member => ({ ...member, name: `${DIMENSIONS[by]}: ${member.group}` })),
  )
  const parts = validations.map(validation => ({
    ...validation,
    name:
      validation.kind === 'charting-system'
        ? 'MetaVision, learned from CareVue'
        : `${validation.scored}, learned from the others`,
  }))
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'muted' },
      'Observed / expected deaths: 1 is right, above 1 too few were predicted. Groups of fewer than 10 patients are not shown, nor figures with fewer than 5 deaths or survivors.',
    ),
    groupTable('Subgroups', groups),
    element('h4', {}, 'Where it has not learned'),
    element(
      'p',
      { class: 'muted' },
      'The same plan trained without these stays and scored on them (internal–external validation).',
    ),
    groupTable('Parts that the plan has not learned from', parts),
  )
}

function groupTable(caption, groups) {
  return table(
    caption,
    [
      { text: 'Group' },
      { text: 'Stays', number: true },
      { text: 'Deaths', number: true },
      { text: 'AUROC', number: true },
      { text: 'Observed / expected', number: true },
      { text: 'Sensitivity', number: true },
      { text: 'Specificity', number: true },
    ],
    groups.map(({ name, stays, deaths, figures, suppressed }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, name),
        cell(count(stays), 'number'),
        cell(count(deaths), 'number'),
        figures === null
          ? element('td', { colspan: '4', class: 'muted' }, `not shown: ${suppressed}`)
          : ['auroc', 'observedToExpected', 'sensitivity', 'specificity'].map(key =>
              estimateCell(figures[key]),
            ),
      ),
    ),
  )
}

/** `0.721 (0.602–0.834)`: a figure with its 95 % interval, which stands below it where there is little room. */
export function estimateCell({ value, low, high }) {
  const hasInterval = low !== null && high !== null
  return cell(
    [
      metric(value),
      hasInterval && element('span', { class: 'interval' }, ` (${metric(low)}${low < 0 ? ' to ' : '–'}${metric(high)})`),
    ],
    'number',
  )
}

function estimate({ value, low, high }) {
  return low === null || high === null
    ? metric(value)
    : `${metric(value)} (${metric(low)} to ${metric(high)})`
}

function countsRow(title, died, survived) {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, title),
    cell(count(died), 'number'),
    cell(count(survived), 'number'),
  )
}
