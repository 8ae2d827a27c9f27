"""Gold of a MIMIC-III folder computed a second time, with pandas, from the definitions rather than from our SQL.

    python3 independent_gold.py FOLDER HOURS... > gold.json

Prints a list with an entry for each number of hours after ICU admission at which the prediction is made:
{"hours": 24, "cohorts": {"0": [...], "6": [...]}, "columns": [...], "rows": [[...], ...]}, one row per stay, sorted by
icustay_id; a missing value is null. `cohorts` are the stays with no gap after the window, and with one of 6 h. Items and
bounds: mimic-code's first-day concepts, transcribed on their own.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

INF = float('inf')

# (table, items, low, low included, high, high included), on the charted value
CHARTED = {
    'heart_rate': ([211, 220045], 0, False, 300, False),
    'sbp': ([51, 442, 455, 6701, 220179, 220050], 0, False, 400, False),
    'dbp': ([8368, 8440, 8441, 8555, 220180, 220051], 0, False, 300, False),
    'mbp': ([456, 52, 6702, 443, 220052, 220181, 225312], 0, False, 300, False),
    'resp_rate': ([615, 618, 220210, 224690], 0, False, 70, False),
    'spo2': ([646, 220277], 0, False, 100, True),
    'glucose_chart': ([807, 811, 1529, 3745, 3744, 225664, 220621, 226537], 0, False, 2000, True),
    'gcs_eye': ([184, 220739], 1, True, 4, True),
    'gcs_verbal': ([723, 223900], 1, True, 5, True),
    'gcs_motor': ([454, 223901], 1, True, 6, True),
}
LAB = {
    'anion_gap': ([50868], 0, False, 10000, True),
    'albumin': ([50862], 0, False, 10, True),
    'bands': ([51144], 0, True, 100, True),
    'bicarbonate': ([50882], 0, False, 10000, True),
    'bilirubin': ([50885], 0, False, 150, True),
    'creatinine': ([50912], 0, False, 150, True),
    'chloride': ([50806, 50902], 0, False, 10000, True),
    'glucose_lab': ([50809, 50931], 0, False, 10000, True),
    'hematocrit': ([50810, 51221], 0, False, 100, True),
    'hemoglobin': ([50811, 51222], 0, False, 50, True),
    'lactate': ([50813], 0, False, 50, True),
    'platelet': ([51265], 0, False, 10000, True),
    'potassium': ([50822, 50971], 0, False, 30, True),
    'ptt': ([51275], 0, False, 150, True),
    'inr': ([51237], 0, False, 50, True),
    'pt': ([51274], 0, False, 150, True),
    'sodium': ([50824, 50983], 0, False, 200, True),
    'bun': ([51006], 0, False, 300, True),
    'wbc': ([51300, 51301], 0, False, 1000, True),
    'ph': ([50820], 0, False, INF, True),
    'pao2': ([50821], 0, False, 800, True),
    'paco2': ([50818], 0, False, INF, True),
    'base_excess': ([50802], -INF, False, INF, True),
    'so2': ([50817], 0, False, 100, True),
    'peep_lab': ([50819], 0, False, INF, True),
}
VENTILATION = [
    720, 223848, 223849, 467, 445, 448, 449, 450, 1340, 1486, 1600, 224687, 639, 654, 681, 682,
    683, 684, 224685, 224684, 224686, 218, 436, 535, 444, 459, 224697, 224695, 224696, 224746,
    224747, 221, 1, 1211, 1655, 2000, 226873, 224738, 224419, 224750, 227187, 543, 5865, 5866,
    224707, 224709, 224705, 224706, 60, 437, 505, 506, 686, 220339, 224700, 3459, 501, 502, 503,
    224702, 223, 667, 668, 669, 670, 671, 672, 224701,
]
# the texts of item 467 (CareVue) and 226732 (MetaVision) that speak of oxygen without a ventilator, in lower case
OXYGEN = {
    467: (
        'cannula/nasal cannula/face tent/aerosol-cool/trach mask/hi flow neb/non-rebreather/venti mask/'
        'medium conc mask/vapotherm/t-piece/hood/hut/transtrachealcat/heated neb/ultrasonic neb'
    ).split('/'),
    226732: (
        'nasal cannula/face tent/aerosol-cool/trach mask/high flow neb/non-rebreather/venti mask/medium conc mask/'
        't-piece/high flow nasal cannula/ultrasonic neb/vapomist'
    ).split('/'),
}
EXTUBATIONS = [227194, 225468, 225477]
URINE = [
    40055, 43175, 40069, 40094, 40715, 40473, 40085, 40057, 40056, 40405, 40428, 40086, 40096,
    40651, 226559, 226560, 226561, 226584, 226563, 226564, 226565, 226567, 226557, 226558,
    227489,
]
DRUGS = {
    'norepinephrine': [30047, 30120, 221906],
    'epinephrine': [30044, 30119, 30309, 221289],
    'phenylephrine': [30127, 30128, 221749],
    'vasopressin': [30051, 222315],
    'dopamine': [30043, 30307, 221662],
    'dobutamine': [30042, 30306, 221653],
    'milrinone': [30125, 221986],
}
# Quan 2005: whole codes, and beginnings of codes
ELIXHAUSER = {
    'congestive_heart_failure': ('39891 40201 40211 40291 40401 40403 40411 40413 40491 40493', '4254 4255 4257 4258 4259 428'),
    'cardiac_arrhythmias': ('42613 42610 42612 99601 99604', '4260 4267 4269 4270 4271 4272 4273 4274 4276 4278 4279 7850 V450 V533'),
    'valvular_disease': ('', '0932 7463 7464 7465 7466 V422 V433 394 395 396 397 424'),
    'pulmonary_circulation': ('', '4150 4151 4170 4178 4179 416'),
    'peripheral_vascular': ('', '0930 4373 4431 4432 4438 4439 4471 5571 5579 V434 440 441'),
    'hypertension': ('', '401 402 403 404 405'),
    'paralysis': ('', '3341 3440 3441 3442 3443 3444 3445 3446 3449 342 343'),
    'other_neurological': ('33392', '3319 3320 3321 3334 3335 3362 3481 3483 7803 7843 334 335 340 341 345'),
    'chronic_pulmonary': ('', '4168 4169 5064 5081 5088 490 491 492 493 494 495 496 500 501 502 503 504 505'),
    'diabetes_uncomplicated': ('', '2500 2501 2502 2503'),
    'diabetes_complicated': ('', '2504 2505 2506 2507 2508 2509'),
    'hypothyroidism': ('', '2409 2461 2468 243 244'),
    'renal_failure': ('40301 40311 40391 40402 40403 40412 40413 40492 40493', '5880 V420 V451 585 586 V56'),
    'liver_disease': ('07022 07023 07032 07033 07044 07054', '0706 0709 4560 4561 4562 5722 5723 5724 5728 5733 5734 5738 5739 V427 570 571'),
    'peptic_ulcer': ('', '5317 5319 5327 5329 5337 5339 5347 5349'),
    'aids': ('', '042 043 044'),
    'lymphoma': ('', '2030 2386 200 201 202'),
    'metastatic_cancer': ('', '196 197 198 199'),
    'solid_tumor': ('', (
        '140 141 142 143 144 145 146 147 148 149 150 151 152 153 154 155 156 157 158 159 '
        '160 161 162 163 164 165 166 167 168 169 170 171 172 174 175 176 177 178 179 180 '
        '181 182 183 184 185 186 187 188 189 190 191 192 193 194 195 '
    )),
    'rheumatoid_arthritis': ('72889 72930', '7010 7100 7101 7102 7103 7104 7108 7109 7112 7193 7285 446 714 720 725'),
    'coagulopathy': ('', '2871 2873 2874 2875 286'),
    'obesity': ('', '2780'),
    'weight_loss': ('', '7832 7994 260 261 262 263'),
    'fluid_electrolyte': ('', '2536 276'),
    'blood_loss_anemia': ('', '2800'),
    'deficiency_anemias': ('', '2801 2808 2809 281'),
    'alcohol_abuse': ('', (
        '2652 2911 2912 2913 2915 2918 2919 3030 3039 3050 3575 4255 5353 5710 5711 5712 '
        '5713 V113 980 '
    )),
    'drug_abuse': ('V6542', '3052 3053 3054 3055 3056 3057 3058 3059 292 304'),
    'psychoses': ('29604 29614 29644 29654', '2938 295 297 298'),
    'depression': ('', '2962 2963 2965 3004 309 311'),
}


def hours(n):
    return pd.Timedelta(hours=n)


def read(folder, table, times):
    return pd.read_csv(
        folder / f'{table}.csv', parse_dates=times, low_memory=False, dtype={'icd9_code': str}
    )


def by(frame, column):
    groups = dict(iter(frame.groupby(column)))
    return lambda key: groups.get(key, frame.iloc[:0])


def statistics(name, series, row):
    """series: list of (time, value). Simultaneous readings are averaged for first and last only."""
    values = [value for _, value in series]
    row[f'{name}_count'] = len(values)
    for statistic in ('min', 'max', 'mean', 'first', 'last'):
        row[f'{name}_{statistic}'] = None
    trend = name not in ('height', 'weight', 'gcs_eye', 'gcs_verbal', 'gcs_motor')
    if trend:
        row[f'{name}_delta'] = row[f'{name}_slope'] = None
    if not values:
        return
    row[f'{name}_min'], row[f'{name}_max'] = min(values), max(values)
    row[f'{name}_mean'] = float(np.mean(values))
    for statistic, pick in (('first', min), ('last', max)):
        moment = pick(time for time, _ in series)
        row[f'{name}_{statistic}'] = float(np.mean([v for t, v in series if t == moment]))
    times = np.array([in_hours(time - series[0][0]) for time, _ in series])
    if trend and times.min() < times.max():
        row[f'{name}_delta'] = row[f'{name}_last'] - row[f'{name}_first']
        # readings have 6 decimals
        centred = times - times.mean()
        row[f'{name}_slope'] = float((centred * np.round(values, 6)).sum() / (centred * centred).sum())


def readings(frame):
    """The numbers of each item: {itemid: [(time, value), ...]}."""
    numbers = frame[frame.valuenum.notna()]
    by_item = {}
    for item, time, value in zip(numbers.itemid, numbers.charttime, numbers.valuenum):
        by_item.setdefault(item, []).append((time, value))
    return by_item


def within(by_item, items, low, low_included, high, high_included):
    """Readings of these items in a range, in the order of time."""
    return sorted(
        (time, value)
        for item in items
        for time, value in by_item.get(item, [])
        if (low < value or (low_included and value == low)) and (value < high or (high_included and value == high))
    )


def oxygen(chart, lab):
    """FiO2 in percent: charted pairs, and pairs of arterial gases; and PaO2 pairs of arterial gases.

    Readings have 6 decimals: some fractions are charted in single precision (0.4000000059604645).
    """
    charted = []
    for event in chart[chart.itemid.isin([223835, 3420, 3422, 190])].itertuples():
        value = event.valuenum
        if np.isnan(value):
            continue
        if event.itemid == 223835:
            if 0 < value <= 1:
                charted.append((event.charttime, round(value * 100, 6)))
            elif 21 <= value <= 100:
                charted.append((event.charttime, value))
        elif event.itemid in (3420, 3422) and 0 < value <= 100:
            charted.append((event.charttime, value))
        elif event.itemid == 190 and 0.2 < value <= 1:
            charted.append((event.charttime, round(value * 100, 6)))
    specimens = {}
    for event in lab[lab.itemid == 50800].dropna(subset=['value']).itertuples():
        specimens.setdefault(event.charttime, set()).add(event.value.strip())
    arterial = readings(lab[np.array([specimens.get(time) == {'ART'} for time in lab.charttime], dtype=bool)])
    gas = within(arterial, [50816], 20, True, 100, True)
    pao2 = within(arterial, [50821], 0, False, 800, True)
    return charted, gas, pao2


def ratios(charted, gas, pao2):
    result = []
    for moment in {time for time, _ in pao2}:
        pressure = np.mean([v for t, v in pao2 if t == moment])
        fraction = [v for t, v in gas if t == moment]
        if not fraction:
            earlier = [t for t, _ in charted if moment - hours(4) <= t <= moment]
            if not earlier:
                continue
            fraction = [v for t, v in charted if t == max(earlier)]
        result.append((moment, 100 * pressure / np.mean(fraction)))
    return result


def coma(chart):
    """GCS totals by mimic-code's rule, and whether the patient was ever intubated."""
    parts = {}
    intubated = False
    bounds = {184: ('e', 4), 220739: ('e', 4), 723: ('v', 5), 223900: ('v', 5), 454: ('m', 6), 223901: ('m', 6)}
    for event in chart[chart.itemid.isin(bounds)].itertuples():
        part, high = bounds[event.itemid]
        value = event.valuenum
        text = str(event.value).strip()
        if (event.itemid, text) in ((723, '1.0 ET/Trach'), (223900, 'No Response-ETT')):
            value, intubated = 0, True
        elif not 1 <= value <= high:
            continue
        moment = parts.setdefault(event.charttime, {})
        moment[part] = max(value, moment.get(part, 0))
    totals = []
    before_time, before = None, {}
    for time in sorted(parts):
        now = parts[time]
        recent = before if before_time is not None and time - before_time < hours(6) else {}
        if now.get('v', recent.get('v')) == 0:
            total = 15
        else:
            carried = {} if recent.get('v') == 0 else recent
            total = sum(now.get(k, carried.get(k, normal)) for k, normal in (('e', 4), ('v', 5), ('m', 6)))
        totals.append((time, total))
        before_time, before = time, now
    return totals, intubated


def size(chart, start, end):
    """Heights in cm and weights in kg, charted from 24 h before the ICU."""
    heights, weights, daily = [], [], []
    sizes = chart[chart.itemid.isin([920, 1394, 4187, 3486, 226730, 3485, 4188, 762, 226512, 763, 224639])]
    for event in sizes[(sizes.charttime > start - hours(24)) & (sizes.charttime <= end)].itertuples():
        if event.itemid in (920, 1394, 4187, 3486) and event.valuenum * 2.54 > 100:
            heights.append((event.charttime, event.valuenum * 2.54))
        if event.itemid in (226730, 3485, 4188) and event.valuenum > 100:
            heights.append((event.charttime, event.valuenum))
        if event.itemid in (762, 226512) and event.valuenum > 0:
            weights.append((event.charttime, event.valuenum))
        if event.itemid in (763, 224639) and event.valuenum > 0:
            daily.append((event.charttime, event.valuenum))
    return heights, weights or daily


def ventilation(chart, procedures):
    """Periods of mechanical ventilation, (start, end), by mimic-code's rules from what was charted in the window."""
    marks = {}
    told = chart.itemid.isin([*VENTILATION, *OXYGEN, 640])
    for event in chart[told & chart.value.notna()].itertuples():
        text = event.value.strip()
        if event.itemid in VENTILATION and is_ventilator(event.itemid, text):
            marks.setdefault(event.charttime, set()).add('ventilator')
        if text.lower() in OXYGEN.get(event.itemid, []):
            marks.setdefault(event.charttime, set()).add('oxygen')
        if event.itemid == 640 and text in ('Extubated', 'Self Extubation'):
            marks.setdefault(event.charttime, set()).add('extubated')
    for event in procedures[procedures.itemid.isin(EXTUBATIONS)].itertuples():
        marks.setdefault(event.starttime, set()).add('extubated')
    periods, open_period, last_setting = [], [], None

    def close():
        if len(open_period) > 1:
            periods.append((open_period[0], open_period[-1]))
        open_period.clear()

    for time in sorted(marks):
        now = marks[time]
        if 'ventilator' in now:
            if last_setting is not None and time - last_setting > hours(8):
                close()
            open_period.append(time)
            last_setting = time
        elif 'oxygen' in now:
            close()
        elif open_period:
            open_period.append(time)
        if 'extubated' in now:
            close()
    close()
    return periods


def is_ventilator(item, text):
    return not (
        (item == 720 and text == 'Other/Remarks')
        or (item == 223848 and text == 'Other')
        or (item == 467 and text != 'Ventilator')
    )


def cpap_times(chart):
    named = chart[chart.itemid.isin([467, 469, 226732]) & chart.value.notna()]
    text = named.value.str.lower()
    return list(named[text.str.contains('cpap') | text.str.contains('bipap mask')].charttime)


def oxygenation(gases, periods, cpap, row):
    def lowest(wanted):
        return min((value for time, value in gases if wanted(time)), default=None)

    def ventilated(time):
        return any(start <= time <= end for start, end in periods)

    def with_cpap(time):
        return len(cpap) > 0 and min(cpap) - hours(1) <= time <= max(cpap) + hours(4)

    row['pf_ratio_ventilated_min'] = lowest(ventilated)
    row['pf_ratio_unventilated_min'] = lowest(lambda time: not ventilated(time))
    row['pf_ratio_supported_min'] = lowest(lambda time: ventilated(time) or with_cpap(time))


def infusions(stay, cv, mv, weight, row):
    end = stay.end
    given = {}
    for event in cv[(cv.charttime >= stay.intime) & (cv.charttime <= end)].itertuples():
        given.setdefault(event.itemid, []).append((event.rate, event.amount, event.rateuom))
    mv = mv[(mv.statusdescription != 'Rewritten') & (mv.endtime > mv.starttime)]
    for event in mv[(mv.starttime < end) & (mv.endtime > stay.intime)].itertuples():
        given.setdefault(event.itemid, []).append((event.rate, event.amount, event.rateuom))
    row['vasopressor_any'] = 0
    for drug, items in DRUGS.items():
        rates, any_given = [], 0
        for item in items:
            for rate, amount, unit in given.get(item, []):
                if np.isnan(rate):
                    any_given |= int(amount > 0)
                elif rate > 0:
                    any_given = 1
                    if unit == 'units/hour':
                        rate /= 60
                    if item in (30044, 30047) or unit == 'mcgmin':
                        rate = None if weight is None else rate / weight
                    if rate is not None:
                        rates.append(rate)
        row[f'{drug}_any'] = any_given
        row[f'{drug}_max'] = max(rates) if rates else None
        row['vasopressor_any'] |= any_given


def comorbidities(prefix, codes, row):
    """codes: those of some admissions without the primary ones; None: unknown."""
    for name, (exact, beginnings) in ELIXHAUSER.items():
        row[f'{prefix}_{name}'] = (
            None
            if codes is None
            else int(any(c in exact.split() or c.startswith(tuple(beginnings.split())) for c in codes))
        )
    if codes is not None:
        if row[f'{prefix}_diabetes_complicated']:
            row[f'{prefix}_diabetes_uncomplicated'] = 0
        if row[f'{prefix}_metastatic_cancer']:
            row[f'{prefix}_solid_tumor'] = 0


def sapsii_diseases(prefix, codes, row):
    """codes: those of some admissions with the primary ones; the ranges are those of mimic-code's sapsii.sql."""
    ranges = (
        ('20000', '20238'), ('20240', '20248'), ('20250', '20302'), ('20310', '20312'), ('20302', '20382'),
        ('20400', '20522'), ('20580', '20702'), ('20720', '20892'),
    )
    tests = {
        'aids': lambda c: '042' <= c[:3] <= '044',
        'hematologic_malignancy': lambda c: any(low <= c <= high for low, high in ranges) or c[:4] in ('2386', '2733'),
        'metastatic_cancer': lambda c: '1960' <= c[:4] <= '1991' or '20970' <= c <= '20975' or c in ('20979', '78951'),
    }
    for name, test in tests.items():
        row[f'{prefix}_sapsii_{name}'] = None if codes is None else int(any(test(c) for c in codes))


def ethnicity(text):
    for beginning, group in (
        ('WHITE', 'WHITE'), ('BLACK', 'BLACK'), ('HISPANIC', 'HISPANIC'), ('ASIAN', 'ASIAN'),
        ('AMERICAN INDIAN', 'NATIVE'), ('UNKNOWN', 'UNKNOWN'), ('UNABLE', 'UNKNOWN'), ('PATIENT DECLINED', 'UNKNOWN'),
    ):
        if text.startswith(beginning):
            return group
    return 'OTHER'


def none(value):
    return None if pd.isna(value) else value


def in_hours(delta):
    return delta / pd.Timedelta(hours=1)


def oasis(row):
    """Johnson 2013, bounds of mimic-code's oasis.sql; what is missing scores 0."""

    def value(name, missing):
        return missing if row[name] is None else row[name]

    nan = float('nan')
    score = 0
    minutes = row['pre_icu_hours'] * 60
    score += 5 if minutes < 10.2 else 3 if minutes < 297 else 0 if minutes < 1440 else 2 if minutes < 18708 else 1
    age = row['age']
    score += 7 if age >= 90 else 0 if age < 24 else 3 if age <= 53 else 6 if age <= 77 else 9
    gcs = value('gcs_min', nan)
    score += 10 if gcs <= 7 else 4 if gcs < 14 else 3 if gcs == 14 else 0
    low, high = value('heart_rate_min', nan), value('heart_rate_max', nan)
    score += 6 if high > 125 else 4 if low < 33 else 3 if high >= 107 else 1 if high >= 89 else 0
    low, high = value('mbp_min', nan), value('mbp_max', nan)
    score += 4 if low < 20.65 else 3 if low < 51 or high > 143.44 else 2 if low < 61.33 else 0
    low, high = value('resp_rate_min', nan), value('resp_rate_max', nan)
    score += 10 if low < 6 else 9 if high > 44 else 6 if high > 30 else 1 if high > 22 or low < 13 else 0
    low, high = value('temp_c_min', nan), value('temp_c_max', nan)
    if high > 39.88:
        score += 6
    elif 33.22 <= low <= 35.93 or 33.22 <= high <= 35.93:
        score += 4
    elif low < 33.22:
        score += 3
    elif 35.93 < low <= 36.39 or 36.89 <= high <= 39.88:
        score += 2
    urine = value('urine_output_sum', nan)
    score += 10 if urine < 671.09 else 8 if urine > 6896.8 else 5 if urine < 1427 else 1 if urine <= 2544.14 else 0
    score += 9 * row['mech_vent_any']
    score += 6 if row['elective_surgery'] == 0 else 0
    return score


def sapsii(row, diseases):
    """Le Gall 1993; what is missing scores 0."""
    nan = float('nan')

    def value(name):
        return nan if row[name] is None else row[name]

    def bands(x, *limits):
        """Points of the first band whose upper bound is above x."""
        return next((points for bound, points in limits if x < bound), 0)

    score = bands(row['age'], (40, 0), (60, 7), (70, 12), (75, 15), (80, 16), (INF, 18))
    score += worst(value('heart_rate_min'), value('heart_rate_max'), ((40, 11), (70, 2)), ((160, 7), (120, 4)))
    score += worst(value('sbp_min'), value('sbp_max'), ((70, 13), (100, 5)), ((200, 2),))
    score += worst(nan, value('temp_c_max'), (), ((39, 3),))
    score += bands(value('pf_ratio_supported_min'), (100, 11), (200, 9), (INF, 6))
    score += bands(value('urine_output_sum'), (500, 11), (1000, 4))
    score += worst(nan, value('bun_max'), (), ((84, 10), (28, 6)))
    score += worst(value('wbc_min'), value('wbc_max'), ((1, 12),), ((20, 3),))
    score += worst(value('potassium_min'), value('potassium_max'), ((3, 3),), ((5, 3),))
    score += worst(value('sodium_min'), value('sodium_max'), ((125, 5),), ((145, 1),))
    score += worst(value('bicarbonate_min'), nan, ((15, 6), (20, 3)), ())
    score += worst(nan, value('bilirubin_max'), (), ((6, 9), (4, 4)))
    score += bands(value('gcs_min'), (6, 26), (9, 13), (11, 7), (14, 5))
    points = {'aids': 17, 'hematologic_malignancy': 10, 'metastatic_cancer': 9}
    score += max(points[name] * (row[f'{diseases}_sapsii_{name}'] == 1) for name in points)
    if row['first_service'] is not None:
        surgical = 'SURG' in row['first_service']
        score += 6 if not surgical else 0 if row['admission_type'] == 'ELECTIVE' else 8
    return score


def worst(low, high, low_bands, high_bands):
    """The most points of a low value (below a bound) or of a high one (at it or above)."""
    return max([0] + [p for bound, p in low_bands if low < bound] + [p for bound, p in high_bands if high >= bound])


def sofa(row):
    """Vincent 1996; what is missing scores 0."""
    nan = float('nan')

    def value(name):
        return nan if row[name] is None else row[name]

    ventilated, ratio = value('pf_ratio_ventilated_min'), value('pf_ratio_min')
    breath = max(4 * (ventilated < 100), 3 * (ventilated < 200), 2 * (ratio < 300), 1 * (ratio < 400))
    clot = sum(value('platelet_min') < bound for bound in (150, 100, 50, 20))
    liver = sum(value('bilirubin_max') >= bound for bound in (1.2, 2, 6, 12))
    strong = [value('epinephrine_max'), value('norepinephrine_max')]
    circulation = max(
        1 * (value('mbp_min') < 70),
        2 * (row['dopamine_any'] == 1 or row['dobutamine_any'] == 1),
        3 * (value('dopamine_max') > 5 or row['epinephrine_any'] == 1 or row['norepinephrine_any'] == 1),
        4 * (value('dopamine_max') > 15 or any(rate > 0.1 for rate in strong)),
    )
    brain = sum(value('gcs_min') < bound for bound in (15, 13, 10, 6))
    urine = value('urine_output_sum')
    kidney = max(
        sum(value('creatinine_max') >= bound for bound in (1.2, 2, 3.5, 5)), 3 * (urine < 500), 4 * (urine < 200)
    )
    return int(breath + clot + liver + circulation + brain + kidney)


def main(folder, horizons):
    patients = read(folder, 'PATIENTS', ['dob'])
    admissions = read(folder, 'ADMISSIONS', ['admittime', 'dischtime', 'deathtime', 'edregtime', 'edouttime'])
    stays = read(folder, 'ICUSTAYS', ['intime', 'outtime'])
    services = read(folder, 'SERVICES', ['transfertime'])
    diagnoses = read(folder, 'DIAGNOSES_ICD', [])
    chartevents = read(folder, 'CHARTEVENTS', ['charttime'])
    labevents = read(folder, 'LABEVENTS', ['charttime'])
    outputs = read(folder, 'OUTPUTEVENTS', ['charttime'])
    cv = read(folder, 'INPUTEVENTS_CV', ['charttime'])
    mv = read(folder, 'INPUTEVENTS_MV', ['starttime', 'endtime'])
    procedures = read(folder, 'PROCEDUREEVENTS_MV', ['starttime', 'endtime'])
    chartevents = chartevents.loc[chartevents.error != 1, ['icustay_id', 'charttime', 'itemid', 'value', 'valuenum']]
    outputs = outputs[outputs.iserror != 1]
    charted_of, labs_of = by(chartevents, 'icustay_id'), by(labevents, 'subject_id')
    given_cv, given_mv = by(cv, 'icustay_id'), by(mv, 'icustay_id')

    joined = stays.merge(admissions.drop(columns='row_id'), on=['subject_id', 'hadm_id'])
    joined = joined.merge(patients[['subject_id', 'gender', 'dob']], on='subject_id')
    joined['age'] = [
        (a.to_pydatetime() - b.to_pydatetime()).total_seconds() / 86400 / 365.242
        for a, b in zip(joined.intime, joined.dob)
    ]
    joined = joined[joined.age >= 18].sort_values('intime')
    joined = joined[joined.groupby('hadm_id').cumcount() == 0]

    def codes_of(admission_ids, primary_too=False):
        rows = diagnoses[diagnoses.hadm_id.isin(admission_ids)].dropna(subset=['icd9_code'])
        return list(rows[primary_too | (rows.seq_num != 1)].icd9_code.str.strip()) if len(rows) else None

    def there(window, gap):
        """Who is in the ICU and alive at the end of the window, and of a gap after it."""
        end = joined.intime + hours(window + gap)
        return joined[(joined.outtime >= end) & ~(joined.deathtime <= end)].sort_values('icustay_id')

    def row_of(stay):
        digest = hashlib.sha256(f'in-hospital-mortality:split:{stay.subject_id}'.encode()).digest()
        first_service = (
            services[(services.hadm_id == stay.hadm_id) & (services.transfertime <= stay.end)]
            .sort_values(['transfertime', 'curr_service'])
            .curr_service
        )
        service = first_service.iloc[0] if len(first_service) else None
        surgical = service is not None and ('SURG' in service or service == 'ORTHO')
        row = {
            'subject_id': stay.subject_id,
            'hadm_id': stay.hadm_id,
            'icustay_id': stay.icustay_id,
            'hospital_expire_flag': stay.hospital_expire_flag,
            'split': 'test' if int.from_bytes(digest[:4], 'big') / 2**32 < 0.2 else 'train',
            'age': 91.4 if stay.age > 89 else stay.age,
            'gender': stay.gender,
            'admission_type': stay.admission_type,
            'admission_location': stay.admission_location,
            'insurance': stay.insurance,
            'ethnicity': ethnicity(stay.ethnicity),
            'marital_status': None if stay.marital_status == 'UNKNOWN (DEFAULT)' else none(stay.marital_status),
            'first_careunit': stay.first_careunit,
            'dbsource': stay.dbsource,
            'first_service': service,
            'admission_text': none(stay.diagnosis) and ' '.join(stay.diagnosis.split()),
            'pre_icu_hours': in_hours(stay.intime - stay.admittime),
            'ed_hours': None
            if pd.isna(stay.edregtime)
            else max(0, in_hours(min(stay.edouttime, stay.intime) - stay.edregtime)),
            'elective_surgery': None if service is None else int(surgical and stay.admission_type == 'ELECTIVE'),
            'surgical_service': None if service is None else int('SURG' in service),
            'los_icu_days': in_hours(stay.outtime - stay.intime) / 24,
            'los_hospital_days': in_hours(stay.dischtime - stay.admittime) / 24,
            'discharge_location': stay.discharge_location,
            'last_careunit': stay.last_careunit,
        }
        earlier = admissions[
            (admissions.subject_id == stay.subject_id)
            & (admissions.admittime < stay.admittime)
            & (admissions.dischtime <= stay.intime)
        ]
        comorbidities('prior', codes_of(earlier.hadm_id), row)
        comorbidities('diagnosis', codes_of([stay.hadm_id]), row)
        sapsii_diseases('prior', codes_of(earlier.hadm_id, True), row)
        sapsii_diseases('diagnosis', codes_of([stay.hadm_id], True), row)
        primary = diagnoses[(diagnoses.hadm_id == stay.hadm_id) & (diagnoses.seq_num == 1)].icd9_code
        row['primary_diagnosis'] = none(primary.iloc[0]) if len(primary) else None

        own = charted_of(stay.icustay_id)
        first_day = own[(own.charttime >= stay.intime) & (own.charttime <= stay.end)]
        chart = first_day[first_day.charttime > stay.intime]
        lab = labs_of(stay.subject_id)
        lab = lab[(lab.charttime >= stay.intime - hours(6)) & (lab.charttime <= stay.end)]
        totals, intubated = coma(first_day)
        statistics('gcs', totals, row)
        row['intubated_any'] = int(intubated)
        numbers = readings(chart)
        testable = readings(first_day[~first_day.value.isin(['1.0 ET/Trach', 'No Response-ETT'])])
        for name, (items, *bounds) in CHARTED.items():
            statistics(name, within(testable if name.startswith('gcs') else numbers, items, *bounds), row)
        fahrenheit = within(numbers, [223761, 678], 70, False, 120, False)
        celsius = within(numbers, [223762, 676], 10, False, 50, False)
        statistics('temp_c', [(t, (v - 32) / 1.8) for t, v in fahrenheit] + celsius, row)
        charted, gas, pao2 = oxygen(chart, lab)
        statistics('fio2', charted + gas, row)
        tests = readings(lab)
        for name, (items, *bounds) in LAB.items():
            statistics(name, pao2 if name == 'pao2' else within(tests, items, *bounds), row)
        gases = ratios(charted, gas, pao2)
        statistics('pf_ratio', gases, row)
        heights, weights = size(own, stay.intime, stay.end)
        statistics('height', heights, row)
        statistics('weight', weights, row)

        speaks = chart[chart.itemid.isin(VENTILATION) & chart.value.notna()]
        row['mech_vent_any'] = int(any(map(is_ventilator, speaks.itemid, speaks.value.str.strip())))
        row['cpap_any'] = int(len(cpap_times(chart)) > 0)
        infusions(stay, given_cv(stay.icustay_id), given_mv(stay.icustay_id), row['weight_mean'], row)
        done = procedures[
            (procedures.icustay_id == stay.icustay_id)
            & (procedures.statusdescription != 'Rewritten')
            & (procedures.endtime > procedures.starttime)
            & (procedures.starttime < stay.end)
            & (procedures.endtime > stay.intime)
        ]
        oxygenation(gases, ventilation(chart, done), cpap_times(chart), row)
        for name, items in (
            ('ventilation_procedure', [225792]),
            ('dialysis_procedure', [225441, 225802, 225803, 225805, 225809, 225955]),
        ):
            happened = int(done.itemid.isin(items).any())
            row[f'{name}_any'] = happened if happened or stay.dbsource == 'metavision' else None

        urine = outputs[
            (outputs.icustay_id == stay.icustay_id)
            & (outputs.charttime >= stay.intime)
            & (outputs.charttime <= stay.end)
            & outputs.value.notna()
        ]
        out, irrigation = urine[urine.itemid.isin(URINE)].value, urine[urine.itemid == 227488].value
        row['urine_output_count'] = len(out) + len(irrigation)
        row['urine_output_sum'] = float(out.sum() - irrigation.sum()) if len(out) + len(irrigation) else None
        row['oasis'] = oasis(row)
        row['sapsii'] = sapsii(row, 'prior')
        row['sapsii_retrospective'] = sapsii(row, 'diagnosis')
        row['sofa'] = sofa(row)
        return row

    result = []
    for window in horizons:
        cohort = there(window, 0)
        cohort['end'] = cohort.intime + hours(window)
        rows = [row_of(stay) for stay in cohort.itertuples()]
        columns = list(rows[0])
        plain = [[v.item() if isinstance(v, np.generic) else v for v in (row[c] for c in columns)] for row in rows]
        cohorts = {gap: there(window, gap).icustay_id.tolist() for gap in (0, 6)}
        result.append({'hours': window, 'cohorts': cohorts, 'columns': columns, 'rows': plain})
    json.dump(result, sys.stdout)


if __name__ == '__main__':
    main(Path(sys.argv[1]), [int(hours_after) for hours_after in sys.argv[2:]])
