/** How findings and coverage can be written, by the names that people give on the command line. */
export const outputFormats = ['table', 'ndjson', 'csv', 'html', 'ocsf', 'stix', 'navigator'] as const;
export const coverageFormats = ['table', 'json', 'navigator'] as const;
