import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Findings, Notice } from '../components/notice.tsx'
import { percent } from '../format.ts'
import type { Asked, Champion, Prediction } from './answers.ts'
import { ContributionFigure } from './contributionFigure.tsx'
import { MissingInputs } from './missingInputs.tsx'
import { intervalInWords, markOf, RiskFigure } from './riskFigure.tsx'
import { SeverityScores } from './severityScores.tsx'

/** One prediction: the risk, what moved it, and what to be aware of. */
export function ResultCard(props: {
  readonly asked: Asked
  readonly card: Champion
  /** The form has been changed since. */
  readonly isStale: boolean
}) {
  const { asked, card, isStale } = props
  const { prediction, levels } = asked
  const { probability, threshold, label, risk, uncertainty, warnings } = prediction
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.focus(), [prediction])
  const marks = useMemo(() => marksOf(prediction), [prediction])
  const findings = warnings.filter(({ code }) => code !== 'missing')
  return (
    <section class="card result" aria-label="Result" tabIndex={-1} ref={section}>
      <h2 class="hidden">Result</h2>
      {isStale && <Notice tone="busy">The form has changed since: predict again.</Notice>}
      <p class="risk">
        <span class={`figure ${risk}`}>{percent(probability)}</span>{' '}
        <span>risk of dying in hospital: {risk}</span>
      </p>
      {uncertainty !== null && (
        <p>
          {intervalInWords(uncertainty)}: where the risk of patients of this score lies, with 95 %
          confidence, by as many patients as the model learned from.
        </p>
      )}
      <p>
        {label === 1 ? 'At or above' : 'Below'} the threshold of {percent(threshold)}. Model{' '}
        {card.version}.
      </p>
      <p class="bad">A research figure, not for clinical use.</p>
      <RiskFigure title="The risk, and what published scores say" marks={marks} levels={levels} />
      <SeverityScores scores={prediction.severityScores} card={card} />
      <ContributionFigure prediction={prediction} card={card} />
      <MissingInputs prediction={prediction} card={card} />
      {findings.length > 0 && (
        <>
          <h3>To be aware of</h3>
          <Findings findings={findings.map(({ message }) => ({ text: message, isBad: true }))} />
        </>
      )}
    </section>
  )
}

function marksOf(prediction: Prediction) {
  const { oasis, sapsii } = prediction.severityScores
  const published = [
    { label: 'OASIS', score: oasis },
    { label: 'SAPS-II', score: sapsii },
  ].flatMap(({ label, score }) =>
    score === null
      ? []
      : [{ label, probability: score.probability, interval: null, colour: 'var(--series-6)' }],
  )
  return [markOf('this model', prediction, 'var(--series-1)'), ...published]
}
