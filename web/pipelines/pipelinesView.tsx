import { useState } from 'preact/hooks'
import { get } from '../api/client.ts'
import { useLive } from '../api/useLive.ts'
import { Card } from '../components/card.tsx'
import { EmptyState } from '../components/emptyState.tsx'
import { Loaded } from '../components/problem.tsx'
import { time } from '../format.ts'
import type { Pipeline } from './answers.ts'
import { DatasetFindings } from './datasetFindings.tsx'
import { DatasetsCard } from './datasetsCard.tsx'
import { QualityPart } from './qualityPart.tsx'
import { Readiness } from './readiness.tsx'
import { RunCard } from './runCard.tsx'
import { TablesPart } from './tablesPart.tsx'
import { TrainDialog } from './trainDialog.tsx'

/** All datasets, and one of them with its tables and runs as they stand now: the one in the address, or the newest. */
export function PipelinesView({ rest: [dataset, runId] }: { readonly rest: readonly string[] }) {
  const pipelines = useLive(signal => get('pipelines', {}, { signal }), [])
  return (
    <Loaded answer={pipelines}>
      {({ datasets }) => {
        const newestFirst = datasets.toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
        const shown = dataset ?? newestFirst[0]?.dataset
        if (shown === undefined) return <NothingYet />
        return (
          <>
            {newestFirst.length > 1 && <DatasetsCard datasets={newestFirst} shown={shown} />}
            <Dataset key={shown} dataset={shown} runId={runId} />
          </>
        )
      }}
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

function Dataset(props: { readonly dataset: string; readonly runId: string | undefined }) {
  const { dataset, runId } = props
  const pipeline = useLive(signal => get('pipelines/{dataset}', { dataset }, { signal }), [dataset])
  return (
    <Loaded answer={pipeline}>
      {found => {
        const run = found.runs.find(known => known.runId === runId) ?? found.runs[0]
        return (
          <>
            <DatasetCard pipeline={found} reload={pipeline.reload} />
            {run !== undefined && (
              <RunCard key={run.runId} pipeline={found} run={run} reload={pipeline.reload} />
            )}
            <Card title="Tables" label={`Tables of ${dataset}`}>
              <TablesPart pipeline={found} />
            </Card>
          </>
        )
      }}
    </Loaded>
  )
}

/** What is to be known and done about a dataset as a whole. */
function DatasetCard(props: { readonly pipeline: Pipeline; readonly reload: () => void }) {
  const { pipeline, reload } = props
  const { dataset, updated, readiness } = pipeline
  const [isAsked, ask] = useState(false)
  const isTrainable = readiness.fingerprint !== undefined
  return (
    <Card
      title={dataset}
      label={`Dataset ${dataset}`}
      aside={
        <>
          changed {time(updated)}
          <button
            type="button"
            disabled={!isTrainable}
            title={isTrainable ? undefined : readiness.message}
            onClick={() => ask(true)}
          >
            Train now …
          </button>
        </>
      }
    >
      <Readiness readiness={readiness} />
      <DatasetFindings pipeline={pipeline} />
      <QualityPart pipeline={pipeline} />
      {isAsked && <TrainDialog dataset={dataset} close={() => ask(false)} done={reload} />}
    </Card>
  )
}
