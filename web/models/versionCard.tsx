import { unitInWords } from '../../shared/features/unitInWords.ts'
import { get } from '../api/client.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Card } from '../components/card.tsx'
import { Details } from '../components/details.tsx'
import { Findings } from '../components/notice.tsx'
import { Loaded } from '../components/problem.tsx'
import { Table } from '../components/table.tsx'
import { AttritionFigure } from '../data/attritionFigure.tsx'
import { count, percent, time } from '../format.ts'
import type { Champion, ModelCard, Promotions } from './answers.ts'
import { CalibrationPart } from './calibrationPart.tsx'
import { DownloadsPart } from './downloadsPart.tsx'
import { DriftPart } from './driftPart.tsx'
import { Estimate } from './estimate.tsx'
import { ImportancePart } from './importancePart.tsx'
import { LeakagePart } from './leakagePart.tsx'
import { PerformancePart } from './performancePart.tsx'
import { PromotionAction } from './promotionAction.tsx'
import { LineagePart, ReportingPart } from './provenancePart.tsx'
import { SubgroupPart } from './subgroupPart.tsx'
import { ThresholdPart } from './thresholdPart.tsx'
import { TriedPart } from './triedPart.tsx'

const METRICS = [
  ['auroc', 'AUROC'],
  ['auprc', 'AUPRC'],
  ['brier', 'Brier score, lower is better'],
  ['scaledBrier', 'Scaled Brier score, 1 is perfect'],
  ['logLoss', 'Log loss, lower is better'],
  ['accuracy', 'Accuracy'],
  ['precision', 'Precision'],
  ['recall', 'Recall (sensitivity)'],
  ['specificity', 'Specificity'],
  ['f1', 'F1'],
] as const

const OTHER_SCORES = {
  sapsii: 'SAPS-II',
  'sapsii-retrospective': 'SAPS-II in hindsight',
  sofa: 'SOFA',
}

const BASES = {
  'bbc-cv':
    'Too few deaths to set patients aside: cross-validated by patient, corrected for having searched (BBC-CV).',
  'held-out': 'Measured once, on patients that neither training nor search ever saw.',
}

/** One version: what its figures say, and all that stands behind them. */
export function VersionCard(props: {
  readonly version: string
  readonly champion: Champion
  readonly promotions: Promotions
  /** After the champion has become another. */
  readonly promoted: () => void
}) {
  const { version, champion, promotions, promoted } = props
  const card = useAnswer(
    signal => get('models/{version}', { version }, { signal }),
    [version, champion?.version],
  )
  return (
    <Loaded answer={card}>
      {found => (
        <Version card={found} champion={champion} promotions={promotions} promoted={promoted} />
      )}
    </Loaded>
  )
}

function Version(props: {
  readonly card: ModelCard
  readonly champion: Champion
  readonly promotions: Promotions
  readonly promoted: () => void
}) {
  const { card, champion, promotions, promoted } = props
  const { data } = card
  return (
    <Card
      title={
        <>
          {card.isChampion ? 'Champion' : 'Version'} <code>{card.version}</code>
        </>
      }
      label={`Version ${card.version}`}
      aside={
        <>
          {card.family}, published {time(card.published)}
          <PromotionAction
            card={card}
            champion={champion}
            promotions={promotions}
            done={promoted}
          />
        </>
      }
    >
      {card.isChampion && champion !== null && (
        <p>
          Serves since {time(champion.since)}, promoted by {champion.by}: {champion.reason}
        </p>
      )}
      <Findings findings={card.findings.map(({ text, warning }) => ({ text, isBad: warning }))} />
      <MetricsTable card={card} />
      <OtherScores card={card} />
      <p class="muted">
        {BASES[card.metrics.basis]} In brackets 95 % intervals of {count(card.evidence.resamples)}{' '}
        resamples by patient
        {card.evidence.redrawn > 0 &&
          ` (${count(card.evidence.redrawn)} more held survivors or deaths only, and were drawn again)`}
        ; accuracy to F1 at the threshold {card.threshold.toFixed(3)}.
      </p>
      <p>
        Learned from {count(data.cohort.stays)} ICU stays of {count(data.cohort.patients)} patients,
        of which {count(data.cohort.positives)} ended in death. Data <code>{data.fingerprint}</code>
        .
      </p>
      <PerformancePart card={card} />
      <ImportancePart card={card} />
      <Details id="threshold" summary="At the threshold of the card">
        {() => <ThresholdPart card={card} />}
      </Details>
      <Details id="calibration" summary="Calibration">
        {() => <CalibrationPart card={card} />}
      </Details>
      <Details id="subgroups" summary="By subgroup, and where it has not learned">
        {() => <SubgroupPart card={card} />}
      </Details>
      {card.isChampion && (
        <Details id="drift" summary="Drift">
          {() => <DriftPart card={card} />}
        </Details>
      )}
      <Details id="attrition" summary="How the cohort came about">
        {() => <AttritionFigure steps={data.attrition} cohort={data.cohort.stays} />}
      </Details>
      <Details id="tried" summary="What was tried">
        {() => <TriedPart card={card} />}
      </Details>
      <Details id="leakage" summary="Whether it knows the future">
        {() => <LeakagePart card={card} />}
      </Details>
      <Details id="inputs" summary={`${count(card.features.length)} inputs`}>
        {() => <Inputs card={card} />}
      </Details>
      <Details id="limits" summary="Limits">
        {() => (
          <ul>
            {card.limits.map(limit => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        )}
      </Details>
      <Details id="lineage" summary="Lineage">
        {() => <LineagePart card={card} />}
      </Details>
      <Details id="reporting" summary="Reporting checklist (TRIPOD+AI)">
        {() => <ReportingPart card={card} />}
      </Details>
      <DownloadsPart card={card} />
      <p class="muted">{card.intendedUse}</p>
    </Card>
  )
}

function MetricsTable({ card: { metrics, baseline } }: { readonly card: ModelCard }) {
  return (
    <Table
      caption="Metrics beside OASIS"
      rows={METRICS}
      keyOf={([key]) => key}
      columns={[
        { title: 'Metric', cell: ([, title]) => title },
        { title: 'This model', isNumber: true, cell: ([key]) => <Estimate of={metrics[key]} /> },
        {
          title: 'OASIS, same patients',
          isNumber: true,
          cell: ([key]) => <Estimate of={baseline.metrics[key]} />,
        },
      ]}
    />
  )
}

function OtherScores({ card: { otherBaselines } }: { readonly card: ModelCard }) {
  return (
    <Table
      caption="Other published scores on the same patients"
      rows={otherBaselines}
      keyOf={({ name }) => name}
      columns={[
        {
          title: 'Score',
          class: 'notes',
          cell: ({ name, description }) => (
            <>
              {OTHER_SCORES[name]}
              <span class="muted">: {description}</span>
            </>
          ),
        },
        { title: 'AUROC', isNumber: true, cell: ({ auroc }) => <Estimate of={auroc} /> },
        { title: 'AUPRC', isNumber: true, cell: ({ auprc }) => <Estimate of={auprc} /> },
        {
          title: 'Brier score',
          isNumber: true,
          cell: ({ brier }) => (brier === null ? 'no probability' : <Estimate of={brier} />),
        },
      ]}
    />
  )
}

function Inputs({ card: { features } }: { readonly card: ModelCard }) {
  return (
    <Table
      caption="Inputs of the model"
      rows={features}
      keyOf={({ name }) => name}
      columns={[
        { title: 'Input', cell: ({ description }) => description },
        { title: 'Name', cell: ({ name }) => <code>{name}</code> },
        { title: 'Unit', cell: ({ unit }) => unitInWords(unit) || undefined },
        {
          title: 'Missing in training',
          isNumber: true,
          cell: ({ training }) => percent(training.missing),
          sortBy: ({ training }) => training.missing,
        },
      ]}
    />
  )
}
