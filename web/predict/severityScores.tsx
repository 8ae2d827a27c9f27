import { percent } from '../format.ts'
import type { Champion, Prediction } from './answers.ts'

const TITLES = [
  ['oasis', 'OASIS'],
  ['sapsii', 'SAPS-II'],
] as const

/** The published scores of the patient, with the mortality that their papers give them. */
export function SeverityScores(props: {
  readonly scores: Prediction['severityScores']
  readonly card: Champion
}) {
  const { scores, card } = props
  const words = new Map(card.features.map(({ name, description }) => [name, description]))
  return (
    <ul class="severity">
      {TITLES.map(([name, title]) => {
        const found = scores[name]
        if (found === null) return <li key={name}>{title}: not all of its inputs are given.</li>
        const { score, probability, countedAsNormal } = found
        const normal = countedAsNormal.map(input => words.get(input) ?? input)
        return (
          <li key={name}>
            {title} {score} points: {percent(probability)} by its published formula.
            {normal.length > 0 && ` Not given and counted as normal: ${normal.join('; ')}.`}
          </li>
        )
      })}
    </ul>
  )
}
