import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useLive } from '../api/useLive.ts'
import { Card } from '../components/card.tsx'
import { EmptyState } from '../components/emptyState.tsx'
import { Loaded } from '../components/problem.tsx'
import { time } from '../format.ts'
import { DatasetFindings } from './datasetFindings.tsx'
import { Readiness } from './readiness.tsx'
import { RunPart } from './runPart.tsx'
import { TablesPart } from './tablesPart.tsx'

/** Datasets shown with all that is known of them; older ones are only listed. */
const DETAILED = 5

export type Pipeline = GetAnswer<'pipelines/{dataset}'>
export type Run = Pipeline['runs'][number]

/** Datasets with their tables and their newest run, as they stand now. */
export function PipelinesView() {
  const pipelines = useLive(async signal => {
    const { datasets } = await get('pipelines', {}, { signal })
    const newestFirst = datasets.toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
    return await Promise.all(
      newestFirst
        .slice(0, DETAILED)
        .map(({ dataset }) => get('pipelines/{dataset}', { dataset }, { signal })),
    )
  }, [])
  return (
    <Loaded answer={pipelines}>
      {found =>
        found.length === 0 ? (
          <NothingYet />
        ) : (
          found.map(pipeline => (
            <DatasetCard key={pipeline.dataset} pipeline={pipeline} reload={pipelines.reload} />
          ))
        )
      }
    </Loaded>
  )
}

function NothingYet() {
  return (
    <EmptyState title="No dataset has arrived yet">
      <p>Drop a folder of MIMIC-III CSVs into the bronze container:</p>
      <pre>npm run drop -- DIR --dataset NAME</pre>
      <p class="muted">
        Each file is promoted as it comes; training starts when the dataset is whole.
      </p>
    </EmptyState>
  )
}

function DatasetCard(props: { readonly pipeline: Pipeline; readonly reload: () => void }) {
  const { pipeline, reload } = props
  const { dataset, updated, run } = pipeline
  return (
    <Card title={dataset} label={`Dataset ${dataset}`} aside={`changed ${time(updated)}`}>
      <Readiness readiness={pipeline.readiness} />
      {run !== null && <RunPart dataset={dataset} run={run} reload={reload} />}
      <DatasetFindings pipeline={pipeline} />
      <TablesPart pipeline={pipeline} />
    </Card>
  )
}
