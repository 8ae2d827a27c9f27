"""What a quality report must say of a folder of MIMIC-III CSVs, counted a second time, with pandas.

    python3 independent_quality.py FOLDER < contracts.json > counts.json

Reads the rules (types, values, ranges, time order, keys) from the contracts; how rows are read and counted is its own.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

LARGEST_EXACT_DISTINCT = 512
FEWEST_SHOWN = 11
SAMPLE_ROWS = 2048


def read(folder, contract):
    """Fields as text; an empty field is missing, and nothing else is ("NA" is a text)."""
    file = Path(folder) / f"{contract['table']}.csv"
    return pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[''])


def typed(text, kind):
    if kind in ('int', 'long', 'double'):
        return pd.to_numeric(text)
    if kind in ('timestamp', 'date'):
        # pandas' own times end in 2262
        return text.map(lambda t: np.datetime64(t.replace(' ', 'T'), 's'), na_action='ignore')
    return text


def count_column(column, text):
    kind = column['type']
    values = typed(text, kind)
    filled = values.dropna()
    counts = {'nulls': int(values.isna().sum()), 'distinct': int(filled.nunique())}
    if 'range' in column:
        low = column['range'].get('low', -np.inf)
        high = column['range'].get('high', np.inf)
        counts['outOfRange'] = int(((filled < low) | (filled > high)).sum())
    if 'values' in column:
        allowed = set(column['values'])
        counts['otherValues'] = int((~filled.isin(allowed)).sum())
    if kind == 'text':
        counts['lostDegreeSigns'] = int(filled.isin(['?F', '?C']).sum())
    elif not column['name'].endswith('id') and len(filled) >= FEWEST_SHOWN:
        is_time = kind in ('timestamp', 'date')
        shown = filled.map(lambda t: int(str(t)[:4])) if is_time else filled.astype(float)
        counts['min'] = float(shown.min())
        counts['max'] = float(shown.max())
        if len(values) <= SAMPLE_ROWS:
            at = np.quantile(shown, [0.05, 0.25, 0.5, 0.75, 0.95])
            counts['quantiles'] = [float(np.floor(q)) if is_time else float(q) for q in at]
    return counts


def repeated(contract, rows):
    if 'naturalKey' in contract:
        key = contract['naturalKey']
        return int(rows.dropna(subset=key).duplicated(subset=key).sum())
    key = [column['name'] for column in contract['columns'] if column['name'] not in contract['rowKey']]
    return int(rows.duplicated(subset=key).sum())


def count_table(contract, rows):
    kinds = {column['name']: column['type'] for column in contract['columns']}
    order = []
    for rule in contract.get('timeOrder', []):
        both = rows[[rule['earlier'], rule['later']]].dropna()
        earlier = typed(both[rule['earlier']], kinds[rule['earlier']])
        later = typed(both[rule['later']], kinds[rule['later']])
        order.append(int(sum(a > b for a, b in zip(earlier, later))))
    return {
        'rows': len(rows),
        'columns': {column['name']: count_column(column, rows[column['name']]) for column in contract['columns']},
        'timeOrder': order,
        'repeated': repeated(contract, rows),
    }


def early(key, child, parent):
    if 'notBefore' not in key:
        return {}
    times = {'child': key['notBefore']['column'], 'parent': key['notBefore']['references']}
    left = child[[key['column'], times['child']]].set_axis(['key', 'child'], axis=1).dropna()
    right = parent[[key['references'], times['parent']]].set_axis(['key', 'parent'], axis=1).dropna()
    # texts of one form sort as the times that they say
    both = left.merge(right, on='key')
    return {'early': int((both['child'] < both['parent']).sum())}


def orphans(contract, tables):
    found = []
    for key in contract.get('foreignKeys', []):
        child = tables[contract['table']][key['column']].dropna()
        parent = set(tables[key['table']][key['references']].dropna())
        orphan = ~child.isin(parent)
        found.append({
            'column': key['column'],
            'table': key['table'],
            'rows': len(child),
            'orphanRows': int(orphan.sum()),
            'keys': int(child.nunique()),
            'orphanKeys': int(child[orphan].nunique()),
            **early(key, tables[contract['table']], tables[key['table']]),
        })
    return found


def main():
    contracts = json.load(sys.stdin)
    tables = {contract['table']: read(sys.argv[1], contract) for contract in contracts}
    json.dump(
        {
            contract['table']: {
                **count_table(contract, tables[contract['table']]),
                'orphans': orphans(contract, tables),
            }
            for contract in contracts
        },
        sys.stdout,
    )


main()
