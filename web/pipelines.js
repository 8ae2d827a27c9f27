import { get } from './api.js'
import { approvalForm } from './approval.js'
import { cell, element, replace, table } from './element.js'
import { count, time } from './format.js'

const POLL_MS = 2_000

/** Datasets shown with all that is known of them; older ones are only listed. */
const DETAILED = 5

const STAGES = [
  ['stays', 'Stays'],
  ['cohort', 'Cohort'],
  ['events', 'Events'],
  ['gold', 'Gold'],
  ['study', 'Study'],
  ['publish', 'Publish'],
]

const STATES = { received: 'under way', promoted: 'in silver', failed: 'refused' }

/** Datasets with their tables and their newest run, drawn again whenever something changed. */
export async function pipelinesView(main, _rest, opened) {
  let drawn

  async function draw() {
    const listed = await get('pipelines')
    const newestFirst = [...listed.datasets].sort((a, b) => (a.updated < b.updated ? 1 : -1))
    const detailed = newestFirst.slice(0, DETAILED)
    const datasets = [
      ...(await Promise.all(detailed.map(({ dataset }) => get(`pipelines/${dataset}`)))),
      ...newestFirst.slice(DETAILED),
    ]
    const text = JSON.stringify(datasets)
    if (opened.closed || text === drawn) return
    drawn = text
    replace(
      main,
      element('h2', { class: 'hidden' }, 'Pipelines'),
      datasets.length === 0 ? nothingYet() : datasets.map(datasetCard),
    )
  }

  async function poll() {
    if (opened.closed) return
    await draw().catch(lost)
    setTimeout(() => void poll(), POLL_MS)
  }

  /** The last picture stays, marked as old; the next answer draws it anew. */
  function lost() {
    if (opened.closed || main.querySelector('.lost')) return
    drawn = undefined
    main.prepend(
      element(
        'p',
        { class: 'notice lost', role: 'status' },
        'No answer; trying again. What follows may be old.',
      ),
    )
  }

  await draw()
  setTimeout(() => void poll(), POLL_MS)
}

function nothingYet() {
  return element(
    'section',
    { class: 'card' },
    element('h3', {}, 'No dataset has arrived yet'),
    element('p', {}, 'Drop a folder of MIMIC-III CSVs into the bronze container:'),
    element('pre', {}, 'npm run drop -- DIR --dataset NAME'),
    element(
      'p',
      { class: 'muted' },
      'Each file is promoted as it comes; training starts when the dataset is whole.',
    ),
  )
}

function datasetCard({ dataset, updated, tables, run, readiness, ignored = [] }) {
  return element(
    'section',
    { class: 'card', 'aria-label': `Dataset ${dataset}` },
    element(
      'div',
      { class: 'head' },
      element('h3', {}, dataset),
      element('span', { class: 'muted' }, `changed ${time(updated)}`),
    ),
    readinessPart(readiness),
    run !== null && runPart(dataset, run),
    findingsPart(tables, ignored, readiness?.message ?? ''),
    tablesPart(dataset, tables),
  )
}

/** Why nothing is trained on what lies there now; of no interest where something was. */
function readinessPart(readiness) {
  if (readiness === undefined || readiness.state === 'ready') return undefined
  const blocked = readiness.state === 'blocked'
  return element(
    'p',
    { class: blocked ? 'notice bad' : 'muted' },
    blocked ? 'No training: ' : 'Training starts when the dataset is whole: ',
    readiness.message,
  )
}

/** What was refused, and what was done to the data; but for what has been said already. */
function findingsPart(tables, ignored, said) {
  const findings = Object.keys(tables)
    .sort()
    .flatMap(name => {
      const { reason, notes = [] } = tables[name]
      const refused = reason && !said.includes(reason) ? [finding(`${name} refused`, reason, true)] : []
      return [...refused, ...notes.map(note => finding(name, note, false))]
    })
  const left = ignored.map(({ reason }) => finding('Ignored', reason, false))
  if (findings.length + left.length === 0) return undefined
  return element('ul', { class: 'findings' }, findings, left)
}

function finding(title, text, bad) {
  return element('li', { class: bad && 'warn' }, element('b', {}, `${title}: `), text)
}

function runPart(dataset, run) {
  const running = run.status === 'Running' || run.status === 'Pending'
  // waiting for a person is a stage of its own where it comes to that
  const stages = run.stage === 'approval' ? [...STAGES, ['approval', 'Approval']] : STAGES
  const at = stages.findIndex(([stage]) => stage === run.stage)
  return element(
    'div',
    { class: 'run' },
    element('p', {}, badge(run.status, toneOf(run)), ' ', element('span', {}, run.message)),
    element(
      'ol',
      { class: 'stages', 'aria-label': 'Stages of the run' },
      stages.map(([, title], index) => {
        const done = run.stage === 'done' || index < at
        const current = index === at
        return element(
          'li',
          { class: stageClass(done, current), 'aria-current': current && 'step' },
          title,
          element('span', { class: 'hidden' }, done ? ' (done)' : ''),
        )
      }),
    ),
    running && run.approval && approvalForm(dataset, run.approval),
    running &&
      run.total > 1 &&
      bar(`${stageTitle(run.stage)}: ${count(run.done)} of ${count(run.total)}`, run),
    run.best &&
      element(
        'p',
        { class: 'muted' },
        `Best so far: AUROC ${run.best.value.toFixed(3)} by ${run.best.family}, cross-validated, not yet corrected for the search. Stopped early: ${count(run.pruned ?? 0)}, failed: ${count(run.failed ?? 0)}`,
      ),
    outcome(run),
    run.statusUrl &&
      element(
        'p',
        {},
        element('a', { href: run.statusUrl }, 'Status of the orchestration'),
        ' ',
        element('code', {}, run.runId),
      ),
  )
}

function stageClass(done, current) {
  if (current) return 'current'
  return done ? 'done' : undefined
}

function outcome({ output }) {
  if (!output) return undefined
  if (!output.ok) return element('p', { class: 'notice' }, output.reason)
  return element(
    'p',
    {},
    'Published ',
    element('a', { href: `#/models/${output.version}` }, output.version),
    ` (${output.family}) from ${count(output.cohort.stays)} stays, ${count(output.cohort.positives)} deaths. Gate: `,
    element('b', {}, output.gate.decision),
    `. ${output.gate.reason}`,
  )
}

function toneOf({ status, output }) {
  if (status === 'Failed' || status === 'Terminated' || output?.ok === false) return 'bad'
  return status === 'Completed' ? 'good' : 'busy'
}

function tablesPart(dataset, tables) {
  const names = Object.keys(tables).sort()
  const of = state => names.filter(name => tables[name].state === state).length
  const quarantined = names.reduce((sum, name) => sum + (tables[name].quarantined ?? 0), 0)
  const states = Object.entries(STATES).flatMap(([state, text]) =>
    of(state) > 0 ? [`${of(state)} ${text}`] : [],
  )
  const rows = quarantined === 1 ? '1 row' : `${count(quarantined)} rows`
  const summary = `${names.length} tables: ${states.join(', ')}; ${rows} in quarantine`
  return element(
    'div',
    {},
    names.length > 0 &&
      bar(`${of('promoted')} of ${names.length} tables in silver`, {
        done: of('promoted'),
        total: names.length,
      }),
    element(
      'details',
      { id: `tables-${dataset}`, open: '' },
      element('summary', {}, summary),
      table(
        `Tables of ${dataset}`,
        [
          { text: 'Table' },
          { text: 'State' },
          { text: 'Rows in', number: true },
          { text: 'Rows out', number: true },
          { text: 'Quarantined', number: true },
        ],
        names.map(name => tableRow(name, tables[name])),
      ),
    ),
  )
}

function tableRow(name, view) {
  const tone = { received: 'busy', promoted: 'good', failed: 'bad' }[view.state]
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    cell(badge(`${STATES[view.state]}${progressOf(view)}`, tone)),
    cell(count(view.rowsIn), 'number'),
    cell(count(view.rowsOut), 'number'),
    cell(count(view.quarantined), view.quarantined > 0 ? 'number warn' : 'number'),
  )
}

/** `: convert 3 of 8`, while it is under way. */
function progressOf({ progress }) {
  if (!progress) return ''
  const parts = progress.total > 1 ? ` ${progress.done} of ${progress.total}` : ''
  return `: ${progress.stage}${parts}`
}

function stageTitle(stage) {
  return STAGES.find(([name]) => name === stage)?.[1] ?? 'Progress'
}

function bar(label, { done, total }) {
  return element(
    'label',
    { class: 'bar' },
    element('span', {}, label),
    element('progress', { value: String(done), max: String(Math.max(total, 1)) }),
  )
}

function badge(text, tone) {
  return element('span', { class: `badge ${tone}` }, text)
}
