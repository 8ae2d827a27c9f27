import type { Comorbidity } from './comorbidities.ts'

/**
 * The chronic diseases of SAPS-II by ICD-9-CM codes: mimic-code `concepts/severityscores/sapsii.sql`. They overlap with
 * Elixhauser's groups, but leukaemia and myeloma count, solid tumours without metastases do not.
 */
export const SAPSII_DISEASES: readonly Comorbidity[] = [
  { name: 'aids', label: 'AIDS', exact: [], prefixes: ['042', '043', '044'] },
  {
    name: 'hematologic_malignancy',
    label: 'Haematologic malignancy',
    exact: [],
    prefixes: [
      '200',
      '201',
      '202',
      '203',
      '204',
      '2050',
      '2051',
      '2052',
      '2058',
      '2059',
      '206',
      '2070',
      '2072',
      '2078',
      '208',
      '2386',
      '2733',
    ],
  },
  {
    name: 'metastatic_cancer',
    label: 'Metastatic cancer',
    exact: ['20970', '20971', '20972', '20973', '20974', '20975', '20979', '78951'],
    prefixes: ['196', '197', '198', '1990', '1991'],
  },
]
