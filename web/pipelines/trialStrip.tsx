import { get } from '../api/client.ts'
import { useLive } from '../api/useLive.ts'
import { Legend } from '../components/legend.tsx'
import { counted, metric } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Run } from './answers.ts'

const COLOURS = {
  complete: 'var(--series-1)',
  pruned: 'var(--series-6)',
  failed: 'var(--bad)',
  open: 'var(--raised)',
} as const

const EVERY_MS = 3_000
const SELDOM_MS = 60_000

/** A cell per trial of the run's study, in its order: what became of it, and how many are still to come. */
export function TrialStrip(props: { readonly dataset: string; readonly run: Run }) {
  return hasStudy(props.run) ? <Strip {...props} /> : null
}

/** There is none before its stage, nor until its search has begun. */
function hasStudy({ stage, best }: Run): boolean {
  if (stage === 'study') return best !== undefined
  return stage === 'publish' || stage === 'approval' || stage === 'done'
}

function Strip({ dataset, run }: { readonly dataset: string; readonly run: Run }) {
  const isRunning = run.stage === 'study' && run.status === 'Running'
  const { studyId } = run
  const study = useLive(
    signal => get('studies/{id}', { id: studyId }, { signal }),
    [studyId],
    isRunning ? EVERY_MS : SELDOM_MS,
  )
  if (study.value === undefined) return null
  const { results, trials } = study.value
  const byNumber = new Map(results.map(trial => [trial.number, trial]))
  const total = Math.max(trials, run.request.trials)
  const of = (state: 'complete' | 'pruned' | 'failed'): number =>
    results.filter(trial => trial.state === state).length
  return (
    <div class="trials">
      <p>
        {/* how many have ended, the run itself says while it goes on */}
        {isRunning ? 'So far ' : `${counted(results.length, 'trial')} of ${total} ended: `}
        {of('complete')} complete, {of('pruned')} stopped early, {of('failed')} failed.{' '}
        <a href={linkTo('studies', dataset, studyId)}>The study</a>
      </p>
      <div
        class="trial-strip"
        aria-hidden="true"
        // a few cells are not drawn out over the whole width
        style={{ maxWidth: `calc(${total} * 0.9rem)` }}
      >
        {Array.from({ length: total }, (_, number) => {
          const trial = byNumber.get(number)
          const value = trial?.value ?? null
          const worth = value === null ? '' : `, AUROC ${metric(value)}`
          const title =
            trial === undefined
              ? `trial ${number}: not ended`
              : `trial ${number}: ${trial.family}, ${trial.state}${worth}`
          return (
            <span
              key={number}
              title={title}
              style={{ background: COLOURS[trial?.state ?? 'open'] }}
            />
          )
        })}
      </div>
      <Legend
        items={[
          { label: 'complete', colour: COLOURS.complete },
          { label: 'stopped early', colour: COLOURS.pruned },
          { label: 'failed', colour: COLOURS.failed },
          { label: 'to come', colour: COLOURS.open },
        ]}
      />
    </div>
  )
}
