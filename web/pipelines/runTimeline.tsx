import { get } from '../api/client.ts'
import { useLive } from '../api/useLive.ts'
import { Loaded } from '../components/problem.tsx'
import type { Run } from './answers.ts'
import { hasEnded } from './runStates.ts'
import { WorkGantt } from './workGantt.tsx'

/** A history may be long: it is read more seldom than the status. */
const EVERY_MS = 5_000
const SELDOM_MS = 60_000

/** When each piece of work of a run was asked for and had ended, by the histories of its orchestrations. */
export function RunTimeline(props: { readonly dataset: string; readonly run: Run }) {
  const { dataset, run } = props
  const { runId } = run
  const timeline = useLive(
    signal => get('pipelines/{dataset}/runs/{runId}/timeline', { dataset, runId }, { signal }),
    [dataset, runId],
    hasEnded(run) ? SELDOM_MS : EVERY_MS,
  )
  return (
    <Loaded answer={timeline}>
      {({ spans }) =>
        spans.length === 0 ? (
          <p class="muted">The run has begun nothing yet.</p>
        ) : (
          <WorkGantt
            title="What ran when"
            caption="Work of the run"
            spans={spans}
            groupOf={nameOf}
          />
        )
      }
    </Loaded>
  )
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}
