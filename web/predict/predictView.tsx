import { useMemo, useRef, useState } from 'preact/hooks'
import { get, post } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { type ApiError, shownError } from '../api/problem.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { EmptyState } from '../components/emptyState.tsx'
import { Loaded } from '../components/problem.tsx'
import { linkTo } from '../shell/route.ts'
import type { Asked, Champion } from './answers.ts'
import { DroppedFilesCard } from './droppedFilesCard.tsx'
import type { Examples } from './examplePatients.tsx'
import { FileCard } from './fileCard.tsx'
import { PatientForm } from './patientForm.tsx'
import { type PatientValues, valuesSent } from './patientValues.ts'
import { ResultCard } from './resultCard.tsx'
import { WhatIfCard } from './whatIfCard.tsx'

type Feature = GetAnswer<'features'>['features'][number]

interface Known {
  /** null: no model serves yet. */
  readonly card: Champion | null
  readonly features: readonly Feature[]
  /** Absent, too, where they cannot be had: the form does without. */
  readonly examples: Examples | undefined
}

/** A form of the champion's inputs or a file of them, what the champion answers, and what it would with other values; and
 * what became of files in storage. */
export function PredictView() {
  const known = useAnswer<Known>(async signal => {
    const { champion } = await get('models', {}, { signal })
    if (champion === null) return { card: null, features: [], examples: undefined }
    const [card, { features }, examples] = await Promise.all([
      get('models/{version}', { version: 'champion' }, { signal }),
      get('features', {}, { signal }),
      get('examples', {}, { signal }).catch(() => undefined),
    ])
    return { card, features, examples }
  }, [])
  return (
    <Loaded answer={known}>
      {({ card, features, examples }) => (
        <>
          {card === null ? (
            <NothingYet />
          ) : (
            <Patient card={card} features={features} examples={examples} />
          )}
          <DroppedFilesCard />
        </>
      )}
    </Loaded>
  )
}

function NothingYet() {
  return (
    <EmptyState title="There is no champion yet">
      <p>
        As soon as a training run has published a model, patients can be scored here. See{' '}
        <a href={linkTo('pipelines')}>Pipelines</a>.
      </p>
    </EmptyState>
  )
}

function Patient(props: {
  readonly card: Champion
  readonly features: readonly Feature[]
  readonly examples: Examples | undefined
}) {
  const { card, features, examples } = props
  // where each comes from tells where it stands in a chart
  const sources = useMemo(
    () => new Map(features.map(({ name, source }) => [name, source])),
    [features],
  )
  const [values, setValues] = useState<PatientValues>({})
  const [error, setError] = useState<ApiError>()
  const [asked, setAsked] = useState<Asked>()
  const [isBusy, setBusy] = useState(false)
  // filled from an example, and perhaps changed since: of no patient
  const [isExample, setExample] = useState(false)
  const number = useRef(0)

  const predict = async (about: PatientValues, isLogged: boolean): Promise<void> => {
    setBusy(true)
    try {
      const sent = { features: valuesSent(about, card.features) }
      const options = { query: { log: String(isLogged) } }
      const { riskBands, predictions } = await post('predict', {}, sent, options)
      const [prediction] = predictions
      if (prediction !== undefined) {
        const levels = { ...riskBands, threshold: prediction.threshold }
        number.current += 1
        setAsked({ number: number.current, values: about, prediction, levels })
      }
      setError(undefined)
    } catch (failure) {
      setError(shownError(failure))
      setAsked(undefined)
    } finally {
      setBusy(false)
    }
  }
  const clear = (): void => {
    setValues({})
    setExample(false)
    setError(undefined)
    setAsked(undefined)
  }
  const example = (about: PatientValues): void => {
    setValues(about)
    setExample(true)
    setError(undefined)
  }
  // it has been logged with its file
  const look = (about: PatientValues): void => {
    setValues(about)
    setExample(false)
    void predict(about, false)
  }
  return (
    <>
      <PatientForm
        card={card}
        sources={sources}
        values={values}
        error={error}
        isBusy={isBusy}
        isExample={isExample}
        change={(name, text) => setValues(before => ({ ...before, [name]: text }))}
        examples={examples}
        fill={example}
        clear={clear}
        submit={() => void predict(values, !isExample)}
      />
      {asked !== undefined && (
        <>
          <ResultCard asked={asked} card={card} isStale={asked.values !== values} />
          {/* what was changed is of this prediction */}
          <WhatIfCard key={asked.number} asked={asked} card={card} />
        </>
      )}
      <FileCard card={card} features={features} look={look} />
    </>
  )
}
