/** Lists of values that columns of more than one table take in MIMIC-III v1.4. */

/** A flag: 1 = yes, 0 = no. */
export const FLAG = [0, 1] as const

/** Kinds of intensive care unit: coronary, cardiac surgery recovery, medical, neonatal, surgical, trauma and surgical. */
export const INTENSIVE_CARE_UNITS = ['CCU', 'CSRU', 'MICU', 'NICU', 'SICU', 'TSICU'] as const

/** What a ward can be where it is named: an intensive care unit, or the ward for the newborn. */
export const CARE_UNITS = [...INTENSIVE_CARE_UNITS, 'NWARD'] as const

/** Charting systems that stays and transfers come from: CareVue until 2008, MetaVision from 2008, a few stays in both. */
export const CHARTING_SYSTEMS = ['carevue', 'metavision', 'both'] as const

/** Sections of the Current Procedural Terminology. */
export const CPT_SECTIONS = [
  'Anesthesia',
  'Emerging technology',
  'Evaluation and management',
  'Medicine',
  'Pathology and laboratory',
  'Performance measurement',
  'Radiology',
  'Surgery',
] as const

/** Services: NB and NBB are the newborn, those with MED medical, those with SURG surgical. */
export const SERVICES = [
  'CMED',
  'CSURG',
  'DENT',
  'ENT',
  'GU',
  'GYN',
  'MED',
  'NB',
  'NBB',
  'NMED',
  'NSURG',
  'OBS',
  'OMED',
  'ORTHO',
  'PSURG',
  'PSYCH',
  'SURG',
  'TRAUM',
  'TSURG',
  'VSURG',
] as const
