import type { ChartingSystem } from './patient.ts'

export interface Item {
  readonly itemid: number
  readonly label: string
  readonly source: ChartingSystem | 'hospital'
  readonly linksto: string
  readonly unit?: string
  readonly category?: string
}

const of =
  (source: Item['source'], linksto: string) =>
  (itemid: number, label: string, unit?: string, category?: string): Item => ({
    itemid,
    label,
    source,
    linksto,
    ...(unit === undefined ? {} : { unit }),
    ...(category === undefined ? {} : { category }),
  })

const cvChart = of('carevue', 'chartevents')
const mvChart = of('metavision', 'chartevents')
const cvDate = of('carevue', 'datetimeevents')
const mvDate = of('metavision', 'datetimeevents')
const cvInput = of('carevue', 'inputevents_cv')
const mvInput = of('metavision', 'inputevents_mv')
const cvOutput = of('carevue', 'outputevents')
const mvOutput = of('metavision', 'outputevents')
const mvProcedure = of('metavision', 'procedureevents_mv')
const micro = of('hospital', 'microbiologyevents')

const VITAL_SIGNS = 'Routine Vital Signs'

/** Every item that an event table of the synthetic dataset names: the whole of its D_ITEMS. */
export const ITEMS: readonly Item[] = [
  cvChart(51, 'Arterial BP [Systolic]', 'mmHg'),
  cvChart(52, 'Arterial BP Mean', 'mmHg'),
  cvChart(184, 'Eye Opening'),
  cvChart(190, 'FiO2 Set', 'torr'),
  cvChart(211, 'Heart Rate', 'BPM'),
  cvChart(212, 'Heart Rhythm'),
  cvChart(374, 'Impaired Skin Site#1'),
  cvChart(454, 'Motor Response'),
  cvChart(455, 'NBP [Systolic]', 'mmHg'),
  cvChart(456, 'NBP Mean', 'mmHg'),
  cvChart(467, 'O2 Delivery Device'),
  cvChart(505, 'PEEP', 'cmH20'),
  cvChart(618, 'Respiratory Rate', 'BPM'),
  cvChart(646, 'SpO2', '%'),
  cvChart(676, 'Temperature C', 'Deg. C'),
  cvChart(678, 'Temperature F', 'Deg. F'),
  cvChart(682, 'Tidal Volume (Obser)', 'ml/B'),
  cvChart(720, 'Ventilator Mode'),
  cvChart(723, 'Verbal Response'),
  cvChart(762, 'Admit Wt', 'kg'),
  cvChart(763, 'Daily Weight', 'kg'),
  cvChart(807, 'Fingerstick Glucose', undefined, 'Chemistry'),
  cvChart(811, 'Glucose (70-105)', undefined, 'Chemistry'),
  cvChart(920, 'Admit Ht', 'in'),
  cvChart(3420, 'FIO2', '%'),
  cvChart(8368, 'Arterial BP [Diastolic]', 'mmHg'),
  cvChart(8441, 'NBP [Diastolic]', 'mmHg'),
  mvChart(220045, 'Heart Rate', 'bpm', VITAL_SIGNS),
  mvChart(220048, 'Heart Rhythm', undefined, VITAL_SIGNS),
  mvChart(220050, 'Arterial Blood Pressure systolic', 'mmHg', VITAL_SIGNS),
  mvChart(220051, 'Arterial Blood Pressure diastolic', 'mmHg', VITAL_SIGNS),
  mvChart(220052, 'Arterial Blood Pressure mean', 'mmHg', VITAL_SIGNS),
  mvChart(220179, 'Non Invasive Blood Pressure systolic', 'mmHg', VITAL_SIGNS),
  mvChart(220180, 'Non Invasive Blood Pressure diastolic', 'mmHg', VITAL_SIGNS),
  mvChart(220181, 'Non Invasive Blood Pressure mean', 'mmHg', VITAL_SIGNS),
  mvChart(220210, 'Respiratory Rate', 'insp/min', 'Respiratory'),
  mvChart(220277, 'O2 saturation pulseoxymetry', '%', 'Respiratory'),
  mvChart(220339, 'PEEP set', 'cmH2O', 'Respiratory'),
  mvChart(220621, 'Glucose (serum)', undefined, 'Labs'),
  mvChart(220739, 'GCS - Eye Opening', undefined, 'Neurological'),
  mvChart(223761, 'Temperature Fahrenheit', '?F', VITAL_SIGNS),
  mvChart(223762, 'Temperature Celsius', '?C', VITAL_SIGNS),
  mvChart(223835, 'Inspired O2 Fraction', undefined, 'Respiratory'),
  mvChart(223849, 'Ventilator Mode', undefined, 'Respiratory'),
  mvChart(223900, 'GCS - Verbal Response', undefined, 'Neurological'),
  mvChart(223901, 'GCS - Motor Response', undefined, 'Neurological'),
  mvChart(224639, 'Daily Weight', 'kg', 'General'),
  mvChart(224685, 'Tidal Volume (observed)', 'mL', 'Respiratory'),
  mvChart(225664, 'Glucose finger stick', undefined, 'Labs'),
  mvChart(226512, 'Admission Weight (Kg)', 'kg', 'General'),
  mvChart(226732, 'O2 Delivery Device(s)', undefined, 'Respiratory'),
  mvChart(226730, 'Height (cm)', 'cm', 'General'),
  cvDate(5684, 'INV#1 Dsg Change [MM]'),
  mvDate(224282, 'Multi Lumen Tubing Change', undefined, 'Access Lines - Invasive'),
  mvDate(225754, '20 Gauge Insertion Date', undefined, 'Access Lines - Peripheral'),
  cvInput(30013, 'D5W'),
  cvInput(30018, '.9% Normal Saline'),
  cvInput(30042, 'Dobutamine'),
  cvInput(30043, 'Dopamine'),
  cvInput(30051, 'Vasopressin'),
  cvInput(30119, 'Epinephrine-k'),
  cvInput(30120, 'Levophed-k'),
  cvInput(30125, 'Milrinone'),
  cvInput(30128, 'Neosynephrine-k'),
  mvInput(220949, 'Dextrose 5%', 'mL', 'Fluids/Intake'),
  mvInput(221289, 'Epinephrine', 'mg', 'Medications'),
  mvInput(221653, 'Dobutamine', 'mg', 'Medications'),
  mvInput(221662, 'Dopamine', 'mg', 'Medications'),
  mvInput(221749, 'Phenylephrine', 'mg', 'Medications'),
  mvInput(221906, 'Norepinephrine', 'mg', 'Medications'),
  mvInput(221986, 'Milrinone', 'mg', 'Medications'),
  mvInput(222315, 'Vasopressin', 'units', 'Medications'),
  mvInput(225158, 'NaCl 0.9%', 'mL', 'Fluids/Intake'),
  cvOutput(40055, 'Urine Out Foley'),
  cvOutput(40069, 'Urine Out Void'),
  mvOutput(226559, 'Foley', 'mL', 'Output'),
  mvOutput(226560, 'Void', 'mL', 'Output'),
  mvOutput(227488, 'GU Irrigant Volume In', 'mL', 'Output'),
  mvOutput(227489, 'GU Irrigant/Urine Volume Out', 'mL', 'Output'),
  mvProcedure(224263, 'Multi Lumen', undefined, 'Access Lines - Invasive'),
  mvProcedure(224275, '20 Gauge', undefined, 'Access Lines - Peripheral'),
  mvProcedure(225402, 'EKG', undefined, '4-Procedures'),
  mvProcedure(225459, 'Chest X-Ray', undefined, '5-Imaging'),
  mvProcedure(225752, 'Arterial Line', undefined, 'Access Lines - Invasive'),
  mvProcedure(225802, 'Dialysis - CRRT', undefined, 'Dialysis'),
  mvProcedure(225792, 'Invasive Ventilation', undefined, '2-Ventilation'),
  micro(70012, 'BLOOD CULTURE', undefined, 'SPECIMEN'),
  micro(70062, 'SPUTUM', undefined, 'SPECIMEN'),
  micro(70079, 'URINE', undefined, 'SPECIMEN'),
  micro(80002, 'ESCHERICHIA COLI', undefined, 'ORGANISM'),
  micro(80023, 'STAPH AUREUS COAG +', undefined, 'ORGANISM'),
  micro(80155, 'STAPHYLOCOCCUS, COAGULASE NEGATIVE', undefined, 'ORGANISM'),
  micro(90004, 'AMPICILLIN', undefined, 'ANTIBACTERIUM'),
  micro(90012, 'GENTAMICIN', undefined, 'ANTIBACTERIUM'),
  micro(90015, 'VANCOMYCIN', undefined, 'ANTIBACTERIUM'),
]

const UNITS: ReadonlyMap<number, string | undefined> = new Map(
  ITEMS.map(item => [item.itemid, item.unit]),
)

export function unitOf(itemid: number): string | undefined {
  return UNITS.get(itemid)
}

export function labelOf(itemid: number): string | undefined {
  return ITEMS.find(item => item.itemid === itemid)?.label
}
