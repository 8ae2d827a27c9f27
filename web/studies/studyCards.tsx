import { useState } from 'preact/hooks'
import { get } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { useLive } from '../api/useLive.ts'
import { Badge } from '../components/badge.tsx'
import { Card } from '../components/card.tsx'
import { Loaded } from '../components/problem.tsx'
import { ProgressBar } from '../components/progressBar.tsx'
import { counted, metric, time } from '../format.ts'
import { RunActions } from '../pipelines/runActions.tsx'
import { toneOf } from '../pipelines/runPart.tsx'
import { linkTo } from '../shell/route.ts'
import { ExtendDialog } from './extendDialog.tsx'
import { HistoryPart } from './historyPart.tsx'
import { ParametersPart } from './parametersPart.tsx'
import { hasBegun, isUnderWay, type StudyRuns } from './studyRuns.ts'
import { bestOf, STATE_TITLES, STATES, type Study } from './trials.ts'
import { TrialsTable } from './trialsTable.tsx'
import { TrialTimeline } from './trialTimeline.tsx'

const EVERY_MS = 3_000
const SELDOM_MS = 60_000

/** One study: where it stands, what can be done with it, and what its trials were worth; as it goes on. */
export function StudyCards(props: {
  readonly dataset: string
  readonly study: StudyRuns
  readonly reload: () => void
}) {
  const { dataset, study, reload } = props
  const { id, newest } = study
  const isThere = hasBegun(study)
  const answer = useLive(
    async signal => (isThere ? await get('studies/{id}', { id }, { signal }).catch(noneYet) : null),
    [id, isThere, newest.runId, newest.status],
    isUnderWay(study) ? EVERY_MS : SELDOM_MS,
  )
  return (
    <Loaded answer={answer}>
      {found => (
        <>
          <StudyCard dataset={dataset} runs={study} study={found} reload={reload} />
          {found !== null && found.results.length > 0 && (
            <>
              <Card title="Search">
                <HistoryPart study={found} />
              </Card>
              <Card title="Parameters">
                <ParametersPart study={found} />
              </Card>
              <Card title="Timeline">
                <TrialTimeline trials={found.results} runs={study.runs} />
              </Card>
              <Card title="Trials">
                <TrialsTable trials={found.results} />
              </Card>
            </>
          )}
        </>
      )}
    </Loaded>
  )
}

/** A run that failed early, or has only begun, has made no study. */
function noneYet(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null
  throw error
}

function StudyCard(props: {
  readonly dataset: string
  readonly runs: StudyRuns
  readonly study: Study | null
  readonly reload: () => void
}) {
  const { dataset, runs, study, reload } = props
  const { newest } = runs
  return (
    <Card
      title="Study"
      aside={
        <>
          begun {time(runs.runs.at(-1)?.created ?? '')}
          <RunActions run={newest} done={reload} />
          {study !== null && <Extend runs={runs} study={study} reload={reload} />}
        </>
      }
    >
      <p>
        <Badge tone={toneOf(newest)}>{newest.status}</Badge>{' '}
        <a href={linkTo('pipelines', dataset, newest.runId)}>
          {runs.runs.length === 1 ? 'Its run' : 'Its newest run'}
        </a>
        : {newest.message}
      </p>
      {study === null ? (
        <p class="muted">There is no trial before the run has made its rows.</p>
      ) : (
        <Summary study={study} isUnderWay={isUnderWay(runs)} />
      )}
    </Card>
  )
}

function Summary(props: { readonly study: Study; readonly isUnderWay: boolean }) {
  const { results, trials, ...definition } = props.study
  const best = bestOf(results)
  const became = STATES.map(state => {
    const number = results.filter(trial => trial.state === state).length
    return `${number} ${STATE_TITLES[state]}`
  })
  const ended = `${counted(results.length, 'trial')} of ${trials} ended`
  return (
    <>
      {props.isUnderWay && results.length < trials && (
        <ProgressBar label={ended} done={results.length} total={trials} />
      )}
      <p>
        {ended}: {became.join(', ')}.
        {best !== undefined && (
          <>
            {' '}
            Best: trial {best.number}, {best.family}, AUROC <b>{metric(best.value ?? 0)}</b>
            {best.standardError !== null && `, standard error ${metric(best.standardError)}`};
            cross-validated, not corrected for the search.
          </>
        )}
      </p>
      <p class="muted">
        Families: {definition.families.join(', ')}. Features: {definition.featureSets.join(' or ')}.
        Prediction {definition.predictionHours} hours after ICU admission, events count by{' '}
        {definition.availability}. {definition.folds} folds, repeated{' '}
        {counted(definition.repeats, 'time')}; {definition.parallelTrials} trials at once; seed{' '}
        {definition.seed}
        {definition.seconds === null ? '' : `; no trial after ${definition.seconds} s`}.{' '}
        <code>{definition.id}</code>
      </p>
    </>
  )
}

/** More trials: only while no run is at work on the study. */
function Extend(props: {
  readonly runs: StudyRuns
  readonly study: Study
  readonly reload: () => void
}) {
  const { runs, study, reload } = props
  const [isAsked, ask] = useState(false)
  const isBusy = isUnderWay(runs)
  return (
    <>
      <button
        type="button"
        disabled={isBusy}
        title={isBusy ? 'Its run has not ended.' : undefined}
        onClick={() => ask(true)}
      >
        More trials …
      </button>
      {isAsked && <ExtendDialog study={study} close={() => ask(false)} done={reload} />}
    </>
  )
}
