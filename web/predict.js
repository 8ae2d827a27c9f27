import { get, post } from './api.js'
import { element, replace } from './element.js'
import { figure, unitInWords } from './format.js'
import { showPrediction } from './prediction.js'

const GROUPS = [
  ['admission', 'Patient and admission'],
  ['vitals', 'Vital signs'],
  ['neuro', 'Neurological'],
  ['labs', 'Laboratory'],
  ['treatments', 'Treatments and output'],
  ['history', 'Earlier illnesses'],
]

/** A form of the champion's inputs, grouped as a chart is; what is left empty is missing, and said to be. */
export async function predictView(main, _rest, opened) {
  const { champion } = await get('models')
  if (opened.closed) return
  if (champion === null) {
    replace(main, element('h2', { class: 'hidden' }, 'Predict'), nothingYet())
    return
  }
  const card = await get('models/champion')
  const catalogue = await get('features').catch(() => ({ features: [] }))
  if (opened.closed) return

  const sources = new Map(catalogue.features.map(({ name, source }) => [name, source]))
  const result = element('section', {
    class: 'card result',
    'aria-label': 'Result',
    tabindex: '-1',
  })
  result.hidden = true
  const form = formOf(card, sources)
  form.addEventListener('submit', async event => {
    event.preventDefault()
    await predict(form, card, result)
  })
  form.addEventListener('reset', () => {
    clearErrors(form)
    result.hidden = true
  })
  form.querySelector('#example')?.addEventListener('click', () => fillExample(form, card.features))
  replace(main, element('h2', { class: 'hidden' }, 'Predict'), form, result)
}

function nothingYet() {
  return element(
    'section',
    { class: 'card' },
    element('h3', {}, 'There is no champion yet'),
    element(
      'p',
      {},
      'As soon as a training run has published a model, patients can be scored here. See ',
      element('a', { href: '#/pipelines' }, 'Pipelines'),
      '.',
    ),
  )
}

function formOf(card, sources) {
  const groups = grouped(card.features, feature => groupOf(feature, sources))
  return element(
    'form',
    { class: 'card', novalidate: '' },
    element('h3', {}, 'A patient, 24 hours after ICU admission'),
    element(
      'p',
      { class: 'muted' },
      'What is left empty counts as missing and is filled as in training. Model ',
      element('a', { href: `#/models/${card.version}` }, card.version),
      ` (${card.family}).`,
    ),
    element('div', { class: 'errors', role: 'alert' }),
    GROUPS.filter(([key]) => groups.has(key)).map(([key, title], index) => {
      const features = groups.get(key)
      return element(
        'details',
        {
          class: 'group',
          id: `group-${key}`,
          open: features.length <= 24 || index === 0 ? '' : undefined,
        },
        element('summary', {}, `${title} (${features.length})`),
        element('div', { class: 'fields' }, features.map(field)),
      )
    }),
    element(
      'div',
      { class: 'row actions' },
      element('button', { class: 'primary' }, 'Predict'),
      element('button', { type: 'button', id: 'example' }, 'Example values'),
      element('button', { type: 'reset' }, 'Clear'),
    ),
  )
}

function grouped(items, keyOf) {
  const groups = new Map()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}

function groupOf({ name, knownWhen }, sources) {
  const source = sources.get(name) ?? ''
  if (name.startsWith('prior_')) return 'history'
  if (name.startsWith('gcs')) return 'neuro'
  if (knownWhen === 'icu-admission') return 'admission'
  if (name.endsWith('_any')) return 'treatments'
  if (source.startsWith('LABEVENTS')) return 'labs'
  if (source.startsWith('CHARTEVENTS')) return 'vitals'
  return 'treatments'
}

function field(feature) {
  const { name, description, unit } = feature
  const id = `input-${name}`
  const hint = hintOf(feature)
  return element(
    'div',
    { class: 'field' },
    element(
      'label',
      { for: id },
      description,
      unitInWords(unit) && element('span', { class: 'unit' }, ` ${unitInWords(unit)}`),
    ),
    control(feature, id, hint && `${id}-hint`),
    hint && element('span', { class: 'hint', id: `${id}-hint` }, hint),
    element('span', { class: 'error', id: `${id}-error` }),
  )
}

function control({ name, kind, levels }, id, hint) {
  const attributes = { id, name, 'aria-describedby': hint }
  if (kind === 'flag')
    return select(attributes, [
      ['1', 'yes'],
      ['0', 'no'],
    ])
  if (kind === 'category' && levels)
    return select(
      attributes,
      levels.map(level => [level, level]),
    )
  if (kind === 'category')
    return element('input', { ...attributes, type: 'text', autocomplete: 'off' })
  return element('input', {
    ...attributes,
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
  })
}

function select(attributes, options) {
  return element(
    'select',
    attributes,
    element('option', { value: '' }, 'unknown'),
    options.map(([value, text]) => element('option', { value }, text)),
  )
}

function hintOf({ kind, training: { low, high } }) {
  if (kind !== 'number' || low === undefined || high === undefined) return undefined
  return `training: ${figure(low)} to ${figure(high)}`
}

/** Typical first days of an adult in intensive care, where training fills nothing in: OASIS counts it as normal. */
const TYPICAL = {
  age: 66,
  pre_icu_hours: 6,
  gcs_min: 14,
  heart_rate_min: 71,
  heart_rate_max: 105,
  mbp_min: 57,
  mbp_max: 104,
  resp_rate_min: 12,
  resp_rate_max: 27,
  temp_c_min: 36.1,
  temp_c_max: 37.5,
  urine_output_sum: 1700,
  mech_vent_any: 0,
  elective_surgery: 0,
}

/** A typical patient: what fills a gap in training. What most patients have no value of stays empty, as it mostly is. */
function fillExample(form, features) {
  for (const feature of features) {
    const { name, training } = feature
    const input = form.elements.namedItem(name)
    const value = training.fill ?? TYPICAL[name]
    if (input === null) continue
    input.value = training.missing > 0.5 || value === undefined ? '' : asCharted(feature, value)
  }
}

/** Points, years and counts are whole numbers, though their mean is none. */
function asCharted({ unit }, value) {
  if (typeof value !== 'number') return value
  const isWhole = unit === 'points' || unit === 'a' || unit === null
  return isWhole ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

async function predict(form, card, result) {
  clearErrors(form)
  const button = form.querySelector('button.primary')
  button.disabled = true
  try {
    const { model, predictions } = await post('predict', {
      features: valuesOf(form, card.features),
    })
    showPrediction(result, predictions[0], model, card)
  } catch (error) {
    showErrors(form, error)
    result.hidden = true
  } finally {
    button.disabled = false
  }
}

/** What is no number is sent as it was typed: the server says what is wrong with it. */
function valuesOf(form, features) {
  const values = {}
  for (const { name, kind } of features) {
    const text = form.elements.namedItem(name)?.value.trim() ?? ''
    if (text === '') continue
    const number = Number(text.replace(',', '.'))
    values[name] = kind === 'category' || Number.isNaN(number) ? text : number
  }
  return values
}

function showErrors(form, error) {
  const errors = error.errors ?? []
  for (const { pointer, message } of errors) {
    const input = form.elements.namedItem(pointer.split('/').at(-1))
    if (!(input instanceof Element)) continue
    input.setAttribute('aria-invalid', 'true')
    input.setAttribute('aria-errormessage', `${input.id}-error`)
    form.querySelector(`#${CSS.escape(`${input.id}-error`)}`).textContent = message
    input.closest('details').open = true
  }
  const marked = form.querySelectorAll('[aria-invalid]').length
  replace(
    form.querySelector('.errors'),
    element(
      'p',
      { class: 'notice' },
      marked > 0
        ? `Not scored: ${marked === 1 ? 'one value' : `${marked} values`} to correct, marked below.`
        : `${error.message} ${error.remedy ?? ''}`,
    ),
  )
  form.querySelector('[aria-invalid]')?.focus()
}

function clearErrors(form) {
  form.querySelector('.errors').replaceChildren()
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid')
    input.removeAttribute('aria-errormessage')
  }
  for (const place of form.querySelectorAll('.error')) place.textContent = ''
}
