import { championLines, cohortLines, leaderboardLines } from './cardLines.ts'
import { count, percent, signed } from './inWords.ts'
import type { Report, ReportDetail } from './report.ts'

/** Contributions shown of a prediction. */
const SHOWN = 8

/** Values longer than this would push the columns after them aside. */
const LONGEST_VALUE = 24

/**
 * The final report as text, a line each.
 *
 * @param columns - prose is wrapped to so many; tables are not
 */
export function reportLines(detail: ReportDetail, columns: number): readonly string[] {
  const { report, published, champion } = detail
  const wrapped = (text: string, indent = ''): readonly string[] => wrap(text, columns - 1, indent)
  return [
    '',
    ...tableLines(report),
    ...qualityLines(report),
    ...findingLines(report, wrapped),
    '',
    ...(published === undefined
      ? ['No model was published.']
      : [...cohortLines(published), '', ...leaderboardLines(published)]),
    ...(champion === undefined
      ? []
      : ['', ...championLines(champion, published), ...gateLines(report, wrapped)]),
    ...predictionLines(report, wrapped),
    ...approvalLines(report, wrapped),
    '',
    ...secondsLines(report, wrapped),
  ]
}

type Wrapped = (text: string, indent?: string) => readonly string[]

function tableLines({ dataset, tables }: Report): readonly string[] {
  const entries = Object.entries(tables)
  const sums = entries.reduce(
    (sum, [, { rowsIn, rowsOut, quarantined }]) => ({
      rowsIn: sum.rowsIn + rowsIn,
      rowsOut: sum.rowsOut + rowsOut,
      quarantined: sum.quarantined + quarantined,
    }),
    { rowsIn: 0, rowsOut: 0, quarantined: 0 },
  )
  return [
    `dataset ${dataset}`,
    tableLine(['table', 'rows in', 'rows out', 'quarantined'], ''),
    ...entries.map(([table, counts]) =>
      tableLine([table, ...figures(counts)], STATES[counts.state] ?? counts.state),
    ),
    tableLine([`${entries.length} tables`, ...figures(sums)], ''),
  ]
}

type Cells = readonly [name: string, rowsIn: string, rowsOut: string, quarantined: string]

function tableLine([name, rowsIn, rowsOut, quarantined]: Cells, state: string): string {
  return `  ${name.padEnd(20)}${rowsIn.padStart(11)}${rowsOut.padStart(12)}${quarantined.padStart(13)}  ${state}`.trimEnd()
}

function figures(counts: {
  readonly rowsIn: number
  readonly rowsOut: number
  readonly quarantined: number
}): [string, string, string] {
  return [count(counts.rowsIn), count(counts.rowsOut), count(counts.quarantined)]
}

const STATES: Readonly<Record<string, string>> = {
  promoted: 'in silver',
  failed: 'REFUSED, see below',
  received: 'under way',
}

function qualityLines({ dataset, quality }: Report): readonly string[] {
  if (quality === null) return []
  const { hard, soft, pendingChecks } = quality
  const findings = [
    ...(hard > 0 ? [`${count(hard)} hard`] : []),
    `${count(soft)} soft ${soft === 1 ? 'finding' : 'findings'}`,
    ...(pendingChecks === undefined
      ? []
      : [
          `${count(pendingChecks)} foreign ${pendingChecks === 1 ? 'key' : 'keys'} not checked yet`,
        ]),
  ]
  return [`quality: ${findings.join(' and ')}, see /api/datasets/${dataset}/quality`]
}

function findingLines({ warnings, ignored }: Report, wrapped: Wrapped): readonly string[] {
  const findings = [
    ...warnings,
    ...ignored.map(({ reason }) => `ignored, and left where it is: ${reason}`),
  ]
  if (findings.length === 0) return []
  return ['', 'to be aware of', ...findings.flatMap(text => wrapped(`! ${text}`, '  '))]
}

function gateLines({ gate }: Report, wrapped: Wrapped): readonly string[] {
  return gate === null ? [] : wrapped(`gate: ${gate.decision}. ${gate.reason}`, '  ')
}

/** What waits, why, and how it is answered: as a run that waits has not failed, but has not ended either. */
function approvalLines(
  { dataset, published, champion, approval, url }: Report,
  wrapped: Wrapped,
): readonly string[] {
  if (approval === null || published === null) return []
  const serving = champion === null ? 'no model' : `version ${champion.version}`
  const waits =
    `a person has to decide: version ${published.version} of ${dataset} is published and does not serve yet. Until ` +
    `someone has decided, ${serving} serves, and after ${approval.until} for good. Nothing else waits for it.`
  return [
    '',
    ...wrapped(waits, '  '),
    `  on the page    ${url}#/pipelines, "Let it serve" or "Keep the champion"`,
    '  or by          (while the host runs: npm start, or the demo without --exit)',
    `    ${approval.command}`,
    '  "keep" for "promote" keeps the champion',
  ]
}

function predictionLines(
  { prediction, published, champion }: Report,
  wrapped: Wrapped,
): readonly string[] {
  if (prediction === null) return []
  const { icustay, probability, risk, threshold, contributions, warnings } = prediction
  const shown = contributions.slice(0, SHOWN)
  const rest = contributions.slice(SHOWN).reduce((sum, { contribution }) => sum + contribution, 0)
  return [
    '',
    `stay ${icustay}: probability of death in hospital ${percent(probability)} (${risk} risk; threshold ${percent(threshold)})`,
    ...(published?.serves === false && champion !== null
      ? [`  by version ${champion.version}, which serves`]
      : []),
    'what moved it most, in log-odds',
    ...shown.map(
      ({ feature, value, contribution }) =>
        `  ${feature.padEnd(28)}${valueInWords(value).padStart(LONGEST_VALUE)}  ${signed(contribution)}`,
    ),
    ...(contributions.length > SHOWN
      ? [
          `  ${`${contributions.length - SHOWN} others`.padEnd(28)}${''.padStart(LONGEST_VALUE)}  ${signed(rest)}`,
        ]
      : []),
    ...warnings.flatMap(({ message }) => wrapped(`! ${message}`, '  ')),
  ]
}

function secondsLines({ seconds, trainedBefore }: Report, wrapped: Wrapped): readonly string[] {
  const parts = Object.entries(seconds).map(([stage, value]) => `${stage} ${value.toFixed(1)}`)
  const line = `seconds: ${parts.join(', ')}`
  if (trainedBefore === null) return [line]
  const earlier = `these data were trained on before, in a run that began ${trainedBefore}: gold, study and publish are its own, and no part of the total`
  return [line, ...wrapped(earlier, '  ')]
}

function valueInWords(value: number | string | null): string {
  if (value === null) return 'missing'
  const text = typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text
}

/** Lines of at most so many columns, broken at spaces; all but the first are indented. */
function wrap(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > columns && line.trim() !== '') {
      lines.push(line)
      line = `${indent}${word}`
    } else {
      line = longer
    }
  }
  return [...lines, line]
}
