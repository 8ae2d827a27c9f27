import { useState } from 'preact/hooks'
import { get, post } from '../api/client.ts'
import type { GetAnswer, PostAnswer } from '../api/operations.ts'
import { type ApiError, shownError } from '../api/problem.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { EmptyState } from '../components/emptyState.tsx'
import { Loaded } from '../components/problem.tsx'
import { linkTo } from '../shell/route.ts'
import { PatientForm } from './patientForm.tsx'
import { type PatientValues, typicalPatient, valuesSent } from './patientValues.ts'
import { ResultCard } from './resultCard.tsx'

export type Champion = GetAnswer<'models/{version}'>
export type Prediction = PostAnswer<'predict'>['predictions'][number]

interface Known {
  /** null: no model serves yet. */
  readonly card: Champion | null
  /** Where each feature comes from, by its name. */
  readonly sources: ReadonlyMap<string, string>
}

/** A form of the champion's inputs, and what the champion answers. */
export function PredictView() {
  const known = useAnswer<Known>(async signal => {
    const { champion } = await get('models', {}, { signal })
    if (champion === null) return { card: null, sources: new Map() }
    const [card, { features }] = await Promise.all([
      get('models/{version}', { version: 'champion' }, { signal }),
      get('features', {}, { signal }),
    ])
    return { card, sources: new Map(features.map(({ name, source }) => [name, source])) }
  }, [])
  return (
    <Loaded answer={known}>
      {({ card, sources }) =>
        card === null ? <NothingYet /> : <Patient card={card} sources={sources} />
      }
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

function Patient(props: { readonly card: Champion; readonly sources: Known['sources'] }) {
  const { card, sources } = props
  const [values, setValues] = useState<PatientValues>({})
  const [error, setError] = useState<ApiError>()
  const [prediction, setPrediction] = useState<Prediction>()
  const [isBusy, setBusy] = useState(false)

  const predict = async (): Promise<void> => {
    setBusy(true)
    try {
      const sent = { features: valuesSent(values, card.features) }
      const { predictions } = await post('predict', {}, sent)
      setPrediction(predictions[0])
      setError(undefined)
    } catch (failure) {
      setError(shownError(failure))
      setPrediction(undefined)
    } finally {
      setBusy(false)
    }
  }
  const clear = (): void => {
    setValues({})
    setError(undefined)
    setPrediction(undefined)
  }
  return (
    <>
      <PatientForm
        card={card}
        sources={sources}
        values={values}
        error={error}
        isBusy={isBusy}
        change={(name, text) => setValues(before => ({ ...before, [name]: text }))}
        fill={() => setValues(typicalPatient(card.features))}
        clear={clear}
        submit={() => void predict()}
      />
      {prediction !== undefined && <ResultCard prediction={prediction} card={card} />}
    </>
  )
}
