import type { TiedControl } from '../components/field.tsx'
import type { Input } from './patientValues.ts'

/** What one input of the model is typed or chosen in. */
export function InputControl(props: {
  readonly input: Input
  readonly tied: TiedControl
  readonly value: string
  readonly change: (text: string) => void
}) {
  const { input, tied, value, change } = props
  const options = optionsOf(input)
  if (options !== undefined) {
    return (
      <select
        {...tied}
        name={input.name}
        value={value}
        onChange={event => change(event.currentTarget.value)}
      >
        <option value="">unknown</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    )
  }
  return (
    <input
      {...tied}
      name={input.name}
      type="text"
      autocomplete="off"
      inputMode={input.kind === 'number' ? 'decimal' : 'text'}
      value={value}
      onInput={event => change(event.currentTarget.value)}
    />
  )
}

function optionsOf({ kind, levels }: Input): readonly (readonly [string, string])[] | undefined {
  if (kind === 'flag') {
    return [
      ['1', 'yes'],
      ['0', 'no'],
    ]
  }
  return kind === 'category' ? levels?.map(level => [level, level] as const) : undefined
}
