/**
 * Makes an element. Text is always text, never markup; children that are false, null or undefined are left out.
 *
 * @example element('p', { class: 'muted' }, 'Rows: ', element('b', {}, '12'))
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value)
  }
  made.append(...children.flat().filter(isShown))
  return made
}

/** Puts new content in place of the old; parts that were folded open, and the focus, stay as they were. */
export function replace(parent, ...children) {
  const open = new Set([...parent.querySelectorAll('details[open][id]')].map(({ id }) => id))
  const closed = new Set(
    [...parent.querySelectorAll('details:not([open])[id]')].map(({ id }) => id),
  )
  const focused = parent.contains(document.activeElement) ? document.activeElement : null
  const focusedId = focused?.id || focused?.closest('details[id]')?.id

  parent.replaceChildren(...children.flat().filter(isShown))

  for (const part of parent.querySelectorAll('details[id]')) {
    if (open.has(part.id)) part.open = true
    if (closed.has(part.id)) part.open = false
  }
  if (focused === null || !focusedId) return
  const again = document.getElementById(focusedId)
  const target = again?.tagName === 'DETAILS' ? again.querySelector('summary') : again
  target?.focus({ preventScroll: true })
}

export function table(caption, headings, rows) {
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { class: 'hidden' }, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          headings.map(({ text, number }) => heading(text, number)),
        ),
      ),
      element('tbody', {}, rows),
    ),
  )
}

function heading(text, number) {
  return element('th', { scope: 'col', class: number && 'number' }, text)
}

export function cell(content, kind) {
  return element('td', { class: kind }, content ?? '–')
}

function isShown(child) {
  return child !== undefined && child !== null && child !== false && child !== ''
}
