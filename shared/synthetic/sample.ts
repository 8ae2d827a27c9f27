import type { Random } from '../random.ts'
import { ANALYTES, type AnalyteName } from './analytes.ts'
import type { Stay } from './patient.ts'
import { mapAnalytes } from './physiology.ts'

/**
 * What one blood sample holds, in the units of `ANALYTES`, before the analyser's limits and rounding. What chemistry
 * ties together is tied: the anion gap closes the balance of charges, the pH follows from carbon dioxide and
 * bicarbonate, the saturation from the oxygen pressure, haemoglobin goes with haematocrit and the PT with its ratio. What is not
 * measured is NaN: PEEP of who is not ventilated.
 */
export function drawSample(
  random: Random,
  { course }: Stay,
): Readonly<Record<AnalyteName, number>> {
  const isSupported = course.ventilation !== undefined || course.mask !== undefined
  const values = mapAnalytes(name => {
    const { origin } = ANALYTES[name]
    if (origin.scale === 'follows') return Number.NaN
    const level = course.labs[name]
    const scatter = origin.withinStay * random.normal()
    return origin.scale === 'log' ? level * Math.exp(scatter) : level + scatter
  })
  // on room air there is less oxygen
  if (!isSupported) values.pO2 *= 0.75
  const { sodium, potassium, bicarbonate, anionGap, hematocrit, inr, pCO2, pO2 } = values
  values.chloride = sodium + potassium - bicarbonate - anionGap
  values.hemoglobin = hematocrit / 2.95 + 0.15 * random.normal()
  values.pt = 11.4 * inr + 0.3 * random.normal()

  // Henderson and Hasselbalch; Siggaard-Andersen (Van Slyke, haemoglobin left out); Severinghaus 1979
  const carbonDioxide = Math.max(10, pCO2)
  values.pH = 6.1 + Math.log(Math.max(3, bicarbonate) / (0.0301 * carbonDioxide)) / Math.LN10
  values.baseExcess = 0.93 * (bicarbonate - 24.4 + 14.8 * (values.pH - 7.4))
  values.oxygenSaturation = 100 / (23_400 / (pO2 * pO2 * pO2 + 150 * pO2) + 1)
  const peep = course.peep + Math.round(0.6 * random.normal())
  if (course.ventilation !== undefined) values.peep = peep
  values.oxygenFraction = 100 * (isSupported ? course.fio2 : 0.21)
  return values
}
