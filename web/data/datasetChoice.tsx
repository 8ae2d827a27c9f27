import { linkTo } from '../shell/route.ts'

/** Links to each dataset of a view; none where there is no choice. */
export function DatasetChoice(props: {
  readonly view: string
  readonly names: readonly string[]
  readonly chosen: string
}) {
  const { view, names, chosen } = props
  if (names.length < 2) return null
  return (
    <nav class="choice" aria-label="Dataset">
      {names.map(name => (
        <a key={name} href={linkTo(view, name)} aria-current={name === chosen ? 'true' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
