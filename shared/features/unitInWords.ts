/** Units of the catalogue that no clinician reads as what they are. */
const WORDS: Readonly<Record<string, string>> = {
  a: 'years',
  d: 'days',
  h: 'hours',
  'insp/min': 'breaths/min',
}

/** A unit of the catalogue as it is said at the bedside; UCUM's `1`, of what has no unit, and null say nothing: ''. */
export function unitInWords(unit: string | null): string {
  if (unit === null || unit === '1') return ''
  return WORDS[unit] ?? unit
}
