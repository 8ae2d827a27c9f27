import { useState } from 'preact/hooks'
import { Badge, type Tone } from '../components/badge.tsx'
import { ChoiceField } from '../components/choiceField.tsx'
import { Details } from '../components/details.tsx'
import { hasEveryWord } from '../components/search.ts'
import { SearchField } from '../components/searchField.tsx'
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
  const [state, setState] = useState<TrialState | ''>('')
  const [search, setSearch] = useState('')
  const found = trials.filter(
    trial =>
      (family === '' || trial.family === family) &&
      (state === '' || trial.state === state) &&
      hasEveryWord(wordsOf(trial), search),
  )
  return (
    <>
      <div class="fields">
        <ChoiceField
          label="Family"
          value={family}
          choices={[['', 'all families'], ...familiesOf(trials).map(name => [name, name] as const)]}
          choose={setFamily}
        />
        <ChoiceField
          label="State"
          value={state}
          choices={[['', 'all states'], ...STATES.map(name => [name, STATE_TITLES[name]] as const)]}
          choose={setState}
        />
        <SearchField value={search} change={setSearch} placeholder="elasticnet, converge" />
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
          {
            title: 'Family',
            class: 'whole',
            cell: trial => trial.family,
            sortBy: trial => trial.family,
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
            title: 'State',
            cell: trial => <Badge tone={TONES[trial.state]}>{STATE_TITLES[trial.state]}</Badge>,
            sortBy: trial => STATES.indexOf(trial.state),
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
