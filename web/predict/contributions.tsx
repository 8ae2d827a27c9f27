import { figure } from '../format.ts'
import type { Input } from './patientValues.ts'
import type { Champion, Prediction } from './predictView.tsx'

const SHOWN = 15

/** What moved the risk, largest first, in log-odds; the base and all of them add up to the score. */
export function Contributions(props: { readonly prediction: Prediction; readonly card: Champion }) {
  const { contributions, baseValue } = props.prediction
  if (baseValue === null || contributions.length === 0) return null
  const known = new Map(props.card.features.map(feature => [feature.name, feature]))
  const largest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)), 1e-9)
  const rest = contributions.slice(SHOWN)
  const sum = rest.reduce((total, { contribution }) => total + contribution, 0)
  return (
    <>
      <h3>What moved it, in log-odds</h3>
      <ul class="contributions">
        {contributions.slice(0, SHOWN).map(one => (
          <Push
            key={one.feature}
            text={`${one.label}: ${valueInWords(known.get(one.feature), one)}`}
            contribution={one.contribution}
            largest={largest}
          />
        ))}
        {rest.length > 0 && (
          <Push
            text={`${rest.length} other inputs`}
            contribution={sum}
            largest={Math.max(largest, Math.abs(sum))}
          />
        )}
      </ul>
      <p class="muted">
        From a base of {signed(baseValue)}. To the right: raises the risk; to the left: lowers it.
      </p>
    </>
  )
}

function Push(props: {
  readonly text: string
  readonly contribution: number
  readonly largest: number
}) {
  const { text, contribution, largest } = props
  return (
    <li>
      <span class="name">{text}</span>
      <span class="track" aria-hidden="true">
        <span
          class={contribution > 0 ? 'push up' : 'push down'}
          style={{ width: `${(Math.abs(contribution) / largest) * 50}%` }}
        />
      </span>
      <span class="number">{signed(contribution)}</span>
    </li>
  )
}

function valueInWords(
  input: Input | undefined,
  { value, unit }: Prediction['contributions'][number],
): string {
  if (value === null) return 'missing'
  if (input?.kind === 'flag') return value === 1 ? 'yes' : 'no'
  return `${figure(value)} ${unit ?? ''}`.trimEnd()
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}
