import { useMemo, useState } from 'preact/hooks'
import { unitInWords } from '../../shared/features/unitInWords.ts'
import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { Card } from '../components/card.tsx'
import { ChoiceField } from '../components/choiceField.tsx'
import { Loaded } from '../components/problem.tsx'
import { hasEveryWord } from '../components/search.ts'
import { SearchField } from '../components/searchField.tsx'
import { Table } from '../components/table.tsx'
import { count } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import { OutcomeCard } from './outcomeCard.tsx'

type Feature = GetAnswer<'features'>['features'][number]

const KNOWN = {
  'icu-admission': 'at ICU admission',
  'window-end': 'at the end of its window',
  discharge: 'at discharge only',
}

/** Rows before all of them are asked for. */
const SHOWN = 50

const SETS = [
  ['', 'all features'],
  ['core', 'core: the variables of the severity scores'],
  ['full', 'full: all that is known at the end of the window'],
  ['retrospective', 'retrospective: also what is known at discharge; never served'],
] as const

/**
 * The feature catalogue: what each feature is, where it comes from, and when it is known; of the one in the address also
 * how it is distributed by outcome.
 */
export function FeaturesView({ rest: [chosen, dataset] }: { readonly rest: readonly string[] }) {
  const catalogue = useAnswer(signal => get('features', {}, { signal }), [])
  return (
    <Loaded answer={catalogue}>
      {found => {
        const feature = found.features.find(({ name }) => name === chosen)
        return (
          <>
            {feature !== undefined && (
              <OutcomeCard key={`${feature.name} ${dataset}`} feature={feature} dataset={dataset} />
            )}
            <Catalogue {...found} />
          </>
        )
      }}
    </Loaded>
  )
}

function Catalogue({ predictionHours, features }: GetAnswer<'features'>) {
  const [search, setSearch] = useState('')
  const [set, setSet] = useState('')
  const searched = useMemo(
    () => features.map(feature => ({ feature, words: wordsOf(feature) })),
    [features],
  )
  const found = searched
    .filter(({ feature, words }) => {
      const isInSet = set === '' || feature.sets.some(name => name === set)
      return isInSet && hasEveryWord(words, search)
    })
    .map(({ feature }) => feature)
  return (
    <Card title="Feature catalogue">
      <p class="muted">
        As for a prediction {predictionHours} hours after ICU admission. Windows are in hours from
        ICU admission. What is known at discharge only leaks the outcome: no model that serves takes
        it.
      </p>
      <div class="fields">
        <SearchField value={search} change={setSearch} placeholder="lactate, LABEVENTS, 220045" />
        <ChoiceField label="Feature set" value={set} choices={SETS} choose={setSet} />
      </div>
      <p class="muted" role="status">
        {count(found.length)} of {count(features.length)} features
      </p>
      <FeatureTable features={found} />
    </Card>
  )
}

function FeatureTable({ features }: { readonly features: readonly Feature[] }) {
  return (
    <Table
      caption="Features"
      rows={features}
      keyOf={({ name }) => name}
      shown={SHOWN}
      columns={[
        {
          title: 'Feature',
          class: 'notes',
          cell: ({ name, description }) => (
            <>
              <a href={linkTo('features', name)} title="Its distribution by outcome">
                {description}
              </a>
              <div>
                <code class="muted">{name}</code>
              </div>
            </>
          ),
        },
        { title: 'Unit', cell: ({ unit }) => unitInWords(unit) || undefined },
        { title: 'Statistic', cell: ({ statistic }) => statistic },
        { title: 'Window', cell: ({ window }) => unbroken(window) },
        {
          title: 'Known',
          class: ({ knownWhen }) => (knownWhen === 'discharge' ? 'bad' : undefined),
          cell: ({ knownWhen }) => KNOWN[knownWhen],
        },
        {
          title: 'Sets',
          cell: ({ sets }) => (sets.length === 0 ? 'none: a baseline' : sets.join(', ')),
        },
        { title: 'Source: tables and items', class: 'notes', cell: ({ source }) => source },
      ]}
    />
  )
}

/** An interval with its unit stands in one line: `[−6, 24] h`. */
function unbroken(window: string): string {
  return window.replaceAll(/[[(][^\])]*[\])] h/g, interval => interval.replaceAll(' ', '\u00A0'))
}

/** All that can be searched for, in one text. */
function wordsOf(feature: Feature): string {
  const { name, description, unit, statistic, window, knownWhen, sets, source } = feature
  const parts = [name, description, unitInWords(unit), statistic, window, KNOWN[knownWhen]]
  return [...parts, ...sets, source].join(' ').toLowerCase()
}
