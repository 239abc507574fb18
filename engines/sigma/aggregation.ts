/** The aggregations of Sigma 1 (`selection | count() by X > 5`) are refused with the correlation that replaces them. */

const types: Record<string, string> = {
  count: 'event_count',
  sum: 'value_sum',
  avg: 'value_avg',
};
const operators: Record<string, string> = {
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  '=': 'eq',
  '==': 'eq',
};

/** Why such a condition is refused, and what to write instead. */
export function aggregationRefusal(condition: string, timeframe: string | undefined, rule: string): string {
  const why = `condition "${condition}" uses a pipe aggregation, which Sigma 2 replaced by correlation rules`;
  const parts =
    /\|\s*(count|sum|avg)\s*\(\s*([^()\s]*)\s*\)\s*(?:by\s+([^<>=]+?)\s*)?(>=|<=|==|>|<|=)\s*(\d+(?:\.\d+)?)\s*$/i.exec(
      condition,
    );
  if (parts === null) return why;
  const [, call = '', field = '', by, sign = '', number = ''] = parts;
  const aggregate = call.toLowerCase();
  const type = aggregate === 'count' && field !== '' ? 'value_count' : types[aggregate]!;
  const test = `${field === '' ? '' : `field: ${field}, `}${operators[sign]}: ${number}`;
  const groups = by === undefined ? '' : `group-by: [${by.split(/\s*,\s*/).join(', ')}], `;
  const equivalent = `{ type: ${type}, rules: [${rule}], ${groups}timespan: ${timeframe ?? '5m'}, condition: { ${test} } }`;
  return `${why}: keep the part before the pipe in this rule and add a document with "correlation: ${equivalent}"`;
}
