import { get } from './api.js'
import { attritionTable } from './attrition.js'
import { cell, element, replace, table } from './element.js'
import { count, percent, time, unitInWords } from './format.js'
import { calibrationPart, estimateCell, subgroupPart, thresholdPart } from './performance.js'

const METRICS = [
  ['auroc', 'AUROC'],
  ['auprc', 'AUPRC'],
  ['brier', 'Brier score, lower is better'],
  ['scaledBrier', 'Scaled Brier score, 1 is perfect'],
  ['logLoss', 'Log loss, lower is better'],
  ['accuracy', 'Accuracy'],
  ['precision', 'Precision'],
  ['recall', 'Recall (sensitivity)'],
  ['specificity', 'Specificity'],
  ['f1', 'F1'],
]

const OTHER_SCORES = {
  sapsii: 'SAPS-II',
  'sapsii-retrospective': 'SAPS-II in hindsight, with the diagnoses coded at discharge',
  sofa: 'SOFA',
}

const BASES = {
  'bbc-cv':
    'Too few deaths to set patients aside: cross-validated by patient, corrected for having searched (BBC-CV).',
  'held-out': 'Measured once, on patients that neither training nor search ever saw.',
}

/** The registry, and the card of one version: the one in the address, or the champion. */
export async function modelsView(main, version, opened) {
  const [{ champion, versions }, { promotions, decisions }] = await Promise.all([
    get('models'),
    get('models/history'),
  ])
  const shown = version || champion?.version || versions[0]?.version
  const card = shown === undefined ? undefined : await get(`models/${encodeURIComponent(shown)}`)
  if (opened.closed) return

  replace(
    main,
    element('h2', { class: 'hidden' }, 'Models'),
    card === undefined ? nothingYet() : cardPart(card, champion),
    versions.length > 0 && versionsPart(versions, champion, shown),
    promotions.length > 0 && historyPart(promotions),
    decisions.length > 0 && decisionsPart(decisions),
  )
}

function nothingYet() {
  return element(
    'section',
    { class: 'card' },
    element('h3', {}, 'No model is published yet'),
    element(
      'p',
      {},
      'A training run publishes one: see ',
      element('a', { href: '#/pipelines' }, 'Pipelines'),
      '.',
    ),
  )
}

function cardPart(card, champion) {
  const { metrics, baseline, data } = card
  return element(
    'section',
    { class: 'card', 'aria-label': `Version ${card.version}` },
    element(
      'div',
      { class: 'head' },
      element(
        'h3',
        {},
        card.isChampion ? 'Champion ' : 'Version ',
        element('code', {}, card.version),
      ),
      element('span', { class: 'muted' }, `${card.family}, published ${time(card.published)}`),
    ),
    card.isChampion &&
      champion &&
      element(
        'p',
        {},
        `Serves since ${time(champion.since)}, promoted by ${champion.by}: ${champion.reason}`,
      ),
    element(
      'ul',
      { class: 'findings' },
      card.findings.map(({ text, warning }) => element('li', { class: warning && 'warn' }, text)),
    ),
    table(
      'Metrics beside OASIS',
      [
        { text: 'Metric' },
        { text: 'This model', number: true },
        { text: 'OASIS, same patients', number: true },
      ],
      METRICS.map(([key, title]) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, title),
          estimateCell(metrics[key]),
          estimateCell(baseline.metrics[key]),
        ),
      ),
    ),
    table(
      'Other published scores on the same patients',
      [
        { text: 'Score' },
        { text: 'AUROC', number: true },
        { text: 'AUPRC', number: true },
        { text: 'Brier score', number: true },
      ],
      card.otherBaselines.map(({ name, description, auroc, auprc, brier }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row', title: description }, OTHER_SCORES[name]),
          estimateCell(auroc),
          estimateCell(auprc),
          brier === null ? cell('no probability', 'number') : estimateCell(brier),
        ),
      ),
    ),
    element(
      'p',
      { class: 'muted' },
      `${BASES[metrics.basis]} 95 % intervals in brackets; accuracy to F1 at the threshold ${card.threshold.toFixed(3)}.`,
    ),
    element(
      'p',
      {},
      `Learned from ${count(data.cohort.stays)} ICU stays of ${count(data.cohort.patients)} patients, of which ${count(data.cohort.positives)} ended in death. Data `,
      element('code', {}, data.fingerprint),
      '.',
    ),
    details('threshold', 'At the threshold', thresholdPart(card)),
    details('calibration', 'Calibration', calibrationPart(card)),
    details('subgroups', 'By subgroup, and where it has not learned', subgroupPart(card)),
    details('attrition', 'How the cohort came about', attritionTable(data.attrition)),
    details('tried', 'What was tried', triedPart(card.leaderboard)),
    details('leakage', 'Whether it knows the future', leakageProof(card)),
    details('inputs', `${count(card.features.length)} inputs`, inputs(card.features)),
    details(
      'limits',
      'Limits',
      element(
        'ul',
        {},
        card.limits.map(limit => element('li', {}, limit)),
      ),
    ),
    element('p', { class: 'muted' }, card.intendedUse),
  )
}

function triedPart(leaderboard) {
  return table(
    'Trials of each family, and the best complete one: cross-validated, not corrected for the search',
    [
      { text: 'Family' },
      { text: 'Trials', number: true },
      { text: 'Stopped early', number: true },
      { text: 'Failed', number: true },
      { text: 'AUROC ± standard error', number: true },
    ],
    leaderboard.map(({ family, trials, pruned, failed, value, standardError }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, family),
        cell(count(trials), 'number'),
        cell(count(pruned), 'number'),
        cell(count(failed), failed > 0 ? 'number warn' : 'number'),
        cell(value === null ? 'none complete' : besideError(value, standardError), 'number'),
      ),
    ),
  )
}

function besideError(value, standardError) {
  return standardError === null ? value.toFixed(3) : `${value.toFixed(3)} ± ${standardError.toFixed(3)}`
}

function leakageProof({ leakage, availability }) {
  const rows = [
    ...kinds(leakage.future, 'after the window'),
    ...kinds(leakage.window, 'within the window'),
  ]
  return element(
    'div',
    {},
    element(
      'p',
      {},
      `Rows of ${count(leakage.patients)} patients were changed at random, one per patient at a time, and all features computed anew. `,
      `AUROC where events count by the time they were measured: ${figure(availability.auroc.charttime)}; by the time they were stored: ${figure(availability.auroc.storetime)}.`,
    ),
    table(
      'Mutations',
      [{ text: 'Changed' }, { text: 'Where' }, { text: 'Times', number: true }, { text: 'Moved what it may not' }],
      rows.map(({ kind, where, times, wrong }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, kind),
          element('td', {}, where),
          element('td', { class: 'number' }, count(times)),
          element('td', {}, wrong.length === 0 ? 'nothing' : wrong.join(', ')),
        ),
      ),
    ),
  )
}

function figure(value) {
  return value === null ? 'unknown' : value.toFixed(3)
}

function kinds({ byKind, moved }, where) {
  return Object.entries(byKind).map(([kind, times]) => ({
    kind,
    where,
    times,
    wrong: moved.filter(({ mutation }) => mutation === kind).map(({ feature }) => feature),
  }))
}

function inputs(features) {
  return table(
    'Inputs of the model',
    [
      { text: 'Input' },
      { text: 'Name' },
      { text: 'Unit' },
      { text: 'Missing in training', number: true },
    ],
    features.map(({ name, description, unit, training }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, description),
        cell(element('code', {}, name)),
        cell(unitInWords(unit) || undefined),
        cell(percent(training.missing), 'number'),
      ),
    ),
  )
}

function versionsPart(versions, champion, shown) {
  return element(
    'section',
    { class: 'card', 'aria-label': 'All versions' },
    element('h3', {}, 'All versions'),
    table(
      'Versions, newest first',
      [
        { text: 'Version' },
        { text: 'Family' },
        { text: 'Published' },
        { text: 'AUROC', number: true },
        { text: 'OASIS', number: true },
        { text: 'Deaths / stays', number: true },
        { text: 'Gate' },
      ],
      versions.map(row =>
        element(
          'tr',
          { class: row.version === shown && 'shown' },
          element(
            'th',
            { scope: 'row' },
            element('a', { href: `#/models/${row.version}` }, row.version),
            row.version === champion?.version && ' (champion)',
          ),
          cell(row.family),
          cell(time(row.published)),
          estimateCell(row.auroc),
          estimateCell(row.baselineAuroc),
          cell(`${count(row.positives)} / ${count(row.rows)}`, 'number'),
          cell(row.gate?.decision),
        ),
      ),
    ),
  )
}

function historyPart(promotions) {
  return element(
    'section',
    { class: 'card', 'aria-label': 'History' },
    element('h3', {}, 'Promotions'),
    element(
      'ol',
      { class: 'history', reversed: '' },
      promotions.map(({ version, since, by, reason }) =>
        element('li', {}, element('code', {}, version), ` ${time(since)}, by ${by}: ${reason}`),
      ),
    ),
  )
}

/** What the gate and people have decided, with the evidence: also what was not promoted. */
function decisionsPart(decisions) {
  return element(
    'section',
    { class: 'card', 'aria-label': 'Decisions' },
    element('h3', {}, 'Decisions of the gate'),
    table(
      'Decisions of the gate, newest first',
      [
        { text: 'Version' },
        { text: 'Instead of' },
        { text: 'When' },
        { text: 'By' },
        { text: 'Decision' },
        { text: 'AUROC, difference', number: true },
        { text: 'Comparison on this test set', number: true },
        { text: 'Why' },
      ],
      decisions.map(({ challenger, champion, at, mode, outcome, comparison, reason }) =>
        element(
          'tr',
          {},
          element(
            'th',
            { scope: 'row' },
            element('a', { href: `#/models/${challenger}` }, challenger),
          ),
          cell(champion),
          cell(time(outcome?.at ?? at)),
          cell(outcome?.by),
          cell(decisionInWords(mode, outcome)),
          comparison ? estimateCell(comparison.auroc.difference) : cell('not compared', 'number'),
          cell(comparison && count(comparison.number), 'number'),
          cell(outcome?.reason ?? reason),
        ),
      ),
    ),
  )
}

function decisionInWords(mode, outcome) {
  if (outcome === null) return 'waits for a person'
  return mode === 'dry-run' ? `${outcome.decision} (dry run)` : outcome.decision
}

function details(id, summary, content) {
  return element('details', { id }, element('summary', {}, summary), content)
}
