import { get } from './api.js'
import { cell, element, replace, table } from './element.js'
import { count, unitInWords } from './format.js'

const KNOWN = {
  'icu-admission': 'at ICU admission',
  'window-end': 'at the end of its window',
  discharge: 'at discharge only',
}

const SETS = [
  ['', 'all features'],
  ['core', 'core: the variables of the severity scores'],
  ['full', 'full: all that is known at the end of the window'],
  ['retrospective', 'retrospective: also what is known at discharge; never served'],
]

/** The feature catalogue: what each feature is, where it comes from, and when it is known. */
export async function featuresView(main, _rest, opened) {
  const { predictionHours, features } = await get('features')
  if (opened.closed) return

  const rows = features.map(feature => ({ feature, words: wordsOf(feature), row: featureRow(feature) }))
  const search = element('input', {
    type: 'search',
    id: 'search',
    placeholder: 'lactate, LABEVENTS, 220045, discharge …',
    autocomplete: 'off',
  })
  const set = element(
    'select',
    { id: 'set' },
    SETS.map(([value, text]) => element('option', { value }, text)),
  )
  const found = element('p', { class: 'muted', role: 'status' })

  function filter() {
    const wanted = search.value.toLowerCase().split(/\s+/)
    let shown = 0
    for (const { feature, words, row } of rows) {
      const inSet = set.value === '' || feature.sets.includes(set.value)
      row.hidden = !inSet || !wanted.every(word => words.includes(word))
      if (!row.hidden) shown += 1
    }
    found.textContent = `${count(shown)} of ${count(features.length)} features`
  }

  search.addEventListener('input', filter)
  set.addEventListener('change', filter)
  filter()
  replace(
    main,
    element('h2', { class: 'hidden' }, 'Features'),
    element(
      'section',
      { class: 'card catalogue', 'aria-label': 'Feature catalogue' },
      element('h3', {}, 'Feature catalogue'),
      element(
        'p',
        { class: 'muted' },
        `As for a prediction ${predictionHours} hours after ICU admission. Windows are in hours from ICU admission. What is known at discharge only leaks the outcome: no model that serves takes it.`,
      ),
      element(
        'div',
        { class: 'fields' },
        labelled('search', 'Search', search),
        labelled('set', 'Feature set', set),
      ),
      found,
      catalogueTable(rows.map(({ row }) => row)),
    ),
  )
}

function labelled(id, text, control) {
  return element('div', { class: 'field' }, element('label', { for: id }, text), control)
}

function catalogueTable(rows) {
  return table(
    'Features',
    [
      { text: 'Feature' },
      { text: 'Unit' },
      { text: 'Statistic' },
      { text: 'Window' },
      { text: 'Known' },
      { text: 'Sets' },
      { text: 'Source: tables and items' },
    ],
    rows,
  )
}

function featureRow({ name, description, unit, statistic, window, knownWhen, sets, source }) {
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      description,
      element('div', {}, element('code', { class: 'muted' }, name)),
    ),
    cell(unitInWords(unit)),
    cell(statistic),
    cell(window, 'whole'),
    cell(KNOWN[knownWhen], knownWhen === 'discharge' && 'warn'),
    cell(sets.length === 0 ? 'none: a baseline' : sets.join(', ')),
    cell(source, 'notes'),
  )
}

/** All that can be searched for, in one text. */
function wordsOf({ name, description, unit, statistic, window, knownWhen, sets, source }) {
  const parts = [name, description, unitInWords(unit), statistic, window, KNOWN[knownWhen]]
  return [...parts, ...sets, source].join(' ').toLowerCase()
}
