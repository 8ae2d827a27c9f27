import { Table } from '../components/table.tsx'
import { count, metric, percent } from '../format.ts'
import type { ModelCard } from './answers.ts'

const CLASSES = [
  ['survived', 'Survived'],
  ['died', 'Died'],
  ['macro', 'Mean of both'],
  ['weighted', 'Mean by stays'],
] as const

/** Why the card's threshold is what it is, and what the classification there amounts to. */
export function ThresholdPart({ card }: { readonly card: ModelCard }) {
  const { threshold, thresholdRule } = card
  const { report } = card.operation
  return (
    <>
      <p>
        Positive from a risk of {percent(threshold)}. The rule: {thresholdRule}
      </p>
      <Table
        caption="Classification report"
        rows={CLASSES}
        keyOf={([key]) => key}
        columns={[
          { title: 'Class', cell: ([, title]) => title },
          { title: 'Precision', isNumber: true, cell: ([key]) => metric(report[key].precision) },
          { title: 'Recall', isNumber: true, cell: ([key]) => metric(report[key].recall) },
          { title: 'F1', isNumber: true, cell: ([key]) => metric(report[key].f1) },
          { title: 'Stays', isNumber: true, cell: ([key]) => count(report[key].support) },
        ]}
      />
    </>
  )
}
