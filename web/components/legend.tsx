/** What the colours of a plot mean; each is named in words. */
export function Legend(props: {
  readonly items: readonly { readonly label: string; readonly colour: string }[]
}) {
  return (
    <ul class="legend">
      {props.items.map(({ label, colour }) => (
        <li key={label}>
          <span class="swatch" aria-hidden="true" style={{ background: colour }} />
          {label}
        </li>
      ))}
    </ul>
  )
}
