import { ApiError, get, hasKey, setKey } from './api.js'
import { dataView } from './data.js'
import { element, replace } from './element.js'
import { featuresView } from './features.js'
import { modelsView } from './models.js'
import { pipelinesView } from './pipelines.js'
import { predictView } from './predict.js'

/**
 * A view draws itself into `main` and answers how to stop: `show(main, rest)` where `rest` is what follows its name in
 * the address, `#/models/<version>`.
 */
const VIEWS = {
  pipelines: { title: 'Pipelines', show: pipelinesView },
  data: { title: 'Data', show: dataView },
  features: { title: 'Features', show: featuresView },
  models: { title: 'Models', show: modelsView },
  predict: { title: 'Predict', show: predictView },
}

const main = document.querySelector('main')
let stop = () => {}

async function open(moved) {
  stop()
  const [name = '', rest = ''] = location.hash.replace(/^#\//, '').split('/')
  const view = VIEWS[name] ?? VIEWS.pipelines
  document.title = `${view.title} · In-hospital mortality`
  for (const link of document.querySelectorAll('nav a')) {
    if (link.textContent === view.title) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }

  // each opening has its own switch, so that an answer that comes late draws into no other view
  const opened = { closed: false }
  stop = () => {
    opened.closed = true
  }
  replace(main, element('p', { class: 'muted' }, 'Loading…'))
  await view.show(main, rest, opened).catch(error => showError(error, opened))
  if (moved && !opened.closed) main.focus()
}

function showError(error, opened) {
  if (opened.closed) return
  const needsKey = error instanceof ApiError && error.status === 401
  replace(main, needsKey ? keyForm() : problem(error))
}

function problem(error) {
  const retry = element('button', { type: 'button' }, 'Try again')
  retry.addEventListener('click', () => void open(false))
  return element(
    'section',
    { class: 'card problem', role: 'alert' },
    element('h3', {}, error.title ?? 'Something went wrong'),
    element('p', {}, error.message),
    error.remedy && element('p', { class: 'muted' }, error.remedy),
    retry,
  )
}

/** Asked for only where the host wants a key; kept until the tab is closed. */
function keyForm() {
  const input = element('input', { type: 'password', id: 'key', autocomplete: 'off', required: '' })
  const form = element(
    'form',
    { class: 'card' },
    element('h3', {}, hasKey() ? 'The key was not accepted' : 'This app asks for a key'),
    element('label', { for: 'key' }, 'Function key'),
    element('div', { class: 'row' }, input, element('button', {}, 'Use it')),
    element('p', { class: 'muted' }, 'Kept in this tab only, until it is closed.'),
  )
  form.addEventListener('submit', event => {
    event.preventDefault()
    setKey(input.value)
    void open(false)
  })
  return form
}

async function showHealth() {
  const footer = document.querySelector('#footer')
  try {
    const { status, versions, storage, predictionLog } = await get('health')
    const dropped =
      predictionLog.dropped > 0 ? `, ${predictionLog.dropped} log entries dropped` : ''
    replace(
      footer,
      element('span', {}, `App ${versions.app}, Node ${versions.node}, storage ${storage}`),
      status === 'degraded' && element('strong', {}, ` · degraded${dropped}`),
      ' · ',
      element('a', { href: '/api/openapi.json' }, 'API description'),
    )
  } catch {
    replace(footer, element('strong', {}, 'The app does not answer.'))
  }
}

addEventListener('hashchange', () => void open(true))
setInterval(() => void showHealth(), 15_000)
void showHealth()
await open(false)
