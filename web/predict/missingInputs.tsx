import { unitInWords } from '../../shared/features/unitInWords.ts'
import { Details } from '../components/details.tsx'
import { Notice } from '../components/notice.tsx'
import { Table } from '../components/table.tsx'
import { signed } from '../format.ts'
import type { Champion, Prediction } from './answers.ts'
import { valueInWords } from './contributionFigure.tsx'
import type { Input } from './patientValues.ts'

/** What was not given, as what it counted, and how that moved the score. */
export function MissingInputs(props: { readonly prediction: Prediction; readonly card: Champion }) {
  const { prediction, card } = props
  const absent = new Set(
    prediction.warnings.flatMap(({ code, features }) => (code === 'missing' ? features : [])),
  )
  const missing = card.features.filter(({ name }) => absent.has(name))
  if (missing.length === 0) return null
  const pushes = new Map(
    prediction.contributions.map(({ feature, contribution }) => [feature, contribution]),
  )
  return (
    <>
      {missing.length > card.features.length / 2 && (
        <Notice tone="busy">
          More is missing than given: this says more of what a missing value counts as than of the
          patient.
        </Notice>
      )}
      <Details
        class="missing"
        summary={`${missing.length} of ${card.features.length} inputs are missing`}
      >
        {() => (
          <Table
            caption="Missing inputs"
            rows={missing}
            keyOf={({ name }) => name}
            columns={[
              {
                title: 'Input',
                cell: ({ description }) => description,
                sortBy: ({ description }) => description,
              },
              { title: 'Counted as', cell: input => fillInWords(input, card) },
              {
                title: 'Moved the score by',
                isNumber: true,
                cell: ({ name }) => signed(pushes.get(name) ?? 0),
                sortBy: ({ name }) => Math.abs(pushes.get(name) ?? 0),
              },
            ]}
          />
        )}
      </Details>
    </>
  )
}

function fillInWords(input: Input, { family }: Champion): string {
  const { fill } = input.training
  if (fill !== null) return `${valueInWords(input, fill, unitInWords(input.unit))}, as in training`
  return family === 'severity' ? 'normal' : 'missing'
}
