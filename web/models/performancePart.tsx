import { useCallback, useMemo, useState } from 'preact/hooks'
import { Legend } from '../components/legend.tsx'
import { count, metric, percent } from '../format.ts'
import { DECISION_COLOURS, decisionCurve } from '../plots/decisionCurve.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import { precisionRecallCurve } from '../plots/precisionRecallCurve.ts'
import { reliabilityCurve } from '../plots/reliabilityCurve.ts'
import { rocCurve } from '../plots/rocCurve.ts'
import type { PlanePoint } from '../plots/unitPlane.ts'
import type { ModelCard } from './answers.ts'
import { Estimate, estimateInWords } from './estimate.tsx'
import { alertFigures, operatingPoints } from './operatingPoints.ts'
import { ThresholdExplorer } from './thresholdExplorer.tsx'

/** Rows of a curve's table before all of them are asked for. */
const SHOWN = 20

/** The curves of a version, and a threshold that moves on them. */
export function PerformancePart({ card }: { readonly card: ModelCard }) {
  const points = useMemo(() => operatingPoints(card), [card])
  const [chosen, choose] = useState<number>()
  const point = points.find(({ threshold }) => threshold === chosen) ?? {
    threshold: card.threshold,
    confusion: card.operation.confusion,
  }
  if (card.curves.roc.length === 0) return null
  return (
    <>
      {points.length > 0 && (
        <>
          <h3>What a threshold comes to</h3>
          <ThresholdExplorer card={card} points={points} point={point} choose={choose} />
        </>
      )}
      <h3>Curves</h3>
      <p class="muted">
        {card.metrics.basis === 'bbc-cv'
          ? 'Of the winner’s own out-of-fold predictions. They are not corrected for having searched, as the metrics above are, so the curves may look better than those.'
          : 'Of the predictions behind the metrics above.'}{' '}
        The orange mark is the threshold{points.length > 0 ? ' above' : ' of the card'}.
      </p>
      <div class="plot-grid">
        <Roc card={card} {...alertFigures(point.confusion)} />
        <PrecisionRecall card={card} {...alertFigures(point.confusion)} />
        <Reliability card={card} />
        <Decision card={card} threshold={point.threshold} />
      </div>
    </>
  )
}

function Roc(props: {
  readonly card: ModelCard
  readonly sensitivity: number
  readonly specificity: number
}) {
  const { card, sensitivity, specificity } = props
  const { roc } = card.curves
  const draw = useCallback(
    (width: number) => rocCurve(roc, { x: 1 - specificity, y: sensitivity }, width),
    [roc, sensitivity, specificity],
  )
  return (
    <PlotFigure
      title="ROC curve"
      description={`AUROC ${estimateInWords(card.metrics.auroc)}; the dashed diagonal is chance, 0.5.`}
      isDescriptionShown
      draw={draw}
      table={planeTable('Points of the ROC curve', '1 − specificity', 'Sensitivity', roc)}
    />
  )
}

function PrecisionRecall(props: {
  readonly card: ModelCard
  readonly sensitivity: number
  readonly precision: number | null
}) {
  const { card, sensitivity, precision } = props
  const { precisionRecall } = card.curves
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = card.operation.confusion
  const deaths = truePositives + falseNegatives
  const prevalence = deaths / (deaths + falsePositives + trueNegatives)
  const draw = useCallback(
    (width: number) =>
      precisionRecallCurve(
        precisionRecall,
        prevalence,
        precision === null ? undefined : { x: sensitivity, y: precision },
        width,
      ),
    [precisionRecall, prevalence, sensitivity, precision],
  )
  return (
    <PlotFigure
      title="Precision–recall curve"
      description={`AUPRC ${estimateInWords(card.metrics.auprc)}; the dashed line is chance, the share that died: ${percent(prevalence)}.`}
      isDescriptionShown
      draw={draw}
      table={planeTable(
        'Points of the precision–recall curve',
        'Recall',
        'Precision',
        precisionRecall,
      )}
    />
  )
}

function planeTable(caption: string, x: string, y: string, curve: readonly PlanePoint[]) {
  return {
    caption,
    rows: curve.map((point, index) => ({ ...point, number: index + 1 })),
    keyOf: ({ number }: { readonly number: number }) => number,
    shown: SHOWN,
    columns: [
      { title: 'Point', cell: ({ number }: { readonly number: number }) => count(number) },
      { title: x, isNumber: true, cell: (point: PlanePoint) => metric(point.x) },
      { title: y, isNumber: true, cell: (point: PlanePoint) => metric(point.y) },
    ],
  }
}

function Reliability({ card }: { readonly card: ModelCard }) {
  const { reliability } = card.curves
  const draw = useCallback((width: number) => reliabilityCurve(reliability, width), [reliability])
  return (
    <PlotFigure
      title="Reliability"
      description="Observed deaths by predicted risk, in bins of as many stays, with 95 % intervals; on the dashed diagonal predictions are right."
      isDescriptionShown
      draw={draw}
      table={{
        caption: 'Reliability: stays by predicted risk',
        rows: reliability,
        keyOf: ({ predicted }) => predicted,
        columns: [
          { title: 'Predicted', isNumber: true, cell: bin => percent(bin.predicted) },
          {
            title: 'Observed',
            isNumber: true,
            cell: bin => (
              <>
                {percent(bin.observed)}
                <span class="interval">
                  {' '}
                  ({percent(bin.low)} to {percent(bin.high)})
                </span>
              </>
            ),
          },
          { title: 'Stays', isNumber: true, cell: bin => count(bin.count) },
        ],
      }}
    />
  )
}

const DECISION_LEGEND = [
  { label: 'on the model', colour: DECISION_COLOURS.model },
  { label: 'on everyone', colour: DECISION_COLOURS.everyone },
  { label: 'on no one', colour: DECISION_COLOURS.noOne },
]

function Decision(props: { readonly card: ModelCard; readonly threshold: number }) {
  const { card, threshold } = props
  const { decision } = card.curves
  const draw = useCallback(
    (width: number) => decisionCurve(decision, threshold, width),
    [decision, threshold],
  )
  return (
    <PlotFigure
      title="Decision curve: net benefit of acting"
      description="True positives per stay less false ones, weighted by the odds of the risk from which one would act; with 95 % intervals. The model is of use where its line is the highest."
      isDescriptionShown
      draw={draw}
      legend={<Legend items={DECISION_LEGEND} />}
      table={{
        caption: 'Net benefit by threshold',
        rows: decision,
        keyOf: point => point.threshold,
        shown: SHOWN,
        columns: [
          { title: 'From a risk of', isNumber: true, cell: point => percent(point.threshold) },
          {
            title: 'On the model',
            isNumber: true,
            cell: point => <Estimate of={point.netBenefit} />,
          },
          { title: 'On everyone', isNumber: true, cell: point => metric(point.treatAll) },
        ],
      }}
    />
  )
}
