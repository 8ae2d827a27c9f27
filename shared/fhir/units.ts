import type { Quantity } from './resources.ts'

/** From a value in a UCUM unit to the concept's unit: `factor` · x + `offset`. */
interface UnitConversion {
  readonly factor: number
  readonly offset: number
}

const UCUM = 'http://unitsofmeasure.org'

const times = (factor: number): UnitConversion => ({ factor, offset: 0 })
const same = times(1)

/** Molar masses in g/mol, of standard atomic weights (PubChem). */
const MOLAR_MASS = {
  glucose: 180.156,
  creatinine: 113.12,
  bilirubin: 584.7,
  /** The two nitrogen atoms of a molecule of urea: what "urea nitrogen" weighs. */
  ureaNitrogen: 28.014,
  lactate: 90.08,
  /** A quarter of the tetramer, as laboratories report mmol/L (NPU, IFCC). */
  hemoglobin: 16114.5,
} as const

/** Per mmol/L of a substance, in mg/dL. */
const milligrams = (molarMass: number): UnitConversion => times(molarMass / 10)
/** Per µmol/L of a substance, in mg/dL. */
const micromoles = (molarMass: number): UnitConversion => times(molarMass / 10_000)

const perMinute = { '/min': same, '{beats}/min': same, '{breaths}/min': same }
const pressure = { 'mm[Hg]': same, kPa: times(7.50062) }
const percent = { '%': same, '1': times(100), '{ratio}': times(100), 'L/L': times(100) }
const electrolyte = { 'mmol/L': same, 'meq/L': same }
const cells = {
  '10*3/uL': same,
  '10*9/L': same,
  '10*3/mm3': same,
  '/uL': times(0.001),
  '/mm3': times(0.001),
}
const seconds = { s: same }
const points = { '{score}': same, '1': same }

/**
 * The UCUM units that each concept is taken in, with the way to its own unit (`CONCEPTS`, or the feature catalogue for
 * `gcs` and `urine_output`). A unit that is not named is refused: a guess could be wrong by a factor of 18.
 */
const UNITS: Readonly<Record<string, Readonly<Record<string, UnitConversion>>>> = {
  heart_rate: perMinute,
  resp_rate: perMinute,
  sbp: pressure,
  dbp: pressure,
  mbp: pressure,
  temp_c: {
    Cel: same,
    '[degF]': { factor: 5 / 9, offset: -160 / 9 },
    K: { factor: 1, offset: -273.15 },
  },
  spo2: percent,
  fio2: percent,
  gcs: points,
  gcs_eye: points,
  gcs_verbal: points,
  gcs_motor: points,
  height: { cm: same, m: times(100), '[in_i]': times(2.54) },
  weight: { kg: same, g: times(0.001), '[lb_av]': times(0.45359237) },
  urine_output: { mL: same, L: times(1000) },
  glucose_lab: { 'mg/dL': same, 'mmol/L': milligrams(MOLAR_MASS.glucose) },
  glucose_chart: { 'mg/dL': same, 'mmol/L': milligrams(MOLAR_MASS.glucose) },
  creatinine: { 'mg/dL': same, 'umol/L': micromoles(MOLAR_MASS.creatinine) },
  bilirubin: { 'mg/dL': same, 'umol/L': micromoles(MOLAR_MASS.bilirubin) },
  bun: { 'mg/dL': same, 'mmol/L': milligrams(MOLAR_MASS.ureaNitrogen) },
  lactate: { 'mmol/L': same, 'mg/dL': times(10 / MOLAR_MASS.lactate) },
  sodium: electrolyte,
  potassium: electrolyte,
  chloride: electrolyte,
  bicarbonate: electrolyte,
  anion_gap: electrolyte,
  ph: { '[pH]': same, '1': same },
  pao2: pressure,
  paco2: pressure,
  base_excess: electrolyte,
  so2: percent,
  albumin: { 'g/dL': same, 'g/L': times(0.1) },
  hemoglobin: { 'g/dL': same, 'g/L': times(0.1), 'mmol/L': times(MOLAR_MASS.hemoglobin / 10_000) },
  hematocrit: percent,
  wbc: cells,
  platelet: cells,
  inr: { '{INR}': same, '1': same, '{ratio}': same },
  pt: seconds,
  ptt: seconds,
}

/** How people write units where a Quantity has no UCUM code, in lower case. */
const SPELLINGS: Readonly<Record<string, string>> = {
  bpm: '/min',
  'beats/min': '/min',
  'beats/minute': '/min',
  'breaths/min': '/min',
  'breaths/minute': '/min',
  mmhg: 'mm[Hg]',
  'mm hg': 'mm[Hg]',
  ph: '[pH]',
  '°c': 'Cel',
  degc: 'Cel',
  '°f': '[degF]',
  degf: '[degF]',
  ml: 'mL',
  'mg/dl': 'mg/dL',
  'g/dl': 'g/dL',
  'mmol/l': 'mmol/L',
  'umol/l': 'umol/L',
  'µmol/l': 'umol/L',
  'meq/l': 'meq/L',
  'k/ul': '10*3/uL',
  'x10^9/l': '10*9/L',
}

/**
 * The value of a Quantity in the concept's unit, to 6 decimals as gold keeps readings; undefined where its unit is
 * unknown for the concept. A number without any unit is taken where there is none to name: of scores, and of pH.
 */
export function inConceptUnit(
  concept: string,
  value: number,
  { system, code, unit }: Pick<Quantity, 'system' | 'code' | 'unit'>,
): number | undefined {
  if (system !== undefined && system !== UCUM) return undefined
  const known = UNITS[concept] ?? {}
  const named = code ?? (unit === undefined ? '1' : (SPELLINGS[unit.toLowerCase()] ?? unit))
  const isNamed = code !== undefined || unit !== undefined
  const hasNone = known['{score}'] !== undefined || known['[pH]'] !== undefined
  const conversion = (isNamed || hasNone) && Object.hasOwn(known, named) ? known[named] : undefined
  if (conversion === undefined) return undefined
  return Math.round((conversion.factor * value + conversion.offset) * 1e6) / 1e6
}
