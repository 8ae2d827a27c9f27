/** An Elixhauser comorbidity by its ICD-9-CM codes, written without dots. */
export interface Comorbidity {
  readonly name: string
  readonly label: string
  /** Codes that count when they are equal. */
  readonly exact: readonly string[]
  /** Beginnings of codes, of three or four characters. */
  readonly prefixes: readonly string[]
}

/**
 * The enhanced ICD-9-CM coding of the Elixhauser comorbidities: Quan et al., "Coding algorithms for defining
 * comorbidities in ICD-9-CM and ICD-10 administrative data", Med Care 2005; 43(11): 1130–1139, as in mimic-code
 * `concepts/comorbidity/elixhauser_quan.sql`. Hypertension unites its uncomplicated and complicated forms, as the
 * van Walraven score does.
 */
export const COMORBIDITIES: readonly Comorbidity[] = [
  {
    name: 'congestive_heart_failure',
    label: 'Congestive heart failure',
    exact: codes('39891 40201 40211 40291 40401 40403 40411 40413 40491 40493'),
    prefixes: codes('4254 4255 4257 4258 4259 428'),
  },
  {
    name: 'cardiac_arrhythmias',
    label: 'Cardiac arrhythmias',
    exact: codes('42613 42610 42612 99601 99604'),
    prefixes: codes('4260 4267 4269 4270 4271 4272 4273 4274 4276 4278 4279 7850 V450 V533'),
  },
  {
    name: 'valvular_disease',
    label: 'Valvular disease',
    exact: [],
    prefixes: codes('0932 7463 7464 7465 7466 V422 V433 394 395 396 397 424'),
  },
  {
    name: 'pulmonary_circulation',
    label: 'Pulmonary circulation disorder',
    exact: [],
    prefixes: codes('4150 4151 4170 4178 4179 416'),
  },
  {
    name: 'peripheral_vascular',
    label: 'Peripheral vascular disorder',
    exact: [],
    prefixes: codes('0930 4373 4431 4432 4438 4439 4471 5571 5579 V434 440 441'),
  },
  {
    name: 'hypertension',
    label: 'Hypertension',
    exact: [],
    prefixes: codes('401 402 403 404 405'),
  },
  {
    name: 'paralysis',
    label: 'Paralysis',
    exact: [],
    prefixes: codes('3341 3440 3441 3442 3443 3444 3445 3446 3449 342 343'),
  },
  {
    name: 'other_neurological',
    label: 'Other neurological disorder',
    exact: codes('33392'),
    prefixes: codes('3319 3320 3321 3334 3335 3362 3481 3483 7803 7843 334 335 340 341 345'),
  },
  {
    name: 'chronic_pulmonary',
    label: 'Chronic pulmonary disease',
    exact: [],
    prefixes: codes('4168 4169 5064 5081 5088 490 491 492 493 494 495 496 500 501 502 503 504 505'),
  },
  {
    name: 'diabetes_uncomplicated',
    label: 'Diabetes, uncomplicated',
    exact: [],
    prefixes: codes('2500 2501 2502 2503'),
  },
  {
    name: 'diabetes_complicated',
    label: 'Diabetes, complicated',
    exact: [],
    prefixes: codes('2504 2505 2506 2507 2508 2509'),
  },
  {
    name: 'hypothyroidism',
    label: 'Hypothyroidism',
    exact: [],
    prefixes: codes('2409 2461 2468 243 244'),
  },
  {
    name: 'renal_failure',
    label: 'Renal failure',
    exact: codes('40301 40311 40391 40402 40403 40412 40413 40492 40493'),
    prefixes: codes('5880 V420 V451 585 586 V56'),
  },
  {
    name: 'liver_disease',
    label: 'Liver disease',
    exact: codes('07022 07023 07032 07033 07044 07054'),
    prefixes: codes(
      '0706 0709 4560 4561 4562 5722 5723 5724 5728 5733 5734 5738 5739 V427 570 571',
    ),
  },
  {
    name: 'peptic_ulcer',
    label: 'Peptic ulcer without bleeding',
    exact: [],
    prefixes: codes('5317 5319 5327 5329 5337 5339 5347 5349'),
  },
  { name: 'aids', label: 'AIDS', exact: [], prefixes: codes('042 043 044') },
  { name: 'lymphoma', label: 'Lymphoma', exact: [], prefixes: codes('2030 2386 200 201 202') },
  {
    name: 'metastatic_cancer',
    label: 'Metastatic cancer',
    exact: [],
    prefixes: codes('196 197 198 199'),
  },
  {
    name: 'solid_tumor',
    label: 'Solid tumour without metastasis',
    exact: [],
    prefixes: codes(
      '140 141 142 143 144 145 146 147 148 149 150 151 152 153 154 155 156 157 158 159 160 161 162 163 164 165 166 167 168 169 170 171 172 174 175 176 177 178 179 180 181 182 183 184 185 186 187 188 189 190 191 192 193 194 195',
    ),
  },
  {
    name: 'rheumatoid_arthritis',
    label: 'Rheumatoid arthritis or collagen disease',
    exact: codes('72889 72930'),
    prefixes: codes('7010 7100 7101 7102 7103 7104 7108 7109 7112 7193 7285 446 714 720 725'),
  },
  {
    name: 'coagulopathy',
    label: 'Coagulopathy',
    exact: [],
    prefixes: codes('2871 2873 2874 2875 286'),
  },
  { name: 'obesity', label: 'Obesity', exact: [], prefixes: codes('2780') },
  {
    name: 'weight_loss',
    label: 'Weight loss',
    exact: [],
    prefixes: codes('7832 7994 260 261 262 263'),
  },
  {
    name: 'fluid_electrolyte',
    label: 'Fluid or electrolyte disorder',
    exact: [],
    prefixes: codes('2536 276'),
  },
  { name: 'blood_loss_anemia', label: 'Blood loss anaemia', exact: [], prefixes: codes('2800') },
  {
    name: 'deficiency_anemias',
    label: 'Deficiency anaemia',
    exact: [],
    prefixes: codes('2801 2808 2809 281'),
  },
  {
    name: 'alcohol_abuse',
    label: 'Alcohol abuse',
    exact: [],
    prefixes: codes(
      '2652 2911 2912 2913 2915 2918 2919 3030 3039 3050 3575 4255 5353 5710 5711 5712 5713 V113 980',
    ),
  },
  {
    name: 'drug_abuse',
    label: 'Drug abuse',
    exact: codes('V6542'),
    prefixes: codes('3052 3053 3054 3055 3056 3057 3058 3059 292 304'),
  },
  {
    name: 'psychoses',
    label: 'Psychosis',
    exact: codes('29604 29614 29644 29654'),
    prefixes: codes('2938 295 297 298'),
  },
  {
    name: 'depression',
    label: 'Depression',
    exact: [],
    prefixes: codes('2962 2963 2965 3004 309 311'),
  },
]

/**
 * The graver form switches off the milder one (Elixhauser 1998): a patient with complicated diabetes does not count
 * as one with uncomplicated diabetes, nor one with metastases as one with a solid tumour.
 */
export const SWITCHED_OFF_BY: Readonly<Record<string, string>> = {
  diabetes_uncomplicated: 'diabetes_complicated',
  solid_tumor: 'metastatic_cancer',
}

function codes(list: string): readonly string[] {
  return list.split(' ')
}
