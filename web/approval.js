import { ApiError, post } from './api.js'
import { element, replace } from './element.js'
import { time } from './format.js'

/** What someone has typed, by the version it is about: the page is drawn again meanwhile. */
const drafts = new Map()

/** Asks a person to decide on the version that waits; the next look at the pipeline shows what came of it. */
export function approvalForm(dataset, { version, until, reason }) {
  const draft = drafts.get(version) ?? { by: '', why: '' }
  drafts.set(version, draft)
  const said = element('p', { role: 'status' })
  const by = field(`by-${version}`, 'Who decides', draft, 'by')
  const why = field(`why-${version}`, 'Why', draft, 'why')
  const form = element(
    'form',
    { class: 'notice approval', 'aria-label': `Decision on version ${version}` },
    element(
      'p',
      {},
      element('b', {}, 'A person has to decide. '),
      'Version ',
      element('a', { href: `#/models/${version}` }, version),
      ` waits until ${time(until)}; then the champion stays. ${reason}`,
    ),
    element('div', { class: 'fields' }, by, why),
    element(
      'div',
      { class: 'row' },
      element('button', { class: 'primary', value: 'promote' }, 'Let it serve'),
      element('button', { value: 'keep' }, 'Keep the champion'),
    ),
    said,
  )
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const decision = event.submitter?.value ?? 'keep'
    const body = { by: draft.by, reason: draft.why, decision, version }
    replace(said, await send(dataset, body))
  })
  return form
}

async function send(dataset, body) {
  try {
    await post(`pipelines/${dataset}/approve`, body)
    drafts.delete(body.version)
    return body.decision === 'promote' ? 'Taken: it will serve.' : 'Taken: the champion stays.'
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const fields = error.errors.map(({ pointer, message }) => `${pointer} ${message}`)
    return [error.message, ...fields].join(' ')
  }
}

function field(id, title, draft, key) {
  const input = element('input', { id, required: '', value: draft[key] })
  input.addEventListener('input', () => {
    draft[key] = input.value
  })
  return element('div', { class: 'field' }, element('label', { for: id }, title), input)
}
