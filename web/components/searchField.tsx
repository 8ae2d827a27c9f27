import { Field } from './field.tsx'

/** Narrows a list as one types: `hasEveryWord` says what is left of it. */
export function SearchField(props: {
  readonly value: string
  readonly change: (value: string) => void
  /** What can be searched for, by example. */
  readonly placeholder?: string
}) {
  const { value, change, placeholder } = props
  return (
    <Field label="Search">
      {tied => (
        <input
          {...tied}
          type="search"
          placeholder={placeholder}
          autocomplete="off"
          value={value}
          onInput={event => change(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
