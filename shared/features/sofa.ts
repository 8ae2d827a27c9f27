import type { ScoreComponent } from './severityScore.ts'

/**
 * The Sequential Organ Failure Assessment: Vincent et al., "The SOFA (Sepsis-related Organ Failure Assessment) score to
 * describe organ dysfunction/failure", Intensive Care Med 1996; 22(7): 707–710. Inputs as in mimic-code
 * `concepts/severityscores/sofa.sql`. Six organs, 0 to 4 points each; it has no formula of mortality.
 *
 * On purpose unlike mimic-code, and as in the published table: below 300 (400) mmHg PaO2 / FiO2 scores 2 (1) whether
 * ventilated or not, and a vasopressor that runs at an unknown rate scores what its lowest rate would.
 */
export const SOFA_COMPONENTS: readonly ScoreComponent[] = [
  {
    name: 'sofa_respiration',
    description: 'PaO2 / FiO2',
    features: ['pf_ratio_ventilated_min', 'pf_ratio_min'],
    points: (ventilated = Number.NaN, ratio = Number.NaN) => {
      if (ventilated < 100) return 4
      if (ventilated < 200) return 3
      if (ratio < 300) return 2
      return ratio < 400 ? 1 : 0
    },
  },
  {
    name: 'sofa_coagulation',
    description: 'Platelet count',
    features: ['platelet_min'],
    points: (platelets = Number.NaN) => {
      if (platelets < 20) return 4
      if (platelets < 50) return 3
      if (platelets < 100) return 2
      return platelets < 150 ? 1 : 0
    },
  },
  {
    name: 'sofa_liver',
    description: 'Bilirubin',
    features: ['bilirubin_max'],
    points: (bilirubin = Number.NaN) => {
      if (bilirubin >= 12) return 4
      if (bilirubin >= 6) return 3
      if (bilirubin >= 2) return 2
      return bilirubin >= 1.2 ? 1 : 0
    },
  },
  {
    name: 'sofa_cardiovascular',
    description: 'Mean arterial blood pressure and vasopressors, mcg/kg/min',
    features: [
      'mbp_min',
      'dopamine_max',
      'epinephrine_max',
      'norepinephrine_max',
      'dopamine_any',
      'epinephrine_any',
      'norepinephrine_any',
      'dobutamine_any',
    ],
    points: (
      mbp = Number.NaN,
      dopamine = Number.NaN,
      epinephrine = Number.NaN,
      norepinephrine = Number.NaN,
      ...runs
    ) => {
      const [anyDopamine, anyEpinephrine, anyNorepinephrine, anyDobutamine] = runs
      if (dopamine > 15 || epinephrine > 0.1 || norepinephrine > 0.1) return 4
      if (dopamine > 5 || anyEpinephrine === 1 || anyNorepinephrine === 1) return 3
      if (anyDopamine === 1 || anyDobutamine === 1) return 2
      return mbp < 70 ? 1 : 0
    },
  },
  {
    name: 'sofa_nervous_system',
    description: 'Glasgow Coma Scale, worst',
    features: ['gcs_min'],
    points: (gcs = Number.NaN) => {
      if (gcs < 6) return 4
      if (gcs < 10) return 3
      if (gcs < 13) return 2
      return gcs < 15 ? 1 : 0
    },
  },
  {
    name: 'sofa_renal',
    description: 'Creatinine, and urine output of the window',
    features: ['creatinine_max', 'urine_output_sum'],
    points: (creatinine = Number.NaN, millilitres = Number.NaN) => {
      if (creatinine >= 5 || millilitres < 200) return 4
      if (creatinine >= 3.5 || millilitres < 500) return 3
      if (creatinine >= 2) return 2
      return creatinine >= 1.2 ? 1 : 0
    },
  },
]
