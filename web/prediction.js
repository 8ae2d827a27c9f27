import { element, replace } from './element.js'
import { figure, percent, unitInWords } from './format.js'

/** Draws one prediction: the risk, what moved it, and what to be aware of. */
export function showPrediction(result, prediction, model, card) {
  const { probability, threshold, label, risk, warnings } = prediction
  result.hidden = false
  replace(
    result,
    element('h3', { class: 'hidden' }, 'Result'),
    element(
      'p',
      { class: 'risk' },
      element('span', { class: `figure ${risk}` }, percent(probability)),
      element('span', {}, `risk of dying in hospital: ${risk}`),
    ),
    element(
      'p',
      {},
      `${label === 1 ? 'At or above' : 'Below'} the threshold of ${percent(threshold)}. Model ${model.version}.`,
    ),
    element('p', { class: 'warn' }, 'A research figure, not for clinical use.'),
    contributionsPart(prediction, card),
    warnings.length > 0 &&
      element(
        'div',
        {},
        element('h4', {}, 'To be aware of'),
        element(
          'ul',
          { class: 'findings' },
          warnings.map(({ code, message }) =>
            element('li', { class: code !== 'missing' && 'warn' }, message),
          ),
        ),
      ),
  )
  result.focus()
}

const SHOWN = 15

function contributionsPart({ contributions, baseValue }, card) {
  const known = new Map(card.features.map(feature => [feature.name, feature]))
  const largest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)), 1e-9)
  const shown = contributions.slice(0, SHOWN)
  const rest = contributions.slice(SHOWN).reduce((sum, { contribution }) => sum + contribution, 0)
  return element(
    'div',
    {},
    element('h4', {}, 'What moved it, in log-odds'),
    element(
      'ul',
      { class: 'contributions' },
      shown.map(({ feature, value, contribution }) =>
        contributionRow(nameOf(known.get(feature), feature, value), contribution, largest),
      ),
      contributions.length > SHOWN &&
        contributionRow(
          `${contributions.length - SHOWN} other inputs`,
          rest,
          Math.max(largest, Math.abs(rest)),
        ),
    ),
    element(
      'p',
      { class: 'muted' },
      `From a base of ${signed(baseValue)}. To the right: raises the risk; to the left: lowers it.`,
    ),
  )
}

function nameOf(feature, name, value) {
  return `${feature?.description ?? name}: ${valueInWords(feature, value)}`
}

function valueInWords(feature, value) {
  if (value === null) return 'missing'
  if (feature?.kind === 'flag') return value === 1 ? 'yes' : 'no'
  return `${figure(value)} ${unitInWords(feature?.unit ?? null)}`.trimEnd()
}

function contributionRow(text, contribution, largest) {
  const bar = element('span', { class: contribution > 0 ? 'push up' : 'push down' })
  bar.style.width = `${(Math.abs(contribution) / largest) * 50}%`
  return element(
    'li',
    {},
    element('span', { class: 'name' }, text),
    element('span', { class: 'track', 'aria-hidden': 'true' }, bar),
    element('span', { class: 'number' }, signed(contribution)),
  )
}

function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}
