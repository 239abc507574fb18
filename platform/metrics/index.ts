/** Figures as Prometheus reads them (text format 0.0.4, https://prometheus.io/docs/instrumenting/exposition_formats/). */

export interface Sample {
  type: 'counter' | 'gauge';
  /** Letters, digits and underscores; the unit at its end. */
  name: string;
  help: string;
  value: number;
  labels: Readonly<Record<string, string>>;
}

export interface Metrics {
  /** One more of these, which took so many seconds. */
  observe(name: string, help: string, labels: Readonly<Record<string, string>>, seconds: number): void;
  /** What was observed, and these as they are now. */
  text(now: readonly Sample[]): string;
}

interface Series {
  labels: Readonly<Record<string, string>>;
  buckets: number[];
  sum: number;
  count: number;
}

/** Seconds: what a person does not notice, notices, and gives up on. */
const bounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10];
/** Series of one name: more than there are routes, so that nothing which a stranger chooses can fill the memory. */
const mostSeries = 2_000;

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const inside = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${inside.length === 0 ? '' : `{${inside.join(',')}}`} ${value}\n`;
}

const head = (name: string, help: string, type: string): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;

export function createMetrics(): Metrics {
  const observed = new Map<string, { help: string; series: Map<string, Series> }>();
  return {
    observe(name, help, labels, seconds) {
      const metric = observed.get(name) ?? { help, series: new Map<string, Series>() };
      observed.set(name, metric);
      const key = JSON.stringify(Object.values(labels));
      let series = metric.series.get(key);
      if (!series) {
        if (metric.series.size >= mostSeries) return;
        series = { labels, buckets: bounds.map(() => 0), sum: 0, count: 0 };
        metric.series.set(key, series);
      }
      series.sum += seconds;
      series.count += 1;
      for (const [at, bound] of bounds.entries()) if (seconds <= bound) series.buckets[at]! += 1;
    },
    text(now) {
      let text = '';
      for (const [name, { help, series }] of observed) {
        text += head(name, help, 'histogram');
        for (const { labels, buckets, sum, count } of series.values()) {
          for (const [at, bound] of bounds.entries())
            text += line(`${name}_bucket`, { ...labels, le: String(bound) }, buckets[at]!);
          text += line(`${name}_bucket`, { ...labels, le: '+Inf' }, count);
          text += line(`${name}_sum`, labels, sum) + line(`${name}_count`, labels, count);
        }
      }
      let before = '';
      for (const { type, name, help, value, labels } of now) {
        if (name !== before) text += head(name, help, type);
        before = name;
        text += line(name, labels, value);
      }
      return text;
    },
  };
}
