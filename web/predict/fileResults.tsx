import { useMemo } from 'preact/hooks'
import { Details } from '../components/details.tsx'
import { DownloadLink } from '../components/downloadLink.tsx'
import { type Column, Table } from '../components/table.tsx'
import { count, counted, percent } from '../format.ts'
import type { Champion, Prediction } from './answers.ts'
import { writeCsv } from './csv.ts'
import type { FilePatient, PatientsFile } from './patientsFile.ts'
import type { PatientValues } from './patientValues.ts'
import { intervalInWords } from './riskFigure.tsx'

export interface ScoredFile {
  readonly name: string
  /** Of the model that scored it. */
  readonly version: string
  readonly read: PatientsFile
  /** One per patient, in the order of the file. */
  readonly predictions: readonly Prediction[]
}

interface Row {
  readonly patient: FilePatient
  readonly prediction: Prediction
  /** Inputs of the model that the patient has no value of. */
  readonly missing: number
}

/** The predictions of a file: how many of each band, each patient, and what was set aside. */
export function FileResults(props: {
  readonly scored: ScoredFile
  readonly card: Champion
  readonly look: (values: PatientValues) => void
}) {
  const { scored, card, look } = props
  const { name, version, read, predictions } = scored
  const rows = useMemo(() => rowsOf(scored, card), [scored, card])
  const text = useMemo(() => predictionsCsv(scored), [scored])
  const bands = (['high', 'medium', 'low'] as const).map(
    risk => `${count(predictions.filter(one => one.risk === risk).length)} ${risk}`,
  )
  return (
    <>
      <p>
        {name}: {counted(rows.length, 'patient')} scored by {version}, {bands.join(', ')}. A
        research figure, not for clinical use.{' '}
        <DownloadLink name={`predictions-${name}`} type="text/csv" text={text}>
          Predictions as a CSV
        </DownloadLink>
      </p>
      <Table
        caption="Predictions of the file"
        rows={rows}
        keyOf={({ patient }) => patient.line}
        shown={20}
        columns={columnsOf(read, card, look)}
        note={({ prediction }) => warningsOf(prediction)}
      />
      {read.setAside.length > 0 && (
        <Details isOpen summary={`${counted(read.setAside.length, 'row')} set aside, not scored`}>
          {() => (
            <Table
              caption="Rows set aside"
              rows={read.setAside}
              keyOf={({ line }) => line}
              shown={20}
              columns={[
                { title: 'Line', cell: ({ line }) => line },
                { title: 'Why', cell: ({ reason }) => reason },
              ]}
            />
          )}
        </Details>
      )}
    </>
  )
}

function rowsOf({ read, predictions }: ScoredFile, card: Champion): readonly Row[] {
  return read.patients.flatMap((patient, index) => {
    const prediction = predictions[index]
    if (prediction === undefined) return []
    const missing = card.features.filter(({ name }) => patient.instance[name] === undefined).length
    return [{ patient, prediction, missing }]
  })
}

/** What makes a prediction doubtful beside what is missing, which is counted in a column; undefined where nothing does. */
function warningsOf({ warnings }: Prediction): string | undefined {
  const doubts = warnings.filter(({ code }) => code !== 'missing').map(({ message }) => message)
  return doubts.length === 0 ? undefined : doubts.join(' ')
}

function columnsOf(
  { kept }: PatientsFile,
  card: Champion,
  look: (values: PatientValues) => void,
): readonly Column<Row>[] {
  return [
    { title: 'Line', cell: row => row.patient.line, sortBy: row => row.patient.line },
    ...kept.map(name => ({
      title: name,
      cell: ({ patient }: Row) => patient.kept[name],
      sortBy: ({ patient }: Row) => patient.kept[name],
    })),
    {
      title: 'Risk',
      isNumber: true,
      cell: ({ prediction }) => percent(prediction.probability),
      sortBy: ({ prediction }) => prediction.probability,
    },
    { title: 'Band', cell: ({ prediction }) => prediction.risk },
    {
      title: '95 % interval',
      isNumber: true,
      cell: ({ prediction: { uncertainty } }) => uncertainty && intervalInWords(uncertainty),
    },
    {
      title: 'OASIS',
      isNumber: true,
      cell: ({ prediction }) => prediction.severityScores.oasis?.score,
      sortBy: ({ prediction }) => prediction.severityScores.oasis?.score,
    },
    {
      title: 'SAPS-II',
      isNumber: true,
      cell: ({ prediction }) => prediction.severityScores.sapsii?.score,
      sortBy: ({ prediction }) => prediction.severityScores.sapsii?.score,
    },
    {
      title: `Missing of ${card.features.length}`,
      isNumber: true,
      cell: ({ missing }) => missing,
      sortBy: ({ missing }) => missing,
    },
    {
      title: 'In the form',
      cell: ({ patient }) => (
        <button
          type="button"
          class="quiet"
          aria-label={`Line ${patient.line}: show in the form`}
          onClick={() => look(patient.values)}
        >
          Show
        </button>
      ),
    },
  ]
}

function predictionsCsv({ version, read, predictions }: ScoredFile): string {
  const header = [
    'line',
    ...read.kept,
    'prediction_id',
    'probability',
    'low',
    'high',
    'risk',
    'label',
    'threshold',
    'oasis',
    'sapsii',
    'warnings',
    'model_version',
  ]
  const rows = read.patients.map(({ line, kept }, index) => {
    const one = predictions[index]
    return [
      line,
      ...read.kept.map(name => kept[name] ?? null),
      one?.id ?? null,
      one?.probability ?? null,
      one?.uncertainty?.low ?? null,
      one?.uncertainty?.high ?? null,
      one?.risk ?? null,
      one?.label ?? null,
      one?.threshold ?? null,
      one?.severityScores.oasis?.score ?? null,
      one?.severityScores.sapsii?.score ?? null,
      one?.warnings.map(({ message }) => message).join(' ') ?? null,
      version,
    ]
  })
  return writeCsv([header, ...rows])
}
