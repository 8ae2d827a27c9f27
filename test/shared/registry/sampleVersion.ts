import { classificationReport } from '../../../shared/evaluation/classificationReport.ts'
import type { LeakageProof } from '../../../shared/leakage/leakageProof.ts'
import type { ArtifactFeature, ModelArtifact } from '../../../shared/registry/artifact.ts'
import type { CardMetrics, Estimate, ModelCard } from '../../../shared/registry/card.ts'
import type { Publication } from '../../../shared/registry/versions.ts'

/** A version to register; different `seed`s make different versions. Its model is never scored. */
export function samplePublication(
  seed: number,
  changes: { artifact?: Partial<ModelArtifact>; card?: Partial<ModelCard> } = {},
): Publication {
  return {
    artifact: { ...sampleArtifact(seed), ...changes.artifact },
    card: { ...cardOf(seed), ...changes.card },
    lineage: {
      dataset: 'demo',
      fingerprint: '0123456789abcdef',
      runId: `run-${seed}`,
      studyId: `study-${seed}`,
      published: `2026-03-01T00:00:${String(seed).padStart(2, '0')}.000Z`,
      codeVersion: '0.0.0',
      gold: { version: seed, path: `gold/demo/stays/run_id=run-${seed}/part.parquet` },
      silver: { ADMISSIONS: 0, CHARTEVENTS: seed },
    },
  }
}

/** An artifact without a model: for what is never scored, or to build one on. */
export function sampleArtifact(seed: number): ModelArtifact {
  return {
    format: 1,
    name: 'in-hospital-mortality',
    family: 'severity',
    label: 'hospital_expire_flag',
    featureSet: 'full',
    predictionHours: 24,
    gapHours: 0,
    features: [],
    preprocessor: null,
    model: null,
    calibration: { kind: 'none' },
    threshold: 0.3,
    riskBands: { medium: 0.1, high: 0.3 },
    training: {
      fingerprint: 'f1',
      seed,
      rows: 105,
      positives: 29,
      patients: 79,
      parameters: {},
    },
  }
}

export function metricsOf(auroc: Estimate, positives = 29): CardMetrics {
  const other = { value: 0.5, low: 0.4, high: 0.6 }
  return {
    basis: 'bbc-cv',
    rows: 105,
    positives,
    patients: 79,
    auroc,
    auprc: other,
    brier: other,
    scaledBrier: other,
    logLoss: other,
    accuracy: other,
    precision: other,
    recall: other,
    specificity: other,
    f1: other,
  }
}

export function sampleFeature(name: string): ArtifactFeature {
  return {
    name,
    kind: 'number',
    description: name,
    unit: null,
    knownWhen: 'icu-admission',
    range: null,
    training: { missing: 0.25, fill: null },
  }
}

/** A proof that found no leak; `moved` are features that did leak. */
export function sampleProof(...moved: readonly string[]): LeakageProof {
  const mutation = 'CHARTEVENTS moved'
  return {
    seed: 1,
    patients: 79,
    stays: 105,
    future: {
      mutations: 500,
      byKind: { 'CHARTEVENTS moved': 300, 'DIAGNOSES_ICD changed': 200 },
      moved: moved.map(feature => ({ feature, mutation, times: 2 })),
      leftCohort: 0,
      movedAtDischarge: ['los_icu_days'],
    },
    window: { mutations: 200, byKind: { 'LABEVENTS deleted': 200 }, exact: 200, moved: [] },
    movedByOtherPatients: [],
    unreadTables: ['DRGCODES', 'CPTEVENTS'],
  }
}

const CONFUSION = { truePositives: 20, falsePositives: 30, trueNegatives: 46, falseNegatives: 9 }

function cardOf(seed: number): Omit<ModelCard, 'version'> {
  return {
    format: 4,
    name: 'in-hospital-mortality',
    family: 'logistic',
    role: 'winner',
    intendedUse: 'Research on the risk of dying in hospital.',
    limits: ['Labs have no storage time.'],
    data: {
      fingerprint: 'f1',
      cohort: { stays: 105, positives: 29, patients: 79 },
      attrition: [{ step: 'ICU stays', stays: 136, positives: 40, patients: 100 }],
    },
    codeVersion: '0.1.0',
    featureSet: 'full',
    predictionHours: 24,
    gapHours: 0,
    features: [sampleFeature('age')],
    parameters: { C: 0.1 },
    seed,
    threshold: 0.3,
    thresholdRule: 'the highest F1.',
    calibration: 'none.',
    metrics: metricsOf({ value: 0.6, low: 0.45, high: 0.75 }),
    baseline: {
      name: 'oasis',
      description: 'OASIS as published',
      metrics: metricsOf({ value: 0.72, low: 0.6, high: 0.83 }),
    },
    otherBaselines: [
      {
        name: 'sofa',
        description: 'SOFA as published',
        hindsight: false,
        auroc: { value: 0.69, low: 0.57, high: 0.8 },
        auprc: { value: 0.45, low: 0.3, high: 0.62 },
        brier: null,
        logLoss: null,
      },
    ],
    curves: { roc: [], precisionRecall: [], reliability: [], decision: [] },
    importance: { stays: 105, inputs: [{ feature: 'age', value: 0.42 }] },
    subgroups: [],
    validations: [],
    reporting: [],
    evidence: {
      heldOutDeaths: 6,
      againstBaseline: { value: -0.1, low: -0.2, high: 0.01 },
      winnerSelected: 0.4,
      resamples: 2000,
      redrawn: 0,
    },
    operation: {
      confusion: CONFUSION,
      report: classificationReport(CONFUSION),
      calibration: {
        slope: { value: 0.9, low: 0.4, high: 1.3 },
        intercept: { value: 0.1, low: -0.3, high: 0.5 },
      },
      calibrationError: { value: 0.05, low: 0, high: 0.1 },
    },
    leakage: sampleProof(),
    availability: {
      used: 'charttime',
      auroc: { charttime: 0.61, storetime: 0.6 },
      difference: { value: -0.01, low: -0.03, high: 0.01 },
    },
    leaderboard: [
      {
        family: 'logistic',
        trials: 30,
        pruned: 8,
        failed: 1,
        value: 0.62,
        standardError: 0.06,
        parameters: { C: 0.1 },
      },
    ],
  }
}
