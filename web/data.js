import { get } from './api.js'
import { attritionTable } from './attrition.js'
import { cell, element, replace, table } from './element.js'
import { count, figure, percent, time } from './format.js'

/** Findings of the whole dataset that are shown at once; the others stand with their tables. */
const SHOWN_FINDINGS = 12

/** The quality of a dataset, table by table, and how its cohort came about: the one in the address, or the newest. */
export async function dataView(main, rest, opened) {
  const { datasets } = await get('pipelines')
  const newestFirst = datasets.toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
  const names = newestFirst.map(({ dataset }) => dataset)
  const dataset = rest || names[0]
  if (dataset === undefined) {
    if (!opened.closed) replace(main, heading(), nothingYet())
    return
  }

  const path = `datasets/${encodeURIComponent(dataset)}`
  const hasRun = newestFirst.some(({ dataset: name, run }) => name === dataset && run !== null)
  const [quality, cohort] = await Promise.all([
    get(`${path}/quality`),
    hasRun ? get(`${path}/cohort`).catch(notYet) : undefined,
  ])
  if (opened.closed) return
  replace(
    main,
    heading(),
    names.length > 1 && choice(names, dataset),
    overview(quality),
    cohort && cohortPart(cohort),
    tablesPart(quality),
  )
}

/** A run that has only begun has selected no cohort. */
function notYet(error) {
  if (error.status !== 404) throw error
}

function heading() {
  return element('h2', { class: 'hidden' }, 'Data')
}

function nothingYet() {
  return element(
    'section',
    { class: 'card' },
    element('h3', {}, 'No dataset has arrived yet'),
    element(
      'p',
      {},
      'What is found in its tables is shown here. See ',
      element('a', { href: '#/pipelines' }, 'Pipelines'),
      '.',
    ),
  )
}

function choice(names, dataset) {
  return element(
    'p',
    {},
    'Dataset: ',
    names.flatMap((name, index) => [
      index > 0 && ' · ',
      name === dataset
        ? element('b', {}, name)
        : element('a', { href: `#/data/${encodeURIComponent(name)}` }, name),
    ]),
  )
}

function overview({ dataset, findings, tables }) {
  const reports = Object.values(tables).flatMap(({ report }) => (report === null ? [] : [report]))
  const sum = key => reports.reduce((total, { rows }) => total + rows[key], 0)
  const more = findings.length - SHOWN_FINDINGS
  return element(
    'section',
    { class: 'card', 'aria-label': `Quality of ${dataset}` },
    element('h3', {}, dataset),
    element(
      'p',
      {},
      `${reports.length} of ${Object.keys(tables).length} tables have a report: ${count(sum('in'))} rows came, ${count(sum('out'))} are in silver, ${count(sum('quarantined'))} in quarantine.`,
    ),
    reports.length > 0 &&
      element(
        'p',
        { class: 'muted' },
        findings.length === 0
          ? 'Nothing was found that a clinical data team should know of.'
          : 'What follows was counted and stays in the data, unless it says quarantine.',
      ),
    findingsList(
      findings
        .slice(0, SHOWN_FINDINGS)
        .map(({ table: title, severity, text }) => ({ title, severity, text })),
    ),
    more > 0 && element('p', { class: 'muted' }, `and ${more} more: see the tables.`),
  )
}

function findingsList(findings) {
  if (findings.length === 0) return undefined
  return element(
    'ul',
    { class: 'findings' },
    findings.map(({ severity, title, text }) =>
      element(
        'li',
        { class: severity === 'hard' && 'warn' },
        title && element('b', {}, `${title}: `),
        text,
      ),
    ),
  )
}

function cohortPart({ runId, predictionHours, gapHours, attrition }) {
  const gap = gapHours > 0 ? `, deaths within ${gapHours} hours after that left out` : ''
  return element(
    'section',
    { class: 'card', 'aria-label': 'Cohort' },
    element('h3', {}, 'How the cohort came about'),
    attritionTable(attrition),
    element(
      'p',
      { class: 'muted' },
      `For a prediction ${predictionHours} hours after ICU admission${gap}. Run `,
      element('code', {}, runId),
      '.',
    ),
  )
}

function tablesPart({ tables }) {
  return element(
    'section',
    { class: 'card', 'aria-label': 'Tables' },
    element('h3', {}, 'Tables'),
    Object.entries(tables).map(([name, view]) => tableReport(name, view)),
  )
}

function tableReport(name, { message, report }) {
  if (report === null) {
    return element('p', { class: 'report muted' }, element('b', {}, name), ` ${message}`)
  }
  return element(
    'details',
    { class: 'report', id: `report-${name}` },
    element('summary', {}, element('b', {}, name), ` ${summaryOf(report)}`),
    element('p', { class: 'muted' }, provenance(message, report)),
    findingsList(report.findings),
    columnsTable(name, report),
    report.foreignKeys.length > 0 && element('h4', {}, 'References'),
    report.foreignKeys.length > 0 &&
      element(
        'ul',
        { class: 'findings' },
        report.foreignKeys.map(key => element('li', {}, key.message)),
      ),
  )
}

function summaryOf({ rows, findings }) {
  const quarantined = rows.quarantined > 0 ? `, ${count(rows.quarantined)} in quarantine` : ''
  const found = findings.length === 1 ? '1 finding' : `${findings.length} findings`
  return `${count(rows.out)} rows${quarantined}${findings.length > 0 ? `, ${found}` : ''}`
}

function provenance(message, { rows, measured, contractVersion, unknownColumns }) {
  const share =
    rows.fullRelease === undefined
      ? []
      : [`the full release has ${count(rows.fullRelease)} rows`]
  const unknown = unknownColumns.length > 0 ? [`left out: ${unknownColumns.join(', ')}`] : []
  return [
    message,
    `measured ${time(measured)} by version ${contractVersion} of the contract`,
    ...share,
    ...unknown,
  ].join('; ')
}

function columnsTable(name, { rows, columns }) {
  return table(
    `Columns of ${name}`,
    [
      { text: 'Column' },
      { text: 'Type' },
      { text: 'Empty', number: true },
      { text: 'Different', number: true },
      { text: 'Min', number: true },
      { text: 'Median', number: true },
      { text: 'Max', number: true },
      { text: 'Found' },
    ],
    Object.entries(columns).map(([column, of]) =>
      element(
        'tr',
        {},
        element(
          'th',
          { scope: 'row' },
          element('code', {}, column),
          of.unit && element('span', { class: 'unit' }, ` ${of.unit}`),
        ),
        cell(`${of.type}${of.nullable ? '' : ', required'}`),
        cell(emptyOf(of.nulls, rows.out), 'number'),
        cell(`${of.distinct.exact ? '' : '≈ '}${count(of.distinct.count)}`, 'number'),
        cell(shown(of.min), 'number'),
        cell(medianOf(of.quantiles), 'number'),
        cell(shown(of.max), 'number'),
        cell(notesOf(of), 'notes'),
      ),
    ),
  )
}

function emptyOf(nulls, rows) {
  if (nulls === 0) return '0'
  return nulls === rows ? 'all' : `${count(nulls)} (${percent(nulls / rows)})`
}

/** None for identifiers and texts, and where so few rows have a value that it would tell of one patient. */
function shown(value) {
  if (value === undefined || value === null) return undefined
  const isLong = typeof value === 'number' && Math.abs(value) >= 1000
  return isLong || Number.isInteger(value) ? count(Math.round(value)) : String(figure(value))
}

function medianOf(quantiles) {
  if (!quantiles) return undefined
  return `${quantiles.exact ? '' : '≈ '}${shown(quantiles.p50)}`
}

function notesOf({ outOfRange, otherValues, lostDegreeSigns }) {
  return [
    outOfRange?.rows > 0 && `${count(outOfRange.rows)} ${outside(outOfRange)}`,
    otherValues?.rows > 0 &&
      `${count(otherValues.rows)} not in the list: ${otherValues.most.map(({ value, rows }) => `${value} (${count(rows)})`).join(', ')}`,
    lostDegreeSigns > 0 && `${count(lostDegreeSigns)} with a lost degree sign (?F)`,
  ]
    .filter(note => note !== false && note !== undefined)
    .join('; ')
}

function outside({ low, high }) {
  if (low === undefined) return `above ${high}`
  return high === undefined ? `below ${low}` : `outside ${low} to ${high}`
}
