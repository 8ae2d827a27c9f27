import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { post } from '../api/client.ts'
import { type ApiError, shownError } from '../api/problem.ts'
import { Card } from '../components/card.tsx'
import { DownloadLink } from '../components/downloadLink.tsx'
import { Field } from '../components/field.tsx'
import { Findings, Notice } from '../components/notice.tsx'
import { count } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Champion } from './answers.ts'
import { writeCsv } from './csv.ts'
import { FileResults, type ScoredFile } from './fileResults.tsx'
import type { KnownFeature } from './patientsFile.ts'
import { MOST_BYTES, MOST_PATIENTS, type PatientsFile, readPatients } from './patientsFile.ts'
import type { PatientValues } from './patientValues.ts'

type State =
  | { readonly is: 'empty' }
  | { readonly is: 'busy'; readonly name: string }
  | { readonly is: 'refused'; readonly name: string; readonly reasons: readonly string[] }
  | { readonly is: 'scored'; readonly scored: ScoredFile }

/** A CSV of patients: read here, scored by the app, the predictions as a table and as a CSV. */
export function FileCard(props: {
  readonly card: Champion
  readonly features: readonly KnownFeature[]
  /** Puts a patient of the file into the form, and predicts. */
  readonly look: (values: PatientValues) => void
}) {
  const { card, features, look } = props
  const [state, setState] = useState<State>({ is: 'empty' })
  const controller = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => controller.current?.abort(), [])
  const columns = useMemo(
    () => writeCsv([['id', ...card.features.map(({ name }) => name)]]),
    [card],
  )

  const choose = async (file: File): Promise<void> => {
    controller.current?.abort()
    const { signal } = (controller.current = new AbortController())
    setState({ is: 'busy', name: file.name })
    const next = await scoreFile(file, features, signal)
    if (!signal.aborted) setState(next)
  }
  return (
    <Card
      title="Patients from a CSV"
      aside={
        <DownloadLink name="patients.csv" type="text/csv" text={columns}>
          A CSV with the columns
        </DownloadLink>
      }
    >
      <Field
        label="File"
        hint={`One patient a row, up to ${count(MOST_PATIENTS)}; the columns are named as under Features. An empty cell is missing.`}
      >
        {tied => (
          <input
            {...tied}
            type="file"
            accept=".csv,text/csv"
            onChange={event => {
              const input = event.currentTarget
              const [file] = input.files ?? []
              // so that the same file, corrected, can be chosen again
              if (file !== undefined) void choose(file).finally(() => (input.value = ''))
            }}
          />
        )}
      </Field>
      <p class="muted">
        The names are in the <a href={linkTo('features')}>catalogue</a>. <code>id</code>,{' '}
        <code>subject_id</code>, <code>hadm_id</code>, <code>icustay_id</code> and{' '}
        <code>hospital_expire_flag</code> stay in the browser.
      </p>
      <div role="status">{state.is === 'busy' && <p class="muted">Scoring {state.name} …</p>}</div>
      {state.is === 'refused' && (
        <div role="alert">
          <Notice tone="bad">{state.name} was not scored.</Notice>
          <Findings findings={state.reasons.map(text => ({ text, isBad: true }))} />
        </div>
      )}
      {state.is === 'scored' && <FileResults scored={state.scored} card={card} look={look} />}
    </Card>
  )
}

/** Never throws: what went wrong is in the state. */
async function scoreFile(
  file: File,
  features: readonly KnownFeature[],
  signal: AbortSignal,
): Promise<State> {
  const { name } = file
  const refused = (...reasons: readonly string[]): State => ({ is: 'refused', name, reasons })
  if (file.size > MOST_BYTES) {
    return refused(`It is larger than ${MOST_BYTES / 1024 / 1024} MiB: split it.`)
  }
  let read: PatientsFile
  try {
    read = readPatients(
      new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()),
      features,
    )
  } catch (error) {
    if (error instanceof SyntaxError) return refused(`${error.message}.`)
    return refused(
      'It is no text in UTF-8, or cannot be read: of a spreadsheet or a UTF-16 file, save a copy as CSV in UTF-8.',
    )
  }
  const { patients } = read
  if (patients.length === 0) {
    return refused(
      ...read.setAside.slice(0, 20).map(({ line, reason }) => `line ${line}: ${reason}.`),
    )
  }
  try {
    const instances = patients.map(({ instance }) => instance)
    const options = { query: { explain: 'false' }, signal }
    const { model, predictions } = await post('predict', {}, { instances }, options)
    return { is: 'scored', scored: { name, version: model.version, read, predictions } }
  } catch (failure) {
    return refused(...refusalInWords(shownError(failure), read))
  }
}

/** A pointer `/instances/3/age` as the line of the file. */
function refusalInWords(error: ApiError, { patients }: PatientsFile): readonly string[] {
  if (error.errors.length === 0) {
    return [[`${error.title}.`, error.message, error.remedy ?? ''].join(' ').trimEnd()]
  }
  return error.errors.slice(0, 20).map(({ pointer, message }) => {
    const [, , row = '', column = ''] = pointer.split('/')
    const line = patients[Number(row)]?.line
    return line === undefined ? `${pointer} ${message}.` : `line ${line}, ${column} ${message}.`
  })
}
