import { Card } from '../components/card.tsx'
import type { Pipeline, Run } from './answers.ts'
import { RunActions } from './runActions.tsx'
import { RunPart } from './runPart.tsx'
import { RunsTable } from './runsTable.tsx'
import { RunTime } from './runTime.tsx'
import { RunTimeline } from './runTimeline.tsx'
import { TrialStrip } from './trialStrip.tsx'

/** One run: where it stands, what can be done with it, what of it ran when; and the other runs. */
export function RunCard(props: {
  readonly pipeline: Pipeline
  readonly run: Run
  readonly reload: () => void
}) {
  const { pipeline, run, reload } = props
  const { dataset } = pipeline
  const { statusUrl } = run
  return (
    <Card
      title={run.runId === pipeline.runs[0]?.runId ? 'Newest run' : 'Run'}
      label={`Run of ${dataset}`}
      aside={
        <>
          <RunTime run={run} />
          <RunActions run={run} done={reload} />
        </>
      }
    >
      <RunPart dataset={dataset} run={run} reload={reload} />
      <TrialStrip dataset={dataset} run={run} />
      <RunTimeline dataset={dataset} run={run} />
      {statusUrl !== undefined && (
        <p>
          <a href={statusUrl}>Status of the orchestration</a> ·{' '}
          <a href={`${statusUrl}&showHistory=true`}>with its history</a> <code>{run.runId}</code>
          <br />
          <span class="muted">
            Durable's own answers. In Azure they ask for its system key, which this page never has.
          </span>
        </p>
      )}
      <RunsTable pipeline={pipeline} shown={run.runId} />
    </Card>
  )
}
