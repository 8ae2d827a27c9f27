import type { GetAnswer } from '../api/operations.ts'
import { Card } from '../components/card.tsx'
import { AttritionFigure } from './attritionFigure.tsx'

/** How the cohort of the newest run came about. */
export function CohortCard(props: { readonly cohort: GetAnswer<'datasets/{dataset}/cohort'> }) {
  const { runId, predictionHours, gapHours, attrition } = props.cohort
  const gap = gapHours > 0 ? `, deaths within ${gapHours} hours after that left out` : ''
  return (
    <Card title="How the cohort came about" label="Cohort">
      <AttritionFigure steps={attrition} />
      <p class="muted">
        For a prediction {predictionHours} hours after ICU admission{gap}. Run <code>{runId}</code>.
      </p>
    </Card>
  )
}
