import { useState } from 'preact/hooks'
import { setTheme, THEMES, theme } from './theme.ts'

const TITLES = { system: 'As the system', light: 'Light', dark: 'Dark' }

export function ThemeChoice() {
  const [chosen, choose] = useState(theme())
  return (
    <select
      class="theme"
      aria-label="Light or dark"
      value={chosen}
      onChange={event => {
        const wanted = THEMES.find(known => known === event.currentTarget.value) ?? 'system'
        setTheme(wanted)
        choose(wanted)
      }}
    >
      {THEMES.map(known => (
        <option key={known} value={known}>
          {TITLES[known]}
        </option>
      ))}
    </select>
  )
}
