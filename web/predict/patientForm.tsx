import { useEffect, useRef } from 'preact/hooks'
import { unitInWords } from '../../shared/features/unitInWords.ts'
import type { ApiError } from '../api/problem.ts'
import { Card } from '../components/card.tsx'
import { Field } from '../components/field.tsx'
import { chartedRange, counted } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Champion } from './answers.ts'
import { ExamplePatients, type Examples } from './examplePatients.tsx'
import { InputControl } from './inputControl.tsx'
import { GROUPS, groupOf, type Input, type PatientValues, typicalPatient } from './patientValues.ts'

/** Groups of so many inputs or fewer are unfolded from the start. */
const UNFOLDED = 24

export interface PatientFormProps {
  readonly card: Champion
  readonly sources: ReadonlyMap<string, string>
  readonly values: PatientValues
  readonly error: ApiError | undefined
  readonly isBusy: boolean
  readonly isExample: boolean
  readonly change: (name: string, text: string) => void
  readonly examples: Examples | undefined
  /** Puts the values of an example into the form. */
  readonly fill: (values: PatientValues) => void
  readonly clear: () => void
  readonly submit: () => void
}

/** The champion's inputs, grouped as a chart is; what is left empty is missing, and said to be. */
export function PatientForm(props: PatientFormProps) {
  const { card, sources, values, error, isBusy, isExample, change, examples, fill, clear, submit } =
    props
  const errors = errorsByField(error)
  const form = useRef<HTMLFormElement>(null)
  // to the first value that has to be corrected
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [error])

  const grouped = Map.groupBy(card.features, feature =>
    groupOf(feature, sources.get(feature.name) ?? ''),
  )
  return (
    <Card title="A patient, 24 hours after ICU admission">
      <p class="muted">
        What is left empty counts as missing and is filled as in training. Model{' '}
        <a href={linkTo('models', card.version)}>{card.version}</a> ({card.family}).
      </p>
      {examples !== undefined && <ExamplePatients examples={examples} choose={fill} />}
      <p class="muted" role="status">
        {isExample && 'An example: what is predicted of it is not logged.'}
      </p>
      <form
        ref={form}
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!isBusy) submit()
        }}
      >
        <div class="errors" role="alert">
          {error !== undefined && <p class="notice bad">{refusalInWords(error, errors.size)}</p>}
        </div>
        {GROUPS.map(([group, title], index) => {
          const inputs = grouped.get(group) ?? []
          if (inputs.length === 0) return null
          const missing = inputs.filter(({ name }) => (values[name] ?? '').trim() === '').length
          const isWrong = inputs.some(({ name }) => errors.has(name))
          return (
            <details
              key={group}
              class="group"
              id={`group-${group}`}
              open={inputs.length <= UNFOLDED || index === 0 || isWrong}
            >
              <summary>
                {title} ({counted(inputs.length, 'input')}
                {missing > 0 && <span class="unit">, {missing} missing</span>})
              </summary>
              <div class="fields">
                {inputs.map(input => (
                  <InputField
                    key={input.name}
                    input={input}
                    value={values[input.name] ?? ''}
                    error={errors.get(input.name)}
                    change={text => change(input.name, text)}
                  />
                ))}
              </div>
            </details>
          )
        })}
        <div class="row actions sticky">
          <button class="primary" aria-disabled={isBusy}>
            Predict
          </button>
          <button type="button" onClick={() => fill(typicalPatient(card.features))}>
            Example values
          </button>
          <button type="button" onClick={clear}>
            Clear
          </button>
        </div>
      </form>
    </Card>
  )
}

interface InputFieldProps {
  readonly input: Input
  readonly value: string
  readonly error: string | undefined
  readonly change: (text: string) => void
}

function InputField({ input, value, error, change }: InputFieldProps) {
  const { description, unit } = input
  const hint = hintOf(input)
  return (
    <Field
      label={
        <>
          {description}
          {unitInWords(unit) !== '' && <span class="unit"> {unitInWords(unit)}</span>}
        </>
      }
      {...(hint !== undefined && { hint })}
      error={error}
    >
      {tied => <InputControl input={input} tied={tied} value={value} change={change} />}
    </Field>
  )
}

function hintOf({ kind, training: { low, high } }: Input): string | undefined {
  if (kind !== 'number' || low === undefined || high === undefined) return undefined
  return `training: ${chartedRange(low, high)}`
}

/** By feature: a pointer ends in its name. */
function errorsByField(error: ApiError | undefined): ReadonlyMap<string, string> {
  return new Map(
    (error?.errors ?? []).map(({ pointer, message }) => [pointer.split('/').at(-1) ?? '', message]),
  )
}

function refusalInWords({ title, message, remedy }: ApiError, marked: number): string {
  if (marked === 0) return [`${title}.`, message, remedy ?? ''].join(' ')
  const values = marked === 1 ? 'one value' : `${marked} values`
  return `Not scored: ${values} to correct, marked below.`
}
