import type { ComponentChildren } from 'preact'
import { Card } from '../components/card.tsx'
import { Findings } from '../components/notice.tsx'
import { count } from '../format.ts'
import { TableReport } from './tableReport.tsx'
import { pendingInWords, type Quality } from './useQuality.ts'

/** Findings of the whole dataset that are shown at once; the others stand with their tables. */
const SHOWN_FINDINGS = 12

/** What was found in the dataset, first what a person must know of, then table by table. */
export function QualityCards(props: {
  readonly quality: Quality
  readonly between: ComponentChildren
}) {
  const { dataset, tables } = props.quality
  return (
    <>
      <Card title={dataset} label={`Quality of ${dataset}`}>
        <Overview quality={props.quality} />
      </Card>
      {props.between}
      <Card title="Tables">
        {Object.entries(tables).map(([name, view]) => (
          <TableReport key={name} name={name} view={view} />
        ))}
      </Card>
    </>
  )
}

function Overview({ quality }: { readonly quality: Quality }) {
  const { findings, tables } = quality
  const reports = Object.values(tables).flatMap(({ report }) => (report === null ? [] : [report]))
  const sum = (key: 'in' | 'out' | 'quarantined'): string =>
    count(reports.reduce((total, { rows }) => total + rows[key], 0))
  const more = findings.length - SHOWN_FINDINGS
  const pending = pendingInWords(quality)
  const shown = findings.slice(0, SHOWN_FINDINGS)
  return (
    <>
      <p>
        {reports.length} of {Object.keys(tables).length} tables have a report: {sum('in')} rows
        came, {sum('out')} are in silver, {sum('quarantined')} in quarantine.
      </p>
      <div role="status">{pending !== undefined && <p class="muted">{pending}</p>}</div>
      {reports.length > 0 && (
        <p class="muted">
          {findings.length === 0
            ? 'Nothing was found that a clinical data team should know of.'
            : 'What follows was counted and stays in the data, unless it says quarantine.'}
        </p>
      )}
      <Findings
        findings={shown.map(({ table, severity, text }) => ({
          title: table,
          text,
          isBad: severity === 'hard',
        }))}
      />
      {more > 0 && <p class="muted">and {more} more: see the tables.</p>}
    </>
  )
}
