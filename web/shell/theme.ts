/** Light or dark as the system has it, or as the reader wants it. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const THEME = 'theme'

export function theme(): Theme {
  const stored = localStorage.getItem(THEME)
  return THEMES.find(known => known === stored) ?? 'system'
}

export function setTheme(wanted: Theme): void {
  localStorage.setItem(THEME, wanted)
  applyTheme()
}

/** The tokens follow `color-scheme`, which follows this attribute. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme()
}
