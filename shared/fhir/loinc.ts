/** What a blood gas was taken of. */
export type Specimen = 'arterial' | 'venous'

/** One LOINC code, its name as LOINC has it, and what it measures here. */
export interface LoincCode {
  readonly code: string
  readonly name: string
  /** Of `CONCEPTS`, or `gcs`, `urine_output`, `mech_vent`. */
  readonly concept: string
  /** Of blood gases, where the code says it. */
  readonly specimen?: Specimen
}

/**
 * LOINC codes that are understood (loinc.org). Vital signs: those that FHIR R4's vital-signs profiles ask for, and the
 * ones for invasive and cuff pressures that monitors send. Laboratory: what MIMIC-III's D_LABITEMS gives for the items
 * of our concepts, and the usual codes of the same in moles or in plasma. Ventilator settings stand for mechanical
 * ventilation as they do in mimic-code's `ventilation_classification.sql`.
 *
 * The total carbon dioxide of basic metabolic panels is what MIMIC-III calls bicarbonate. Its anion gap counts potassium
 * (on the open demo Na + K − Cl − HCO3 to 0.1 on average), so the codes of the gap without, or that do not say, are left
 * out: they would be too low by 4. Venous pH and CO2 pressure count as any, as they do in gold.
 */
export const LOINC: readonly LoincCode[] = [
  { code: '8867-4', name: 'Heart rate', concept: 'heart_rate' },
  { code: '8480-6', name: 'Systolic blood pressure', concept: 'sbp' },
  { code: '76215-3', name: 'Invasive Systolic blood pressure', concept: 'sbp' },
  { code: '76534-7', name: 'Systolic blood pressure by Noninvasive', concept: 'sbp' },
  { code: '8462-4', name: 'Diastolic blood pressure', concept: 'dbp' },
  { code: '76213-8', name: 'Invasive Diastolic blood pressure', concept: 'dbp' },
  { code: '76535-4', name: 'Diastolic blood pressure by Noninvasive', concept: 'dbp' },
  { code: '8478-0', name: 'Mean blood pressure', concept: 'mbp' },
  { code: '76214-6', name: 'Invasive Mean blood pressure', concept: 'mbp' },
  { code: '76536-2', name: 'Mean blood pressure by Noninvasive', concept: 'mbp' },
  { code: '9279-1', name: 'Respiratory rate', concept: 'resp_rate' },
  { code: '8310-5', name: 'Body temperature', concept: 'temp_c' },
  { code: '8329-5', name: 'Body temperature - Core', concept: 'temp_c' },
  { code: '8331-1', name: 'Oral temperature', concept: 'temp_c' },
  { code: '8332-9', name: 'Rectal temperature', concept: 'temp_c' },
  {
    code: '59408-5',
    name: 'Oxygen saturation in Arterial blood by Pulse oximetry',
    concept: 'spo2',
  },
  { code: '2708-6', name: 'Oxygen saturation in Arterial blood', concept: 'spo2' },
  {
    code: '19994-3',
    name: 'Oxygen/Total gas setting [Volume Fraction] Ventilator',
    concept: 'fio2',
  },
  { code: '3150-0', name: 'Inhaled oxygen concentration', concept: 'fio2' },
  { code: '9269-2', name: 'Glasgow coma score total', concept: 'gcs' },
  { code: '9267-6', name: 'Glasgow coma score eye opening', concept: 'gcs_eye' },
  { code: '9270-0', name: 'Glasgow coma score verbal', concept: 'gcs_verbal' },
  { code: '9268-4', name: 'Glasgow coma score motor', concept: 'gcs_motor' },
  { code: '8302-2', name: 'Body height', concept: 'height' },
  { code: '29463-7', name: 'Body weight', concept: 'weight' },
  { code: '9187-6', name: 'Urine output', concept: 'urine_output' },
  { code: '20124-4', name: 'Ventilation mode Ventilator', concept: 'mech_vent' },
  {
    code: '19835-8',
    name: 'Breath rate setting Ventilator synchronized intermittent mandatory',
    concept: 'mech_vent',
  },
  { code: '20112-9', name: 'Tidal volume setting Ventilator', concept: 'mech_vent' },
  {
    code: '20077-4',
    name: 'Positive end expiratory pressure setting Ventilator',
    concept: 'mech_vent',
  },
  { code: '76248-4', name: 'PEEP Respiratory system --on ventilator', concept: 'mech_vent' },
  { code: '2160-0', name: 'Creatinine [Mass/volume] in Serum or Plasma', concept: 'creatinine' },
  { code: '14682-9', name: 'Creatinine [Moles/volume] in Serum or Plasma', concept: 'creatinine' },
  { code: '3094-0', name: 'Urea nitrogen [Mass/volume] in Serum or Plasma', concept: 'bun' },
  { code: '14937-7', name: 'Urea nitrogen [Moles/volume] in Serum or Plasma', concept: 'bun' },
  { code: '2951-2', name: 'Sodium [Moles/volume] in Serum or Plasma', concept: 'sodium' },
  { code: '2947-0', name: 'Sodium [Moles/volume] in Blood', concept: 'sodium' },
  { code: '2823-3', name: 'Potassium [Moles/volume] in Serum or Plasma', concept: 'potassium' },
  { code: '6298-4', name: 'Potassium [Moles/volume] in Blood', concept: 'potassium' },
  { code: '1963-8', name: 'Bicarbonate [Moles/volume] in Serum or Plasma', concept: 'bicarbonate' },
  {
    code: '2028-9',
    name: 'Carbon dioxide, total [Moles/volume] in Serum or Plasma',
    concept: 'bicarbonate',
  },
  { code: '1863-0', name: 'Anion gap 4 in Serum or Plasma', concept: 'anion_gap' },
  { code: '2075-0', name: 'Chloride [Moles/volume] in Serum or Plasma', concept: 'chloride' },
  { code: '2069-3', name: 'Chloride [Moles/volume] in Blood', concept: 'chloride' },
  { code: '2345-7', name: 'Glucose [Mass/volume] in Serum or Plasma', concept: 'glucose_lab' },
  { code: '14749-6', name: 'Glucose [Moles/volume] in Serum or Plasma', concept: 'glucose_lab' },
  { code: '2339-0', name: 'Glucose [Mass/volume] in Blood', concept: 'glucose_lab' },
  { code: '15074-8', name: 'Glucose [Moles/volume] in Blood', concept: 'glucose_lab' },
  {
    code: '41653-7',
    name: 'Glucose [Mass/volume] in Capillary blood by Glucometer',
    concept: 'glucose_chart',
  },
  { code: '718-7', name: 'Hemoglobin [Mass/volume] in Blood', concept: 'hemoglobin' },
  { code: '59260-0', name: 'Hemoglobin [Moles/volume] in Blood', concept: 'hemoglobin' },
  {
    code: '4544-3',
    name: 'Hematocrit [Volume Fraction] of Blood by Automated count',
    concept: 'hematocrit',
  },
  { code: '20570-8', name: 'Hematocrit [Volume Fraction] of Blood', concept: 'hematocrit' },
  { code: '6690-2', name: 'Leukocytes [#/volume] in Blood by Automated count', concept: 'wbc' },
  { code: '804-5', name: 'Leukocytes [#/volume] in Blood by Manual count', concept: 'wbc' },
  { code: '26464-8', name: 'Leukocytes [#/volume] in Blood', concept: 'wbc' },
  { code: '777-3', name: 'Platelets [#/volume] in Blood by Automated count', concept: 'platelet' },
  { code: '26515-7', name: 'Platelets [#/volume] in Blood', concept: 'platelet' },
  { code: '2524-7', name: 'Lactate [Moles/volume] in Serum or Plasma', concept: 'lactate' },
  { code: '32693-4', name: 'Lactate [Moles/volume] in Blood', concept: 'lactate' },
  { code: '2518-9', name: 'Lactate [Moles/volume] in Arterial blood', concept: 'lactate' },
  {
    code: '1975-2',
    name: 'Bilirubin.total [Mass/volume] in Serum or Plasma',
    concept: 'bilirubin',
  },
  {
    code: '14631-6',
    name: 'Bilirubin.total [Moles/volume] in Serum or Plasma',
    concept: 'bilirubin',
  },
  { code: '1751-7', name: 'Albumin [Mass/volume] in Serum or Plasma', concept: 'albumin' },
  { code: '6301-6', name: 'INR in Platelet poor plasma by Coagulation assay', concept: 'inr' },
  { code: '5902-2', name: 'Prothrombin time (PT)', concept: 'pt' },
  { code: '14979-9', name: 'aPTT in Platelet poor plasma by Coagulation assay', concept: 'ptt' },
  { code: '2744-1', name: 'pH of Arterial blood', concept: 'ph', specimen: 'arterial' },
  { code: '2746-6', name: 'pH of Venous blood', concept: 'ph', specimen: 'venous' },
  { code: '11558-4', name: 'pH of Blood', concept: 'ph' },
  {
    code: '2703-7',
    name: 'Oxygen [Partial pressure] in Arterial blood',
    concept: 'pao2',
    specimen: 'arterial',
  },
  { code: '11556-8', name: 'Oxygen [Partial pressure] in Blood', concept: 'pao2' },
  {
    code: '2019-8',
    name: 'Carbon dioxide [Partial pressure] in Arterial blood',
    concept: 'paco2',
    specimen: 'arterial',
  },
  {
    code: '2021-4',
    name: 'Carbon dioxide [Partial pressure] in Venous blood',
    concept: 'paco2',
    specimen: 'venous',
  },
  { code: '11557-6', name: 'Carbon dioxide [Partial pressure] in Blood', concept: 'paco2' },
  {
    code: '1925-7',
    name: 'Base excess in Arterial blood by calculation',
    concept: 'base_excess',
    specimen: 'arterial',
  },
  { code: '11555-0', name: 'Base excess in Blood by calculation', concept: 'base_excess' },
  { code: '20564-1', name: 'Oxygen saturation in Blood', concept: 'so2' },
]

export const LOINC_SYSTEM = 'http://loinc.org'

const BY_CODE: ReadonlyMap<string, LoincCode> = new Map(LOINC.map(known => [known.code, known]))

/** The first of `codes` that is understood; one that tells the specimen goes before one that does not. */
export function loincCodeOf(
  codes: readonly { readonly system?: string | undefined; readonly code?: string | undefined }[],
): LoincCode | undefined {
  const known = codes.flatMap(({ system, code }) =>
    system === LOINC_SYSTEM && code !== undefined ? (BY_CODE.get(code) ?? []) : [],
  )
  return known.find(({ specimen }) => specimen !== undefined) ?? known[0]
}
