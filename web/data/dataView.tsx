import { get } from '../api/client.ts'
import { ApiError } from '../api/problem.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { EmptyState } from '../components/emptyState.tsx'
import { Loaded } from '../components/problem.tsx'
import { linkTo } from '../shell/route.ts'
import { CohortCard } from './cohortCard.tsx'
import { DatasetChoice } from './datasetChoice.tsx'
import { QualityCards } from './qualityCards.tsx'
import { useQuality } from './useQuality.ts'

/** The quality of a dataset, table by table, and how its cohort came about: the one in the address, or the newest. */
export function DataView({ rest }: { readonly rest: readonly string[] }) {
  const pipelines = useAnswer(signal => get('pipelines', {}, { signal }), [])
  return (
    <Loaded answer={pipelines}>
      {({ datasets }) => {
        const names = datasets
          .toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
          .map(({ dataset }) => dataset)
        const dataset = rest[0] ?? names[0]
        if (dataset === undefined) return <NothingYet />
        return (
          <>
            <DatasetChoice view="data" names={names} chosen={dataset} />
            <Dataset key={dataset} dataset={dataset} />
          </>
        )
      }}
    </Loaded>
  )
}

function NothingYet() {
  return (
    <EmptyState title="No dataset has arrived yet">
      <p>
        What is found in its tables is shown here. See <a href={linkTo('pipelines')}>Pipelines</a>.
      </p>
    </EmptyState>
  )
}

function Dataset({ dataset }: { readonly dataset: string }) {
  const quality = useQuality(dataset)
  const cohort = useAnswer(
    async signal => await get('datasets/{dataset}/cohort', { dataset }, { signal }).catch(noneYet),
    [dataset],
  )
  return (
    <Loaded answer={quality}>
      {found => (
        <QualityCards
          quality={found}
          between={
            <Loaded answer={cohort}>
              {selected => selected !== null && <CohortCard cohort={selected} />}
            </Loaded>
          }
        />
      )}
    </Loaded>
  )
}

/** A dataset without a run, or with one that has only begun, has no cohort. */
function noneYet(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null
  throw error
}
