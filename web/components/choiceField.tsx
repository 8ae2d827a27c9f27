import { Field } from './field.tsx'

/** A labelled choice of one among a few, each with the words it is shown by. */
export function ChoiceField<Value extends string>(props: {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, words: string])[]
  readonly choose: (value: Value) => void
}) {
  const { label, value, choices, choose } = props
  return (
    <Field label={label}>
      {tied => (
        <select
          {...tied}
          value={value}
          onChange={event => {
            const chosen = choices.find(([known]) => known === event.currentTarget.value)
            if (chosen !== undefined) choose(chosen[0])
          }}
        >
          {choices.map(([known, words]) => (
            <option key={known} value={known}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
