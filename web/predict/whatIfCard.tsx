import { useMemo, useState } from 'preact/hooks'
import { inSentences } from '../api/problem.ts'
import { Card } from '../components/card.tsx'
import { Field } from '../components/field.tsx'
import { Notice } from '../components/notice.tsx'
import { percent } from '../format.ts'
import type { Asked, Champion, Prediction } from './answers.ts'
import { type Input, type PatientValues, valuesSent } from './patientValues.ts'
import { markOf, RiskFigure } from './riskFigure.tsx'
import { useRescored } from './useRescored.ts'
import { WhatIfInput } from './whatIfInput.tsx'

/** Inputs that are offered at first: those that moved the risk most, if so many did. */
const OFFERED = 6

/** What the risk would be with other values: it is scored again as a slider moves, old and new beside each other. */
export function WhatIfCard(props: { readonly asked: Asked; readonly card: Champion }) {
  const { asked, card } = props
  const [changes, setChanges] = useState<PatientValues>({})
  const [added, setAdded] = useState<readonly string[]>([])
  const byName = useMemo(() => new Map(card.features.map(input => [input.name, input])), [card])
  const offered = useMemo(() => {
    const moved = asked.prediction.contributions.map(({ feature }) => feature)
    const names = new Set([...moved.filter(name => byName.has(name)), ...byName.keys()])
    return [...names].slice(0, OFFERED)
  }, [asked, byName])

  const isChanged = Object.keys(changes).length > 0
  const sent = isChanged ? valuesSent({ ...asked.values, ...changes }, card.features) : undefined
  const { prediction, error, isBusy } = useRescored(sent)

  const change = (name: string, text: string): void => {
    const { [name]: _, ...others } = changes
    const isAsGiven = text === (asked.values[name] ?? '')
    setChanges(isAsGiven ? others : { ...others, [name]: text })
  }
  const names = [...offered, ...added.filter(name => !offered.includes(name))]
  const inputs = names.flatMap(name => byName.get(name) ?? [])
  const addable = card.features.filter(({ name }) => !names.includes(name))
  return (
    <Card title="What if">
      <p class="muted">
        How the model's answer changes with a value, all others as they were. That is no effect of a
        treatment: the model knows what went together, not what causes what.
      </p>
      <Comparison asked={asked} changed={isChanged ? prediction : undefined} isBusy={isBusy} />
      {error !== undefined && <Notice tone="bad">{inSentences(error)}</Notice>}
      <div class="what-if">
        {inputs.map(input => (
          <WhatIfInput
            key={input.name}
            input={input}
            given={asked.values[input.name] ?? ''}
            changed={changes[input.name]}
            change={text => change(input.name, text)}
          />
        ))}
      </div>
      <div class="row">
        {addable.length > 0 && (
          <AnotherInput inputs={addable} add={name => setAdded([...added, name])} />
        )}
        <button type="button" aria-disabled={!isChanged} onClick={() => setChanges({})}>
          All as given
        </button>
      </div>
    </Card>
  )
}

function Comparison(props: {
  readonly asked: Asked
  readonly changed: Prediction | undefined
  readonly isBusy: boolean
}) {
  const { asked, changed, isBusy } = props
  const marks = useMemo(
    () => [
      markOf('as given', asked.prediction, 'var(--series-6)'),
      ...(changed === undefined ? [] : [markOf('as changed', changed, 'var(--series-2)')]),
    ],
    [asked, changed],
  )
  return (
    <>
      <p class="tell" role="status" aria-busy={isBusy}>
        {changed === undefined
          ? `As given: ${percent(asked.prediction.probability)}. Move a slider.`
          : changeInWords(asked.prediction, changed)}
      </p>
      <RiskFigure title="The risk as given and as changed" marks={marks} levels={asked.levels} />
    </>
  )
}

function changeInWords(before: Prediction, after: Prediction): string {
  const points = (after.probability - before.probability) * 100
  const sign = points < 0 ? '−' : '+'
  const scores = [
    ['OASIS', before.severityScores.oasis, after.severityScores.oasis] as const,
    ['SAPS-II', before.severityScores.sapsii, after.severityScores.sapsii] as const,
  ].flatMap(([title, old, now]) =>
    old === null || now === null ? [] : [`${title} ${old.score} → ${now.score}`],
  )
  const risks = `${percent(before.probability)} (${before.risk}) → ${percent(after.probability)} (${after.risk})`
  return [`${risks}, ${sign}${Math.abs(points).toFixed(1)} points`, ...scores].join('; ')
}

function AnotherInput(props: {
  readonly inputs: readonly Input[]
  readonly add: (name: string) => void
}) {
  return (
    <Field label="Another input">
      {tied => (
        <select
          {...tied}
          value=""
          onChange={event => {
            props.add(event.currentTarget.value)
            event.currentTarget.value = ''
          }}
        >
          <option value="">choose …</option>
          {props.inputs.map(({ name, description }) => (
            <option key={name} value={name}>
              {description}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
