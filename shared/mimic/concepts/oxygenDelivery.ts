import type { Items } from './treatments.ts'

/**
 * ITEMID → the devices that give oxygen without a ventilator: charting one says that mechanical ventilation has ended.
 * Texts: mimic-code `concepts/durations/ventilation_classification.sql`; blanks around them do not count.
 */
export const OFF_VENTILATOR_TEXTS: Readonly<Record<number, readonly string[]>> = {
  467: [
    'Cannula',
    'Nasal Cannula',
    'Face Tent',
    'Aerosol-Cool',
    'Trach Mask',
    'Hi Flow Neb',
    'Non-Rebreather',
    'Venti Mask',
    'Medium Conc Mask',
    'Vapotherm',
    'T-Piece',
    'Hood',
    'Hut',
    'TranstrachealCat',
    'Heated Neb',
    'Ultrasonic Neb',
  ],
  226732: [
    'Nasal cannula',
    'Face tent',
    'Aerosol-cool',
    'Trach mask',
    'High flow neb',
    'Non-rebreather',
    'Venti mask',
    'Medium conc mask',
    'T-piece',
    'High flow nasal cannula',
    'Ultrasonic neb',
    'Vapomist',
  ],
}

/** ITEMID → the texts of an extubation charted by CareVue: mimic-code, as above. */
export const EXTUBATED_TEXTS: Readonly<Record<number, readonly string[]>> = {
  640: ['Extubated', 'Self Extubation'],
}

/** Extubations of PROCEDUREEVENTS_MV: mimic-code, as above. */
export const EXTUBATION_PROCEDURES: Items = {
  227194: 'Extubation',
  225468: 'Unplanned Extubation (patient-initiated)',
  225477: 'Unplanned Extubation (non-patient initiated)',
}

/** Items that name an oxygen device, and so a mask with positive pressure: mimic-code `severityscores/sapsii.sql`. */
export const CPAP_ITEMS: Items = {
  467: 'O2 Delivery Device',
  469: 'O2 Delivery Mode',
  226732: 'O2 Delivery Device(s)',
}

/** Parts of the text of such a mask, in lower case. */
export const CPAP_TEXTS: readonly string[] = ['cpap', 'bipap mask']
