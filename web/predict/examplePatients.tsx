import type { GetAnswer } from '../api/operations.ts'
import { type PatientValues, typedValue } from './patientValues.ts'

export type Examples = GetAnswer<'examples'>

/** Real or made-up patients of the champion's own data, to begin with; nothing where the operator shows none. */
export function ExamplePatients(props: {
  readonly examples: Examples
  readonly choose: (values: PatientValues) => void
}) {
  const { examples, dataset } = props.examples
  if (dataset === null || examples.length === 0) return null
  return (
    <div class="row" role="group" aria-label={`Example patients of ${dataset}`}>
      <span class="muted">Example patients of {dataset}:</span>
      {examples.map(({ severity, oasis, features }) => (
        <button
          key={severity}
          type="button"
          onClick={() => {
            const typed = Object.entries(features).map(([name, value]) => [name, typedValue(value)])
            props.choose(Object.fromEntries(typed))
          }}
        >
          OASIS {oasis}, {severity}
        </button>
      ))}
    </div>
  )
}
