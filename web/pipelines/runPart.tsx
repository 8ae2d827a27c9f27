import { Badge, type Tone } from '../components/badge.tsx'
import { Notice } from '../components/notice.tsx'
import { ProgressBar } from '../components/progressBar.tsx'
import { count, metric } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Run } from './answers.ts'
import { ApprovalForm } from './approvalForm.tsx'
import { RunStages, stageTitle } from './runStages.tsx'

/** Where a run stands, what it has come to, and what a person has to decide. */
export function RunPart(props: {
  readonly dataset: string
  readonly run: Run
  readonly reload: () => void
}) {
  const { dataset, run, reload } = props
  const isRunning = run.status === 'Running' || run.status === 'Pending'
  // the form says the same, and until when in the reader's own time
  const isAsking = isRunning && run.approval !== undefined
  return (
    <div class="run">
      <p>
        <Badge tone={toneOf(run)}>{run.status}</Badge>{' '}
        {isAsking ? 'waits for a person' : run.message}
      </p>
      <RunStages run={run} />
      {isRunning && run.approval !== undefined && (
        <ApprovalForm
          key={run.approval.version}
          dataset={dataset}
          approval={run.approval}
          done={reload}
        />
      )}
      {isRunning && run.total > 1 && (
        <ProgressBar
          label={`${stageTitle(run.stage)}: ${count(run.done)} of ${count(run.total)}`}
          done={run.done}
          total={run.total}
        />
      )}
      {run.best && (
        <p class="muted">
          Best so far: AUROC {metric(run.best.value)} by {run.best.family}, cross-validated, not yet
          corrected for the search.
        </p>
      )}
      <Outcome run={run} />
    </div>
  )
}

function Outcome({ run: { output } }: { readonly run: Run }) {
  if (output === undefined) return null
  if (!output.ok) return <Notice tone="bad">{output.reason}</Notice>
  const { version, family, cohort, gate } = output
  return (
    <p>
      Published <a href={linkTo('models', version)}>{version}</a> ({family}) from{' '}
      {count(cohort.stays)} stays, {count(cohort.positives)} deaths. Gate: <b>{gate.decision}</b>.{' '}
      {gate.reason}
    </p>
  )
}

export function toneOf({ status, output }: Run): Tone {
  if (status === 'Failed' || status === 'Terminated' || output?.ok === false) return 'bad'
  return status === 'Completed' ? 'good' : 'busy'
}
