import type { Metrics } from '../../ports/metrics.ts';

const NAMESPACE = 'Kairos';

/** In total, too: an alarm cannot add up dimensions. */
const dimensionSets = (dimensions: Readonly<Record<string, string>>): readonly (readonly string[])[] => {
  const names = Object.keys(dimensions);
  return names.length === 0 ? [[]] : [[], names];
};

/**
 * CloudWatch's embedded metric format, one line of standard output a value.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfMetrics = (now: () => number, print: (line: string) => void): Metrics => {
  const emit = (
    name: string,
    value: number,
    unit: 'Count' | 'Milliseconds',
    dimensions: Readonly<Record<string, string>>,
  ) =>
    print(
      JSON.stringify({
        _aws: {
          Timestamp: now(),
          CloudWatchMetrics: [
            { Namespace: NAMESPACE, Dimensions: dimensionSets(dimensions), Metrics: [{ Name: name, Unit: unit }] },
          ],
        },
        ...dimensions,
        [name]: value,
      }),
    );
  return {
    count: (name, value, dimensions = {}) => emit(name, value, 'Count', dimensions),
    duration: (name, ms, dimensions = {}) => emit(name, ms, 'Milliseconds', dimensions),
  };
};
