/** Items of one table that stand for the same treatment: ITEMID → label of D_ITEMS. */
export type Items = Readonly<Record<number, string>>

/**
 * Any charted value of these within the window means mechanical ventilation, but for `NOT_VENTILATED` and
 * `ONLY_VENTILATED_IF`. Items: mimic-code `concepts/durations/ventilation_classification.sql`.
 */
export const VENTILATION_ITEMS: Items = {
  720: 'Ventilator Mode',
  223848: 'Ventilator Type',
  223849: 'Ventilator Mode',
  467: 'O2 Delivery Device',
  445: 'Mech. Minute Volume',
  448: 'Minute Volume',
  449: 'Minute Volume (Set)',
  450: 'Minute Volume(Obser)',
  1340: 'high minute volume',
  1486: 'High Minute Volume',
  1600: 'HIGH MINUTE VOLUME',
  224687: 'Minute Volume',
  639: 'Sigh Tidal Volume',
  654: 'Spont. Tidal Volume',
  681: 'Tidal Volume',
  682: 'Tidal Volume (Obser)',
  683: 'Tidal Volume (Set)',
  684: 'Tidal Volume (Spont)',
  224685: 'Tidal Volume (observed)',
  224684: 'Tidal Volume (set)',
  224686: 'Tidal Volume (spontaneous)',
  218: 'High Insp. Pressure',
  436: 'Low Insp. Pressure',
  535: 'Peak Insp. Pressure',
  444: 'Mean Airway Pressure',
  459: 'Neg Insp Force(>-25)',
  224697: 'Mean Airway Pressure',
  224695: 'Peak Insp. Pressure',
  224696: 'Plateau Pressure',
  224746: 'Transpulmonary Pressure (Exp. Hold)',
  224747: 'Transpulmonary Pressure (Insp. Hold)',
  221: 'I:E Ratio',
  1: '% Inspir. Time',
  1211: 'Insp Time %',
  1655: 'Insp. Time',
  2000: 'Inspiratory Time',
  226873: 'Inspiratory Ratio',
  224738: 'Inspiratory Time',
  224419: 'Negative Insp. Force',
  224750: 'Nitric Oxide Tank Pressure',
  227187: 'Pinsp (Draeger only)',
  543: 'Plateau Pressure',
  5865: 'APRV Pressure High',
  5866: 'APRV Pressure Low',
  224707: 'T High (APRV)',
  224709: 'T Low (APRV)',
  224705: 'P High (APRV)',
  224706: 'P Low (APRV)',
  60: 'Auto-PEEP Level',
  437: 'Low Peep',
  505: 'PEEP',
  506: 'PEEP Set',
  686: 'Total PEEP Level',
  220339: 'PEEP set',
  224700: 'Total PEEP Level',
  3459: 'High Pressure Relief',
  501: 'PCV Exh Vt (Obser)',
  502: 'PCV Insp Vt (Obser)',
  503: 'PCV Set Insp. Press',
  224702: 'PCV Level (Avea)',
  223: 'I:E Ratio-TCPCV',
  667: 'TCPCV Apnea Settings',
  668: 'TCPCV Fixed I Time',
  669: 'TCPCV I:E Ratio',
  670: 'TCPCV Insp. Pressure',
  671: 'TCPCV Insp. Time',
  672: 'TCPCV-MAP',
  224701: 'PSV Level',
}

/** ITEMID → the value that says nothing of a ventilator. */
export const NOT_VENTILATED: Items = { 720: 'Other/Remarks', 223848: 'Other' }

/** ITEMID → the only value of it that means a ventilator: item 467 names any oxygen delivery device. */
export const ONLY_VENTILATED_IF: Items = { 467: 'Ventilator' }

/** Urine of OUTPUTEVENTS, mL: mimic-code `concepts/firstday/urine_output_first_day.sql`. */
export const URINE_ITEMS: Items = {
  40055: 'Urine Out Foley',
  43175: 'Urine .',
  40069: 'Urine Out Void',
  40094: 'Urine Out Condom Cath',
  40715: 'Urine Out Suprapubic',
  40473: 'Urine Out IleoConduit',
  40085: 'Urine Out Incontinent',
  40057: 'Urine Out Rt Nephrostomy',
  40056: 'Urine Out Lt Nephrostomy',
  40405: 'Urine Out Other',
  40428: 'Urine Out Straight Cath',
  40086: 'Drain Out #2 Pigtail',
  40096: 'Urine Out Ureteral Stent #1',
  40651: 'Urine Out Ureteral Stent #2',
  226559: 'Foley',
  226560: 'Void',
  226561: 'Condom Cath',
  226584: 'Ileoconduit',
  226563: 'Suprapubic',
  226564: 'R Nephrostomy',
  226565: 'L Nephrostomy',
  226567: 'Straight Cath',
  226557: 'R Ureteral Stent',
  226558: 'L Ureteral Stent',
  227489: 'GU Irrigant/Urine Volume Out',
}

/** Irrigation fluid that went in, and so comes out with the urine: subtracted. */
export const IRRIGATION_IN_ITEMS: Items = { 227488: 'GU Irrigant Volume In' }

/** A drug that raises the blood pressure or the heart's output, by continuous infusion. */
export interface Vasopressor {
  /** Concept name: `norepinephrine`. */
  readonly name: string
  readonly label: string
  /** Of its rate. CareVue charts vasopressin in units/min, MetaVision in units/h. */
  readonly unit: 'mcg/kg/min' | 'units/min'
  readonly careVue: Items
  readonly metaVision: Items
}

/**
 * Items of INPUTEVENTS_CV and INPUTEVENTS_MV: mimic-code `concepts/severityscores/sofa.sql` and
 * `concepts/durations/*_durations.sql`.
 */
export const VASOPRESSORS: readonly Vasopressor[] = [
  {
    name: 'norepinephrine',
    label: 'Norepinephrine',
    unit: 'mcg/kg/min',
    careVue: { 30047: 'Levophed', 30120: 'Levophed-k' },
    metaVision: { 221906: 'Norepinephrine' },
  },
  {
    name: 'epinephrine',
    label: 'Epinephrine',
    unit: 'mcg/kg/min',
    careVue: { 30044: 'Epinephrine', 30119: 'Epinephrine-k', 30309: 'Epinephrine Drip' },
    metaVision: { 221289: 'Epinephrine' },
  },
  {
    name: 'phenylephrine',
    label: 'Phenylephrine',
    unit: 'mcg/kg/min',
    careVue: { 30127: 'Neosynephrine', 30128: 'Neosynephrine-k' },
    metaVision: { 221749: 'Phenylephrine' },
  },
  {
    name: 'vasopressin',
    label: 'Vasopressin',
    unit: 'units/min',
    careVue: { 30051: 'Vasopressin' },
    metaVision: { 222315: 'Vasopressin' },
  },
  {
    name: 'dopamine',
    label: 'Dopamine',
    unit: 'mcg/kg/min',
    careVue: { 30043: 'Dopamine', 30307: 'Dopamine Drip' },
    metaVision: { 221662: 'Dopamine' },
  },
  {
    name: 'dobutamine',
    label: 'Dobutamine',
    unit: 'mcg/kg/min',
    careVue: { 30042: 'Dobutamine', 30306: 'Dobutamine Drip' },
    metaVision: { 221653: 'Dobutamine' },
  },
  {
    name: 'milrinone',
    label: 'Milrinone',
    unit: 'mcg/kg/min',
    careVue: { 30125: 'Milrinone' },
    metaVision: { 221986: 'Milrinone' },
  },
]

/** CareVue rates of these are in mcg/min whatever their unit column says: divided by the weight. */
export const PER_MINUTE_ITEMS: Items = { 30044: 'Epinephrine', 30047: 'Levophed' }

/** A procedure of PROCEDUREEVENTS_MV, which only MetaVision has. */
export interface Procedure {
  readonly name: string
  readonly label: string
  readonly items: Items
}

/** Items: D_ITEMS, and mimic-code `concepts/firstday/rrt_first_day.sql` for dialysis. */
export const PROCEDURES: readonly Procedure[] = [
  {
    name: 'ventilation_procedure',
    label: 'Invasive ventilation, as a procedure',
    items: { 225792: 'Invasive Ventilation' },
  },
  {
    name: 'dialysis_procedure',
    label: 'Renal replacement therapy, as a procedure',
    items: {
      225441: 'Hemodialysis',
      225802: 'Dialysis - CRRT',
      225803: 'Dialysis - CVVHD',
      225805: 'Peritoneal Dialysis',
      225809: 'Dialysis - CVVHDF',
      225955: 'Dialysis - SCUF',
    },
  },
]
