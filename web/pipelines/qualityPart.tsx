import { Details } from '../components/details.tsx'
import { Findings } from '../components/notice.tsx'
import { pendingInWords, useQuality } from '../data/useQuality.ts'
import { counted } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Pipeline } from './answers.ts'

const SHOWN = 5

/** What the promotions have found in the data, the hard findings first. */
export function QualityPart({ pipeline }: { readonly pipeline: Pipeline }) {
  const { dataset, tables } = pipeline
  const promoted = Object.values(tables).filter(({ state }) => state === 'promoted').length
  const quality = useQuality(dataset, promoted).value
  if (quality === undefined || quality.findings.length === 0) return null
  const { findings } = quality
  const pending = pendingInWords(quality)
  const hard = findings.filter(({ severity }) => severity === 'hard')
  const soft = findings.filter(({ severity }) => severity !== 'hard')
  return (
    <Details
      id={`quality-${dataset}`}
      isOpen={hard.length > 0}
      summary={`Quality: ${counted(hard.length, 'hard finding')}, ${counted(soft.length, 'soft finding')}`}
    >
      {() => (
        <>
          <Findings
            findings={[...hard, ...soft].slice(0, SHOWN).map(({ table, text, severity }) => ({
              title: table,
              text,
              isBad: severity === 'hard',
            }))}
          />
          {pending !== undefined && <p class="muted">{pending}</p>}
          <p>
            <a href={linkTo('data', dataset)}>All of the quality report</a>
          </p>
        </>
      )}
    </Details>
  )
}
