import { useState } from 'preact/hooks'
import { download } from '../api/client.ts'
import { type ApiError, shownError } from '../api/problem.ts'
import { Refusal } from '../components/actionDialog.tsx'
import type { ModelCard } from './answers.ts'

const FILES = [
  ['model.json', 'Model (JSON)'],
  ['xgboost.json', 'Model for XGBoost (JSON)'],
  ['card.json', 'Card (JSON)'],
  ['card.md', 'Card (Markdown)'],
  ['lineage.json', 'Lineage (JSON)'],
  ['baseline.json', 'Distribution in training (JSON)'],
] as const

/** Trees have a form that XGBoost loads, too. */
const XGBOOST_FAMILIES: ReadonlySet<string> = new Set(['boosting', 'random-forest'])

/** The files of a version. They need the function key, which a plain link could not send. */
export function DownloadsPart({ card: { version, family } }: { readonly card: ModelCard }) {
  const [error, setError] = useState<ApiError>()
  const files = FILES.filter(([name]) => name !== 'xgboost.json' || XGBOOST_FAMILIES.has(family))
  const save = async (name: string): Promise<void> => {
    try {
      const blob = await download('models/{version}/files/{name}', { version, name })
      saveAs(`${version}-${name}`, blob)
      setError(undefined)
    } catch (failure) {
      setError(shownError(failure))
    }
  }
  return (
    <>
      <div class="row" role="group" aria-label="Downloads">
        <span class="muted">Download</span>
        {files.map(([name, title]) => (
          <button key={name} type="button" onClick={() => void save(name)}>
            {title}
          </button>
        ))}
      </div>
      {error !== undefined && <Refusal error={error} />}
    </>
  )
}

/** Has the browser keep bytes as a file. */
function saveAs(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // the browser has taken hold of it by the next turn
  setTimeout(() => URL.revokeObjectURL(address))
}
