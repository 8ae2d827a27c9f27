import { Table } from '../components/table.tsx'
import { count, metric, percent } from '../format.ts'
import type { ModelCard } from './versionCard.tsx'

const CLASSES = [
  ['survived', 'Survived'],
  ['died', 'Died'],
  ['macro', 'Mean of both'],
  ['weighted', 'Mean by stays'],
] as const

/** What the classification at the threshold amounts to. */
export function ThresholdPart({ card }: { readonly card: ModelCard }) {
  const { operation, threshold, thresholdRule } = card
  const { confusion, report } = operation
  const called = [
    { name: 'Positive', died: confusion.truePositives, survived: confusion.falsePositives },
    { name: 'Negative', died: confusion.falseNegatives, survived: confusion.trueNegatives },
  ]
  return (
    <>
      <p>
        Positive from a risk of {percent(threshold)}. The rule: {thresholdRule}
      </p>
      <Table
        caption="Confusion matrix"
        rows={called}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Called', cell: ({ name }) => name },
          { title: 'Died', isNumber: true, cell: ({ died }) => count(died) },
          { title: 'Survived', isNumber: true, cell: ({ survived }) => count(survived) },
        ]}
      />
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
