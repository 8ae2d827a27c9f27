import { get } from '../api/client.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { useLive } from '../api/useLive.ts'
import { EmptyState } from '../components/emptyState.tsx'
import { Notice } from '../components/notice.tsx'
import { Loaded } from '../components/problem.tsx'
import { DatasetChoice } from '../data/datasetChoice.tsx'
import { linkTo } from '../shell/route.ts'
import { StudiesCard } from './studiesCard.tsx'
import { StudyCards } from './studyCards.tsx'
import { studiesOf } from './studyRuns.ts'

/** The studies of a dataset, and one of them: `#/studies/<dataset>/<study>`, or the newest dataset's newest. */
export function StudiesView({ rest: [asked, studyId] }: { readonly rest: readonly string[] }) {
  const pipelines = useAnswer(signal => get('pipelines', {}, { signal }), [])
  return (
    <Loaded answer={pipelines}>
      {({ datasets }) => {
        const newestFirst = datasets.toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
        const dataset =
          asked ?? newestFirst.find(({ run }) => run !== null)?.dataset ?? newestFirst[0]?.dataset
        if (dataset === undefined) return <NothingYet />
        const names = newestFirst.map(known => known.dataset)
        return (
          <>
            <DatasetChoice view="studies" names={names} chosen={dataset} />
            <Dataset key={dataset} dataset={dataset} studyId={studyId} />
          </>
        )
      }}
    </Loaded>
  )
}

function NothingYet() {
  return (
    <EmptyState title="No study has begun yet">
      <p>
        Each training run searches families of models and their parameters: that is a study. It
        starts when a dataset is whole; see <a href={linkTo('pipelines')}>Pipelines</a>.
      </p>
    </EmptyState>
  )
}

function Dataset(props: { readonly dataset: string; readonly studyId: string | undefined }) {
  const { dataset, studyId } = props
  const pipeline = useLive(signal => get('pipelines/{dataset}', { dataset }, { signal }), [dataset])
  return (
    <Loaded answer={pipeline}>
      {({ runs }) => {
        const studies = studiesOf(runs)
        const named = studies.find(({ id }) => id === studyId)
        const shown = named ?? studies[0]
        if (shown === undefined) return <NothingYet />
        return (
          <>
            {studyId !== undefined && named === undefined && (
              <Notice tone="bad">
                {dataset} has no study “{studyId}”. This is its newest.
              </Notice>
            )}
            <StudiesCard dataset={dataset} studies={studies} shown={shown.id} />
            <StudyCards key={shown.id} dataset={dataset} study={shown} reload={pipeline.reload} />
          </>
        )
      }}
    </Loaded>
  )
}
