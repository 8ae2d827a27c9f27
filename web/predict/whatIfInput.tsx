import { useId, useRef } from 'preact/hooks'
import { unitInWords } from '../../shared/features/unitInWords.ts'
import { charted, figure } from '../format.ts'
import { InputControl } from './inputControl.tsx'
import { type Input, numberTyped } from './patientValues.ts'
import { type SliderRange, sliderRange } from './sliderRange.ts'

interface WhatIfInputProps {
  readonly input: Input
  /** As it stood in the form; empty: missing. */
  readonly given: string
  /** Undefined: as given. */
  readonly changed: string | undefined
  readonly change: (text: string) => void
}

/** One value to play with: a slider over what training saw, or a choice; and the way back. */
export function WhatIfInput({ input, given, changed, change }: WhatIfInputProps) {
  const id = useId()
  const control = useRef<HTMLDivElement>(null)
  const range = sliderRange(input, numberTyped(given))
  const text = changed ?? given
  const tied = { id, 'aria-describedby': `${id}-now` }
  return (
    <div class="slider" ref={control}>
      <label for={id}>{input.description}</label>
      {range === undefined ? (
        <div>
          <InputControl input={input} tied={tied} value={text} change={change} />
        </div>
      ) : (
        <Slider tied={tied} input={input} range={range} text={text} change={change} />
      )}
      <div class="now" id={`${id}-now`}>
        <span>
          {changed === undefined
            ? inWords(input, given)
            : `${inWords(input, given)} → ${inWords(input, changed)}`}
        </span>
        <button
          type="button"
          class="quiet"
          disabled={changed === undefined}
          aria-label={`${input.description}: as given`}
          onClick={() => {
            change(given)
            // the button goes with what it has undone
            control.current?.querySelector<HTMLElement>('input, select')?.focus()
          }}
        >
          as given
        </button>
      </div>
    </div>
  )
}

function Slider(props: {
  readonly tied: { readonly id: string; readonly 'aria-describedby': string }
  readonly input: Input
  readonly range: SliderRange
  readonly text: string
  readonly change: (text: string) => void
}) {
  const { tied, input, range, text, change } = props
  const { low, high, step, start } = range
  return (
    <>
      <input
        {...tied}
        name={input.name}
        type="range"
        min={low}
        max={high}
        step={step}
        value={numberTyped(text) ?? start}
        aria-valuetext={inWords(input, text)}
        onInput={event => change(String(event.currentTarget.valueAsNumber))}
      />
      <div class="ends" aria-hidden="true">
        <span>{figure(low)}</span>
        <span>{figure(high)}</span>
      </div>
    </>
  )
}

function inWords({ kind, unit }: Input, text: string): string {
  if (text.trim() === '') return 'missing'
  if (kind === 'flag') return text === '1' ? 'yes' : 'no'
  if (kind !== 'number') return text
  return `${charted(numberTyped(text) ?? text)} ${unitInWords(unit)}`.trimEnd()
}
