import type { Reading, RefusedReading } from './readings.ts'

/**
 * Of the oxygen pressures those of arterial blood, as gold counts no others: by their own code, or by that of another
 * value of the same moment (a pH of arterial blood), unless a venous gas was taken then as well. The others are refused.
 */
export function arterialGases(readings: readonly Reading[]): {
  readonly pressures: readonly Reading[]
  readonly refused: readonly RefusedReading[]
} {
  const momentsOf = (specimen: Reading['specimen']) =>
    new Set(readings.filter(reading => reading.specimen === specimen).map(({ moment }) => moment))
  const [arterial, venous] = [momentsOf('arterial'), momentsOf('venous')]
  const isArterial = ({ specimen, moment }: Reading) =>
    specimen === 'arterial' || (arterial.has(moment) && !venous.has(moment))

  const pressures = readings.filter(({ concept }) => concept === 'pao2')
  return {
    pressures: pressures.filter(isArterial),
    refused: pressures
      .filter(reading => !isArterial(reading))
      .map(({ concept }) => ({ concept, reason: 'specimen' })),
  }
}
