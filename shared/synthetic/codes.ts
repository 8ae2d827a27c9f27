import type { Organ } from './illness.ts'

/** A code with its short and long title, as D_ICD_DIAGNOSES and D_ICD_PROCEDURES have them. */
export type Code = readonly [code: string, shortTitle: string, longTitle: string]

/** Illnesses that bring people to an ICU: likelier, the further the organ has failed. */
export const ACUTE_DIAGNOSES: readonly (readonly [organ: Organ, diagnosis: Code])[] = [
  ['infection', ['0389', 'Septicemia NOS', 'Unspecified septicemia']],
  ['infection', ['99592', 'Severe sepsis', 'Severe sepsis']],
  ['circulation', ['78552', 'Septic shock', 'Septic shock']],
  ['kidneys', ['5849', 'Acute kidney failure NOS', 'Acute kidney failure, unspecified']],
  ['lungs', ['51881', 'Acute respiratry failure', 'Acute respiratory failure']],
  ['lungs', ['486', 'Pneumonia, organism NOS', 'Pneumonia, organism unspecified']],
  ['lungs', ['5070', 'Food/vomit pneumonitis', 'Pneumonitis due to inhalation of food or vomitus']],
  ['kidneys', ['2762', 'Acidosis', 'Acidosis']],
  ['circulation', ['2851', 'Ac posthemorrhag anemia', 'Acute posthemorrhagic anemia']],
  [
    'infection',
    ['00845', 'Int inf clstrdium dfcile', 'Intestinal infection due to Clostridium difficile'],
  ],
  ['brain', ['431', 'Intracerebral hemorrhage', 'Intracerebral hemorrhage']],
  ['brain', ['34830', 'Encephalopathy NOS', 'Encephalopathy, unspecified']],
]

/** End-stage kidneys: they show in creatinine and urea. */
export const KIDNEY_DISEASE = '5856'

/** Illnesses that stay, with the share of patients who have them: each patient's own, coded at every admission. */
export const CHRONIC_DIAGNOSES: readonly (readonly [share: number, diagnosis: Code])[] = [
  [0.28, ['4280', 'CHF NOS', 'Congestive heart failure, unspecified']],
  [0.27, ['42731', 'Atrial fibrillation', 'Atrial fibrillation']],
  [0.42, ['4019', 'Hypertension NOS', 'Unspecified essential hypertension']],
  [
    0.2,
    [
      '25000',
      'DMII wo cmp nt st uncntr',
      'Diabetes mellitus without mention of complication, type II or unspecified type, not stated as uncontrolled',
    ],
  ],
  [
    0.26,
    ['41401', 'Crnry athrscl natve vssl', 'Coronary atherosclerosis of native coronary artery'],
  ],
  [0.2, ['2724', 'Hyperlipidemia NEC/NOS', 'Other and unspecified hyperlipidemia']],
  [
    0.12,
    ['496', 'Chr airway obstruct NEC', 'Chronic airway obstruction, not elsewhere classified'],
  ],
  [0.1, [KIDNEY_DISEASE, 'End stage renal disease', 'End stage renal disease']],
  [
    0.07,
    [
      '40391',
      'Hyp kid NOS w cr kid V',
      'Hypertensive chronic kidney disease, unspecified, with chronic kidney disease stage V or end stage renal disease',
    ],
  ],
  [
    0.05,
    ['07054', 'Chrnc hpt C wo hpat coma', 'Chronic hepatitis C without mention of hepatic coma'],
  ],
  [0.06, ['5712', 'Alcohol cirrhosis liver', 'Alcoholic cirrhosis of liver']],
  [0.05, ['1977', 'Second malig neo liver', 'Malignant neoplasm of liver, secondary']],
  [
    0.02,
    [
      '20280',
      'Oth lymp unsp xtrndl org',
      'Other malignant lymphomas, unspecified site, extranodal and solid organ sites',
    ],
  ],
  [0.01, ['042', 'Human immuno virus dis', 'Human immunodeficiency virus [HIV] disease']],
  [0.08, ['4240', 'Mitral valve disorder', 'Mitral valve disorders']],
  [0.05, ['4168', 'Chr pulmon heart dis NEC', 'Other chronic pulmonary heart diseases']],
  [0.06, ['4439', 'Periph vascular dis NOS', 'Peripheral vascular disease, unspecified']],
  [0.01, ['3441', 'Paraplegia NOS', 'Paraplegia']],
  [
    0.05,
    [
      '25060',
      'DMII neuro nt st uncntrl',
      'Diabetes with neurological manifestations, type II or unspecified type, not stated as uncontrolled',
    ],
  ],
  [0.1, ['2449', 'Hypothyroidism NOS', 'Unspecified acquired hypothyroidism']],
  [
    0.02,
    [
      '53170',
      'Chr peptic ulcer NOS',
      'Gastric ulcer, chronic, without mention of hemorrhage or perforation',
    ],
  ],
  [
    0.03,
    ['1629', 'Mal neo bronch/lung NOS', 'Malignant neoplasm of bronchus and lung, unspecified'],
  ],
  [0.02, ['7140', 'Rheumatoid arthritis', 'Rheumatoid arthritis']],
  [0.08, ['2875', 'Thrombocytopenia NOS', 'Thrombocytopenia, unspecified']],
  [0.05, ['27800', 'Obesity NOS', 'Obesity, unspecified']],
  [0.03, ['2639', 'Protein-cal malnutr NOS', 'Unspecified protein-calorie malnutrition']],
  [
    0.02,
    ['2800', 'Chr blood loss anemia', 'Iron deficiency anemia secondary to blood loss (chronic)'],
  ],
  [0.05, ['2809', 'Iron defic anemia NOS', 'Iron deficiency anemia, unspecified']],
  [
    0.02,
    ['30590', 'Drug abuse NEC-unspec', 'Other, mixed, or unspecified drug abuse, unspecified'],
  ],
  [0.01, ['29590', 'Schizophrenia NOS-unspec', 'Unspecified schizophrenia, unspecified']],
  [0.08, ['311', 'Depressive disorder NEC', 'Depressive disorder, not elsewhere classified']],
  [0.12, ['3051', 'Tobacco use disorder', 'Tobacco use disorder']],
  [0.12, ['V5861', 'Long-term use anticoagul', 'Long-term (current) use of anticoagulants']],
]

export const NEWBORN_DIAGNOSIS: Code = [
  'V3001',
  'Single lb in-hosp w cs',
  'Single liveborn, born in hospital, delivered by cesarean section',
]

export const PROCEDURES: readonly Code[] = [
  ['0017', 'Infusion of vasopressor', 'Infusion of vasopressor agent'],
  ['0331', 'Spinal tap', 'Spinal tap'],
  ['966', 'Entral infus nutrit sub', 'Enteral infusion of concentrated nutritional substances'],
  ['9604', 'Insert endotracheal tube', 'Insertion of endotracheal tube'],
  [
    '9671',
    'Cont inv mec ven <96 hrs',
    'Continuous invasive mechanical ventilation for less than 96 consecutive hours',
  ],
  ['3893', 'Venous cath NEC', 'Venous catheterization, not elsewhere classified'],
  ['3891', 'Arterial catheterization', 'Arterial catheterization'],
  ['3995', 'Hemodialysis', 'Hemodialysis'],
  ['9904', 'Packed cell transfusion', 'Transfusion of packed cells'],
]

/** Diagnosis-related groups, with the codes as published: text, with leading zeros. */
export const DRGS: readonly (readonly [type: string, code: string, description: string])[] = [
  ['HCFA', '001', 'CRANIOTOMY AGE >17 EXCEPT FOR TRAUMA'],
  ['HCFA', '089', 'SIMPLE PNEUMONIA & PLEURISY AGE >17 WITH COMPLICATIONS, COMORBIDITIES'],
  ['HCFA', '416', 'SEPTICEMIA AGE >17'],
  ['MS', '871', 'SEPTICEMIA OR SEVERE SEPSIS W/O MV 96+ HOURS W MCC'],
  ['MS', '064', 'INTRACRANIAL HEMORRHAGE OR CEREBRAL INFARCTION W MCC'],
  ['APR ', '7204', 'Septicemia & Disseminated Infections'],
]

export interface CptSection {
  readonly section: string
  readonly range: string
  readonly subsection: string
  readonly from: number
  readonly to: number
  readonly category: number
}

export const CPT_SECTIONS: readonly CptSection[] = [
  {
    section: 'Evaluation and management',
    range: '99201-99499',
    subsection: 'Hospital inpatient services',
    from: 99221,
    to: 99239,
    category: 1,
  },
  {
    section: 'Evaluation and management',
    range: '99201-99499',
    subsection: 'Critical care services',
    from: 99291,
    to: 99292,
    category: 1,
  },
  {
    section: 'Medicine',
    range: '90281-99099; 99151-99199; 99500-99607',
    subsection: 'Pulmonary',
    from: 94002,
    to: 94799,
    category: 1,
  },
]
