import type { GetAnswer } from '../api/operations.ts'
import { Details } from '../components/details.tsx'
import { Findings } from '../components/notice.tsx'
import { Table } from '../components/table.tsx'
import { count, figure, percent, time } from '../format.ts'
import { ColumnSpread } from './columnSpread.tsx'

type Tables = GetAnswer<'datasets/{dataset}/quality'>['tables']
type TableQuality = NonNullable<Tables[keyof Tables]>
type Report = NonNullable<TableQuality['report']>
type ColumnReport = Report['columns'][string]

/** What was found in one table, column by column; folded, with its figures in the line that is seen. */
export function TableReport(props: { readonly name: string; readonly view: TableQuality }) {
  const { name, view } = props
  const { message, report } = view
  if (report === null) {
    return (
      <p class="report muted">
        <b>{name}</b> {message}
      </p>
    )
  }
  return (
    <Details
      class="report"
      id={`report-${name}`}
      summary={
        <>
          <b>{name}</b> {summaryOf(report)}
        </>
      }
    >
      {() => (
        <>
          <p class="muted provenance">{provenance(message, report)}</p>
          <Findings
            findings={report.findings.map(({ severity, text }) => ({
              text,
              isBad: severity === 'hard',
            }))}
          />
          <ColumnsTable name={name} report={report} />
          {report.foreignKeys.length > 0 && (
            <>
              <h3>References</h3>
              <Findings
                findings={report.foreignKeys.map(key => ({ text: key.message, isBad: false }))}
              />
            </>
          )}
        </>
      )}
    </Details>
  )
}

function summaryOf({ rows, findings }: Report): string {
  const quarantined = rows.quarantined > 0 ? `, ${count(rows.quarantined)} in quarantine` : ''
  const found = findings.length === 1 ? '1 finding' : `${findings.length} findings`
  return `${count(rows.out)} rows${quarantined}${findings.length > 0 ? `, ${found}` : ''}`
}

function provenance(
  message: string,
  { rows, measured, contractVersion, unknownColumns }: Report,
): string {
  const share =
    rows.fullRelease === undefined ? [] : [`the full release has ${count(rows.fullRelease)} rows`]
  const unknown = unknownColumns.length > 0 ? [`left out: ${unknownColumns.join(', ')}`] : []
  return [
    message,
    `measured ${time(measured)} by version ${contractVersion} of the contract`,
    ...share,
    ...unknown,
  ].join('; ')
}

function ColumnsTable(props: { readonly name: string; readonly report: Report }) {
  const { rows, columns } = props.report
  return (
    <Table
      caption={`Columns of ${props.name}`}
      rows={Object.entries(columns)}
      keyOf={([column]) => column}
      columns={[
        {
          title: 'Column',
          cell: ([column, { unit }]) => (
            <>
              <code class="whole">{column}</code>
              {unit !== undefined && <span class="unit"> {unit}</span>}
            </>
          ),
        },
        {
          title: 'Type',
          cell: ([, { type, nullable }]) => `${type}${nullable ? '' : ', required'}`,
        },
        {
          title: 'Empty',
          isNumber: true,
          cell: ([, { nulls }]) => emptyOf(nulls, rows.out),
          sortBy: ([, { nulls }]) => nulls,
        },
        {
          title: 'Different',
          isNumber: true,
          cell: ([, { distinct }]) => `${distinct.exact ? '' : '≈ '}${count(distinct.count)}`,
          sortBy: ([, { distinct }]) => distinct.count,
        },
        { title: 'Min', isNumber: true, cell: ([, { min }]) => shown(min) },
        { title: 'Median', isNumber: true, cell: ([, { quantiles }]) => medianOf(quantiles) },
        { title: 'Max', isNumber: true, cell: ([, { max }]) => shown(max) },
        { title: '5 % to 95 %', cell: ([, of]) => <ColumnSpread of={of} /> },
        { title: 'Found', class: 'notes', cell: ([, of]) => notesOf(of) },
      ]}
    />
  )
}

function emptyOf(nulls: number, rows: number): string {
  if (nulls === 0) return '0'
  return nulls === rows ? 'all' : `${count(nulls)} (${percent(nulls / rows)})`
}

/** None for identifiers and texts, and where so few rows have a value that it would tell of one patient. */
function shown(value: ColumnReport['min']): string | undefined {
  if (value === undefined || value === null) return undefined
  const isLong = typeof value === 'number' && Math.abs(value) >= 1000
  return typeof value === 'number' && (isLong || Number.isInteger(value))
    ? count(Math.round(value))
    : figure(value)
}

function medianOf(quantiles: ColumnReport['quantiles']): string | undefined {
  if (!quantiles) return undefined
  return `${quantiles.exact ? '' : '≈ '}${shown(quantiles.p50)}`
}

function notesOf({ outOfRange, otherValues, lostDegreeSigns }: ColumnReport): string {
  const notes: string[] = []
  if (outOfRange && outOfRange.rows > 0) {
    notes.push(`${count(outOfRange.rows)} ${outside(outOfRange)}`)
  }
  if (otherValues && otherValues.rows > 0) {
    const most = otherValues.most.map(({ value, rows }) => `${value} (${count(rows)})`)
    notes.push(`${count(otherValues.rows)} not in the list: ${most.join(', ')}`)
  }
  if (lostDegreeSigns !== undefined && lostDegreeSigns > 0) {
    notes.push(`${count(lostDegreeSigns)} with a lost degree sign (?F)`)
  }
  return notes.join('; ')
}

function outside({ low, high }: NonNullable<ColumnReport['outOfRange']>): string {
  if (low === undefined) return `above ${high}`
  return high === undefined ? `below ${low}` : `outside ${low} to ${high}`
}
