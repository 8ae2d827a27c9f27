import { useEffect, useRef, useState } from 'preact/hooks'
import { functionKey, isKeyWanted, onKeyChange } from '../api/key.ts'
import { ErrorBoundary } from './errorBoundary.tsx'
import { Health } from './health.tsx'
import { KeyForm } from './keyForm.tsx'
import { linkTo, useRoute } from './route.ts'
import { ThemeChoice } from './themeChoice.tsx'
import { VIEWS, viewNamed } from './views.ts'

/** The page: header and navigation, the view that the address names, and how the app is. */
export function App() {
  const route = useRoute()
  const key = useFunctionKey()
  const view = viewNamed(route.view)
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)

  // who moved by a link reads on where the view begins
  useEffect(() => {
    document.title = `${view.title} · In-hospital mortality`
    if (!isFirst.current) main.current?.focus({ preventScroll: true })
    isFirst.current = false
  }, [view, route])

  const View = view.component
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={event => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to the content
      </a>
      <header class="top">
        <div class="top-inner">
          <p class="brand">
            <b>In-hospital mortality</b>
            <span>24 hours after ICU admission</span>
          </p>
          <nav aria-label="Sections">
            {VIEWS.map(({ name, title }) => (
              <a
                key={name}
                href={linkTo(name)}
                aria-current={name === view.name ? 'page' : undefined}
              >
                {title}
              </a>
            ))}
          </nav>
          <ThemeChoice />
        </div>
      </header>
      <p class="research" role="note">
        <b>Research tool.</b> Not validated, and not for clinical use: no decision about a patient
        may rest on it.
      </p>
      <main id="main" tabIndex={-1} ref={main}>
        <h1 class="hidden">{view.title}</h1>
        {key.isWanted ? (
          <KeyForm isRefused={key.value !== null} />
        ) : (
          <ErrorBoundary key={`${view.name} ${key.value}`}>
            <View rest={route.rest} />
          </ErrorBoundary>
        )}
      </main>
      <Health />
    </>
  )
}

interface KeyState {
  readonly value: string | null
  readonly isWanted: boolean
}

function keyNow(): KeyState {
  return { value: functionKey(), isWanted: isKeyWanted() }
}

/** The function key, and whether one is wanted, as they change. */
function useFunctionKey(): KeyState {
  const [known, setKnown] = useState(keyNow)
  useEffect(() => onKeyChange(() => setKnown(keyNow())), [])
  return known
}
