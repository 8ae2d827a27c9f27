import { useEffect, useRef } from 'preact/hooks'
import { Findings } from '../components/notice.tsx'
import { percent } from '../format.ts'
import { Contributions } from './contributions.tsx'
import type { Champion, Prediction } from './predictView.tsx'
import { SeverityScores } from './severityScores.tsx'

/** One prediction: the risk, what moved it, and what to be aware of. */
export function ResultCard(props: { readonly prediction: Prediction; readonly card: Champion }) {
  const { prediction, card } = props
  const { probability, threshold, label, risk, uncertainty, warnings } = prediction
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.focus(), [prediction])
  return (
    <section class="card result" aria-label="Result" tabIndex={-1} ref={section}>
      <h2 class="hidden">Result</h2>
      <p class="risk">
        <span class={`figure ${risk}`}>{percent(probability)}</span>{' '}
        <span>risk of dying in hospital: {risk}</span>
      </p>
      {uncertainty !== null && (
        <p>
          {percent(uncertainty.low)} to {percent(uncertainty.high)}: where the risk of patients of
          this score lies, with 95 % confidence, by as many patients as the model learned from.
        </p>
      )}
      <p>
        {label === 1 ? 'At or above' : 'Below'} the threshold of {percent(threshold)}. Model{' '}
        {card.version}.
      </p>
      <p class="bad">A research figure, not for clinical use.</p>
      <SeverityScores scores={prediction.severityScores} card={card} />
      <Contributions prediction={prediction} card={card} />
      {warnings.length > 0 && (
        <>
          <h3>To be aware of</h3>
          <Findings
            findings={warnings.map(({ code, message }) => ({
              text: message,
              isBad: code !== 'missing',
            }))}
          />
        </>
      )}
    </section>
  )
}
