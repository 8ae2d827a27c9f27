import { useState } from 'preact/hooks'
import type { FamilyName } from '../../shared/models/model.ts'
import { post } from '../api/client.ts'
import type { Body } from '../api/operations.ts'
import { ActionDialog } from '../components/actionDialog.tsx'
import { ChoiceField } from '../components/choiceField.tsx'
import { Field } from '../components/field.tsx'

type Request = NonNullable<Body<'pipelines/{dataset}'>>

const FAMILIES: Readonly<Record<FamilyName, string>> = {
  severity: 'severity: OASIS, recalibrated',
  logistic: 'logistic regression, penalised',
  boosting: 'gradient boosting',
  'random-forest': 'random forest',
  'ml-logistic-regression': 'ml-logistic-regression',
  'ml-random-forest': 'ml-random-forest',
}

/** What stands in the form; empty: as the server has it by default. */
const EMPTY = {
  trials: '100',
  seed: '',
  seconds: '',
  featureSet: '',
  predictionHours: '24',
  gapHours: '0',
  availability: 'charttime',
  sensitivity: '',
  gate: 'enabled',
}
type Options = typeof EMPTY

const NUMBERS = [
  { key: 'trials', label: 'Trials', hint: '1 to 2,000' },
  { key: 'seed', label: 'Seed', hint: 'empty: the same as ever' },
  { key: 'seconds', label: 'Seconds', hint: 'no trial starts after; empty: no end' },
  { key: 'gapHours', label: 'Gap, hours', hint: 'deaths so soon after the window are left out' },
  { key: 'sensitivity', label: 'Sensitivity', hint: 'the threshold reaches it; empty: Youden' },
] as const

const CHOICES = [
  {
    key: 'featureSet',
    label: 'Feature set',
    options: [
      ['', 'core or full, as found better'],
      ['core', 'core'],
      ['full', 'full'],
      ['retrospective', 'retrospective: never served'],
    ],
  },
  {
    key: 'predictionHours',
    label: 'Hours after ICU admission',
    options: [
      ['6', '6'],
      ['12', '12'],
      ['24', '24'],
      ['48', '48'],
    ],
  },
  {
    key: 'availability',
    label: 'An event counts by',
    options: [
      ['charttime', 'when it was measured'],
      ['storetime', 'when it was stored'],
    ],
  },
  {
    key: 'gate',
    label: 'Gate',
    options: [
      ['enabled', 'decides'],
      ['manual', 'asks a person'],
      ['dry-run', 'decides, and moves nothing'],
    ],
  },
] as const

/** Starts a training run on what is in silver, with its options. */
export function TrainDialog(props: {
  readonly dataset: string
  readonly close: () => void
  readonly done: () => void
}) {
  const { dataset, close, done } = props
  const [options, setOptions] = useState<Options>(EMPTY)
  const [families, setFamilies] = useState<ReadonlySet<string>>(new Set(Object.keys(FAMILIES)))
  const set = (key: keyof Options, value: string): void =>
    setOptions(before => ({ ...before, [key]: value }))
  return (
    <ActionDialog
      title={`Train on ${dataset}`}
      action="Start training"
      run={() => post('pipelines/{dataset}', { dataset }, requestOf(options, families))}
      close={close}
      done={done}
    >
      {wrongAt => (
        <>
          <div class="fields">
            {NUMBERS.map(({ key, label, hint }) => (
              <Field key={key} label={label} hint={hint} error={wrongAt(`/${key}`)}>
                {tied => (
                  <input
                    {...tied}
                    inputMode="decimal"
                    value={options[key]}
                    onInput={event => set(key, event.currentTarget.value)}
                  />
                )}
              </Field>
            ))}
            {CHOICES.map(({ key, label, options: choices }) => (
              <ChoiceField
                key={key}
                label={label}
                value={options[key]}
                choices={choices}
                choose={value => set(key, value)}
              />
            ))}
          </div>
          <fieldset>
            <legend>Families</legend>
            {Object.entries(FAMILIES).map(([family, title]) => (
              <label key={family} class="check">
                <input
                  type="checkbox"
                  checked={families.has(family)}
                  onChange={event => {
                    const { checked } = event.currentTarget
                    const others = [...families].filter(name => name !== family)
                    setFamilies(new Set(checked ? [...others, family] : others))
                  }}
                />
                {title}
              </label>
            ))}
          </fieldset>
        </>
      )}
    </ActionDialog>
  )
}

/** What is no number is sent as it was typed: the server says what is wrong with it. */
function requestOf(options: Options, families: ReadonlySet<string>): Request {
  const sent = Object.entries(options).flatMap(([key, text]) => {
    const trimmed = text.trim()
    if (trimmed === '') return []
    const number = Number(trimmed)
    return [[key, Number.isNaN(number) ? trimmed : number]]
  })
  const chosen = Object.keys(FAMILIES).filter(family => families.has(family))
  return { ...Object.fromEntries(sent), families: chosen }
}
