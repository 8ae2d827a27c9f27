import { useState } from 'preact/hooks'
import { Badge, type Tone } from '../components/badge.tsx'
import { Details } from '../components/details.tsx'
import { Field } from '../components/field.tsx'
import { Table } from '../components/table.tsx'
import { count, counted, duration, metric } from '../format.ts'
import { choicesOf } from './parameterAxes.ts'
import {
  familiesOf,
  parameterInWords,
  parameterTitle,
  STATE_TITLES,
  STATES,
  type Trial,
  type TrialState,
} from './trials.ts'

const TONES: Readonly<Record<TrialState, Tone>> = {
  complete: 'good',
  pruned: 'plain',
  failed: 'bad',
}

/** Every trial with what it chose, what it was worth and why it failed; narrowed by family, state and any word. */
export function TrialsTable({ trials }: { readonly trials: readonly Trial[] }) {
  const [family, setFamily] = useState('')
  const [state, setState] = useState('')
  const [search, setSearch] = useState('')
  const wanted = search.toLowerCase().split(/\s+/)
  const found = trials.filter(
    trial =>
      (family === '' || trial.family === family) &&
      (state === '' || trial.state === state) &&
      wanted.every(word => wordsOf(trial).includes(word)),
  )
  return (
    <>
      <div class="fields">
        <Field label="Family">
          {tied => (
            <select
              {...tied}
              value={family}
              onChange={event => setFamily(event.currentTarget.value)}
            >
              <option value="">all families</option>
              {familiesOf(trials).map(name => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="State">
          {tied => (
            <select {...tied} value={state} onChange={event => setState(event.currentTarget.value)}>
              <option value="">all states</option>
              {STATES.map(name => (
                <option key={name} value={name}>
                  {STATE_TITLES[name]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Search">
          {tied => (
            <input
              {...tied}
              type="search"
              placeholder="elasticnet, selectK, converge …"
              autocomplete="off"
              value={search}
              onInput={event => setSearch(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <p class="muted" role="status">
        {count(found.length)} of {count(trials.length)} trials
      </p>
      <Table
        caption="Trials"
        rows={found}
        keyOf={({ number }) => number}
        shown={25}
        columns={[
          { title: 'Trial', cell: ({ number }) => number, sortBy: ({ number }) => number },
          { title: 'Family', cell: trial => trial.family, sortBy: trial => trial.family },
          {
            title: 'State',
            cell: trial => <Badge tone={TONES[trial.state]}>{STATE_TITLES[trial.state]}</Badge>,
            sortBy: trial => STATES.indexOf(trial.state),
          },
          {
            title: 'AUROC',
            isNumber: true,
            cell: ({ value }) => (value === null ? undefined : metric(value)),
            sortBy: ({ value }) => value ?? undefined,
          },
          {
            title: 'Standard error',
            isNumber: true,
            cell: ({ standardError }) =>
              standardError === null ? undefined : metric(standardError),
            sortBy: ({ standardError }) => standardError ?? undefined,
          },
          {
            title: 'Took',
            isNumber: true,
            cell: ({ seconds }) => duration(seconds * 1000),
            sortBy: ({ seconds }) => seconds,
          },
          {
            title: 'What it chose, and errors',
            class: 'notes',
            cell: trial => (
              <>
                {trial.error !== null && <span class="bad">{trial.error} </span>}
                <Details summary={counted(Object.keys(choicesOf(trial)).length, 'choice')}>
                  {() => choicesInWords(trial)}
                </Details>
              </>
            ),
          },
        ]}
      />
    </>
  )
}

function choicesInWords(trial: Trial): string {
  return Object.entries(choicesOf(trial))
    .map(([name, value]) => `${parameterTitle(name)}: ${parameterInWords(value) ?? ''}`)
    .join(', ')
}

/** All that can be searched for, in one text. */
function wordsOf(trial: Trial): string {
  const { number, family, state, error } = trial
  return [number, family, STATE_TITLES[state], error ?? '', choicesInWords(trial)]
    .join(' ')
    .toLowerCase()
}
